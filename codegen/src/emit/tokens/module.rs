//! A file of Rust that is written from plans.

use proc_macro2::TokenStream;

/// A file of Rust: its path below `src/`, the head of its documentation, its items.
#[derive(Debug)]
pub(crate) struct Module {
    /// The path below `src/`, with slashes.
    pub path: String,
    /// What it is for, in a sentence.
    pub head: String,
    /// Its items.
    pub items: TokenStream,
}
