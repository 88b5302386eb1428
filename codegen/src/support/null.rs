//! Null in what is only received: it is read as absence, and the choice among the alternatives of a union still counts it.

use std::cell::Cell;

use serde::Serialize;
use serde_json::Value;

thread_local! {
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// Puts back what was so before, a panic included.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        SHOWN.set(self.0);
    }
}

/// Whether a field is left out of what is written.
#[allow(clippy::ref_option, reason = "serde passes the field as it is")]
pub fn is_left_out<T>(field: &Option<T>) -> bool {
    field.is_none() && !SHOWN.get()
}

/// A value as JSON, with null for each field that is absent or null: it has every property that its type knows.
pub fn with_nulls<T: Serialize>(value: &T) -> Option<Value> {
    let _restore = Restore(SHOWN.replace(true));
    serde_json::to_value(value).ok()
}
