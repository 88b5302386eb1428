//! Serialization for sending: everything that is sent becomes a JSON value first.

use std::cell::Cell;

use serde::ser::Serialize;
use serde_json::Value;

thread_local! {
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Restores the previous state, also on a panic.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        SENDING.set(self.0);
    }
}

/// Whether the current serialization is for sending.
pub fn is_sending() -> bool {
    SENDING.get()
}

/// A value to be sent.
pub fn to_value<T: Serialize>(value: &T) -> Result<Value, String> {
    let _restore = Restore(SENDING.replace(true));
    serde_json::to_value(value).map_err(|error| error.to_string())
}
