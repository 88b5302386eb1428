//! What can be wrong with a value, by its schema: one mistake each. A file for each kind of schema.

mod array;
mod choice;
mod number;
mod object;
mod search;
mod string;

pub(super) use search::value_mutations;
