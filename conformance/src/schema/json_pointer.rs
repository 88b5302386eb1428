//! Places in a value, by JSON Pointer (RFC 6901): what is put there and taken out.

use serde_json::Value;
use trueline_spec::pointer;

/// Puts a value at a JSON Pointer (RFC 6901), with the objects on the way where they are missing. What is no object
/// or array on the way stays as it is.
pub(crate) fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for name in pointer::tokens(pointer) {
        place = match place {
            Value::Array(items) => match name.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                Some(item) => item,
                None => return,
            },
            Value::Object(members) => members.entry(name).or_insert_with(|| Value::Object(serde_json::Map::new())),
            _ => return,
        };
    }
    *place = value;
}

/// Takes out what a JSON Pointer (RFC 6901) leads to.
pub(crate) fn remove(root: &mut Value, pointer: &str) -> Option<Value> {
    let parent = &pointer[..pointer.rfind('/')?];
    let name = pointer::tokens(pointer).last()?;
    match root.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(&name),
        Value::Array(items) => {
            let index = name.parse::<usize>().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}
