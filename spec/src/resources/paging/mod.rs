//! How the pages of a list follow each other, where its parameters and responses leave no doubt, or the document says so.
//!
//! `list` finds the items of a response, `envelope` what stands beside them, `queries` the parameters that ask for pages; `infer`
//! puts them together as [`Paging`], with its reason.

mod declared;
mod envelope;
mod infer;
mod list;
mod model;
mod queries;

pub use declared::UnsuitablePaging;
pub use model::{Advance, Ends, Paging};
