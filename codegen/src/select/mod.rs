//! Which of a document's operations a client has.

mod selection;
mod selector;

pub use selection::{Selection, Unmatched};
pub use selector::{InvalidSelector, Selector};
