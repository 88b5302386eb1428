//! Writes Rust from plans, and takes no decisions. Each folder uses only those before it:
//! docs > tokens > models > operations > client > package.

pub(crate) mod client;
pub(crate) mod docs;
pub(crate) mod models;
pub(crate) mod operations;
pub(crate) mod package;
pub mod tokens;
