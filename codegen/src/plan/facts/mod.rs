//! What is known of single parts of a document, each by itself.

pub(crate) mod direction;
pub(crate) mod docs;
pub(crate) mod files;
pub(crate) mod listed;
pub(crate) mod media;
pub(crate) mod numbers;
pub(crate) mod scalars;
pub(crate) mod subtypes;
pub(crate) mod success;
