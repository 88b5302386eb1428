//! `[codegen]` of a `trueline.toml`: the decisions of [`Options`](crate::Options), and what they are about. Paths are
//! relative to the file's folder. Mistakes are reported all at once, each at its place.

mod reading;
mod section;

pub use section::{Config, ConfigError};
