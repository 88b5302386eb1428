//! Values that are to be sent, as JSON: no integer of this API is beyond 64 bits.

use serde::ser::{Serialize, Serializer};
use serde_json::Value;

/// The digits of an integer that a value marks: none does.
pub fn digits(_: &Value) -> Option<&str> {
    None
}

/// A value that is to be sent, as JSON with every digit.
pub struct Exact<'a>(pub &'a Value);

impl Serialize for Exact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The JSON text of a value that is to be sent.
pub fn text(value: &Value) -> String {
    value.to_string()
}
