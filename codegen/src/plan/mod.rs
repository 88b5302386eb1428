//! Every decision about the Rust that is written, in words of Rust: no JSON Schema passes this room.

pub mod client;
pub mod naming;
pub mod operations;

mod answers;
mod bodies;
mod credentials;
mod pages;
mod parameters;
