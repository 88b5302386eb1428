//! Writes Rust from plans, and takes no decisions.

pub mod code;
pub mod doc_text;
pub mod markdown;
pub mod models;
pub(crate) mod overview;
pub mod package;
pub(crate) mod page;
pub(crate) mod resources;
pub mod rust_types;
pub mod support;

mod alias;
mod answers;
mod attributes;
mod bodies;
mod builders;
mod client;
mod credentials;
mod deprecation;
mod enums;
pub mod gates;
mod headers;
mod integers;
mod lines;
mod listening;
mod mixed;
mod operations;
mod parameters;
pub(crate) mod piece;
mod places;
mod records;
pub mod rules;
mod servers;
mod structures;
mod unions;
