//! Valid values of schemas: from the model to a `proptest` strategy. One file a kind of value.
//!
//! What is generated follows the schema by construction where it can, and is then judged by the validator; what the
//! validator refuses is thrown away.

mod array;
mod choice;
mod draw;
mod format;
mod generator;
mod impossible;
mod number;
mod object;
mod pattern;
mod shrink;
mod string;
mod text;

pub use generator::{Extent, SchemaStrategy, Texts};
pub use impossible::{Impossible, NoValue};
pub use shrink::ValueShrinker;

pub(crate) use draw::Draw;
pub(crate) use generator::Generator;
pub(crate) use pattern::{text_like, text_matching};
pub(crate) use shrink::smaller;
