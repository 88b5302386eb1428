//! Diagnostics as people and programs read them.

mod causes;
mod json;
mod printable;
mod text;

pub use causes::with_causes;
pub use json::json;
pub use printable::{is_active, printable, printable_json, printable_line};
pub use text::text;
