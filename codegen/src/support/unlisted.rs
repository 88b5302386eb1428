//! Values that a server sent and the document does not list: written again as they came, and never sent.
//!
//! Whatever is sent becomes a JSON value first. While it does, an unlisted value is written with a mark, however deep
//! within it; what is marked is refused, and its place told.

use std::cell::Cell;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// The member that marks an unlisted value. No name of an API begins with this character.
const MARK: &str = "\u{0}unlisted";

thread_local! {
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Puts back what was so before, a panic included.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        SENDING.set(self.0);
    }
}

/// Whether what is written is to be sent.
pub fn is_sending() -> bool {
    SENDING.get()
}

/// A value that is to be sent, with what is unlisted marked.
pub fn to_value<T: Serialize>(value: &T) -> Result<Value, String> {
    let _restore = Restore(SENDING.replace(true));
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Writes an unlisted value: as it came, or marked where it would be sent.
pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    if !SENDING.get() {
        return value.serialize(serializer);
    }
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(MARK, value)?;
    map.end()
}

/// The places of what is marked, `items[2].kind` for instance; empty for the value itself.
pub fn places(value: &Value) -> Vec<String> {
    let mut places = Vec::new();
    walk(value, "", &mut places);
    places
}

fn walk(value: &Value, path: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(members) if members.contains_key(MARK) => places.push(path.to_owned()),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| walk(value, &member(path, name), places));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{path}[{index}]"), places));
        }
        _ => {}
    }
}

/// The place of a member within a place.
pub fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
