//! Cargo features: one a tag, and what each compiles.

pub(crate) mod of_tags;
pub(crate) mod of_types;
