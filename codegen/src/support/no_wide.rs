//! Values to be sent, as JSON: this API has no integers beyond 64 bits.

use serde::ser::{Serialize, Serializer};
use serde_json::Value;

/// The digits of an integer that a marker stands for; there are no such markers here.
pub fn digits(_: &Value) -> Option<&str> {
    None
}

/// A value to be sent, as JSON with all of its digits.
pub struct Exact<'a>(pub &'a Value);

impl Serialize for Exact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The JSON text of a value to be sent.
pub fn text(value: &Value) -> String {
    value.to_string()
}
