//! From the checked model to the source of a client: plan, emit, files; then into their folder.

#![warn(unreachable_pub)]

mod build;
mod cargo;
mod code_span;
mod config;
pub mod emit;
pub mod files;
pub mod folder;
pub mod glob;
pub mod names;
pub mod plan;
pub mod surface;

mod foreign;
mod generated_items;
mod generator;
mod module;
mod options;
mod package;
mod package_name;
mod select;

pub use build::BuildError;
pub use config::{Config, ConfigError};
pub use foreign::{DerivePath, ForeignType, InvalidRust};
pub use generated_items::{GeneratedItems, GeneratedType};
pub use generator::{GenerateError, Generated, Generator};
pub use options::{DateTimeCrate, Layout, MapType, OperationName, Options, ReceivedNull, TypeOptions, TypeOverride};
pub use package_name::{InvalidPackageName, check_package_name, is_package_name};
pub use plan::{InvalidOverride, UnmatchedName};
pub use select::{InvalidSelector, Selection, Selector, Unmatched};

pub(crate) use code_span::code_span;
pub use trueline_spec as spec;
