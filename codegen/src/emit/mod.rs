//! Writes Rust from plans, and takes no decisions.

pub mod package;
pub mod prose;
pub mod support;

mod answers;
mod client;
mod credentials;
mod headers;
mod operations;
mod rules;
