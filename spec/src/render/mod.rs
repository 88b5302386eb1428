//! Diagnostics as people and programs read them.

mod causes;
mod counted;
mod json;
mod printable;
mod text;

pub use causes::with_causes;
pub use counted::{counted, counted_verb};
pub use json::json;
pub use printable::{is_active, printable, printable_json, printable_line};
pub use text::text;
