//! One reading of an OpenAPI document: from its text to a checked model.
//!
//! The stages, in order: [`source`] turns texts into one spanned tree, `overlay` changes it as overlays say,
//! `reference` resolves every `$ref` once, `lower` turns the tree into the [`model`]. [`load()`] runs them all.
//! Mistakes are collected as [`diagnostic::Diagnostic`]s and rendered by [`render`].
//! With the feature `openapiv3`, `load_openapiv3` reads a document that is held as a value of the crate of that name.
//! No I/O of networks enters here: whoever calls hands in a [`source::Fetch`].

#![warn(unreachable_pub)]

pub mod diagnostic;
pub mod did_you_mean;
pub mod disk;
pub mod file_name;
mod json_schema;
mod load;
mod lower;
pub mod model;
#[cfg(feature = "openapiv3")]
mod openapi3;
mod overlay;
pub mod pointer;
mod reference;
mod refused;
pub mod render;
pub mod resources;
pub mod source;

pub use load::{LoadOptions, Loaded, load};
pub use lower::{ALTERNATIVES_LIMIT, MODEL_LIMIT, PATTERN_LIMIT, PATTERNS_LIMIT};
pub use model::Direction;
#[cfg(feature = "openapiv3")]
pub use openapi3::load_openapiv3;
pub use overlay::{ADDED_LIMIT, OVERLAY_LIMIT};
pub use reference::{DOCUMENT_LIMIT, TOTAL_SIZE_LIMIT};
pub use refused::Refused;
