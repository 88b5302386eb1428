//! From the checked model to the source of a client: plan, emit, files.

pub mod emit;
pub mod files;
pub mod names;
pub mod plan;

mod generator;
mod offer;
mod select;

pub use generator::{GenerateError, Generated, Generator, Options};
pub use offer::Offer;
pub use select::{InvalidSelector, Selection, Selector, Unmatched};
