//! x
mod support;
pub use support::*;
