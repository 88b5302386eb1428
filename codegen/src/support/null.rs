//! Null in types that are only received: it is read as absence, yet counts when an alternative of a union is chosen.

use std::cell::Cell;

use serde::Serialize;
use serde_json::Value;

thread_local! {
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// Restores the previous state, also on a panic.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        SHOWN.set(self.0);
    }
}

/// Whether a field is omitted when it is written.
#[allow(clippy::ref_option, reason = "serde passes a reference to the field")]
pub fn is_left_out<T>(field: &Option<T>) -> bool {
    field.is_none() && !SHOWN.get()
}

/// A value as JSON, with null for each field that is absent or null: it has every property that its type declares.
pub fn with_nulls<T: Serialize>(value: &T) -> Option<Value> {
    let _restore = Restore(SHOWN.replace(true));
    serde_json::to_value(value).ok()
}
