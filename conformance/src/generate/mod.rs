//! Valid values of schemas: from the model to a `proptest` strategy. One file a kind of value.
//!
//! What is generated follows the schema by construction where it can, and is then judged by the validator; what the
//! validator refuses is thrown away.

mod anything;
mod array;
mod choice;
mod format;
mod generator;
mod impossible;
mod number;
mod object;
mod pattern;
mod seeded_rng;
mod shrink;
mod string;
mod text;

pub use generator::{Completeness, SchemaStrategy, TextPosition};
pub use impossible::{Impossible, NoValue};
pub use shrink::ValueShrinker;

pub(crate) use generator::Generator;
pub(crate) use pattern::{text_like, text_matching};
pub(crate) use seeded_rng::SeededRng;
pub(crate) use shrink::smaller;
