//! Values on their way to be sent: whatever is sent becomes a JSON value first.

use std::cell::Cell;

use serde::ser::Serialize;
use serde_json::Value;

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

/// A value that is to be sent.
pub fn to_value<T: Serialize>(value: &T) -> Result<Value, String> {
    let _restore = Restore(SENDING.replace(true));
    serde_json::to_value(value).map_err(|error| error.to_string())
}
