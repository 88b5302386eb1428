//! Every `$ref`: collected and loaded up front, then looked up without I/O.

mod pointer;
mod registry;
mod resolver;

pub use registry::{DOCUMENT_LIMIT, TOTAL_SIZE_LIMIT};
pub(crate) use registry::{Loading, Registry};
pub(crate) use resolver::{Resolver, Unresolved};
