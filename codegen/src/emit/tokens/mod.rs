//! How Rust is written: lines, tokens, types, attributes.

pub(crate) mod alias;
pub(crate) mod attributes;
pub(crate) mod cfg_features;
pub mod code;
pub(crate) mod deprecation;
pub(crate) mod lines;
pub(crate) mod module;
pub(crate) mod piece;
pub(crate) mod rust_types;
