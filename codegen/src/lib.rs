//! From the checked model to the source of a client: plan, emit, files.

mod build;
mod config;
pub mod emit;
pub mod files;
pub mod glob;
pub mod names;
pub mod plan;

mod generator;
mod manifest;
mod module;
mod offer;
mod options;
mod select;

pub use build::BuildError;
pub use config::{Config, ConfigError};
pub use generator::{GenerateError, Generated, Generator};
pub use offer::{Offer, OfferedValue};
pub use options::{DateTimeCrate, MapType, Options, TypeOptions, TypeOverride};
pub use plan::InvalidOverride;
pub use select::{InvalidSelector, Selection, Selector, Unmatched};

pub use trueline_spec as spec;

/// Whether Cargo takes a text for a package's name.
#[must_use]
pub fn is_package_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(allowed)
}
