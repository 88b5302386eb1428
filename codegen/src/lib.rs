//! Writes Rust clients from checked models.

pub mod emit;
pub mod plan;
