//! What a plan is made of: data alone, in words of Rust and of HTTP.

pub(crate) mod client;
pub(crate) mod feature;
pub(crate) mod rule;
pub(crate) mod rust_type;
pub(crate) mod types;
pub(crate) mod unsupported;
