//! The things that a target has, as far as its answers give: which operations are asked first, and what names them.
//!
//! [`trueline_spec::resources`] reads the document; [`Things`] keeps what a run learns of the values; [`order`] puts what
//! creates before what reads, and what deletes last.

mod learn;
mod learned;
mod order;
mod things;

pub(crate) use learn::{Renamed, Told};
pub(crate) use learned::Learned;
pub(crate) use order::order;
pub(crate) use things::{Things, Turn};
