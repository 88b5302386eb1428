//! Diagnostics as people and programs read them.

mod causes;
mod json;
mod text;

pub use causes::with_causes;
pub use json::json;
pub use text::text;
