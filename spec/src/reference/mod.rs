//! Every `$ref`: collected and loaded up front, then looked up without I/O.

mod pointer;
mod registry;
mod resolver;

pub(crate) use registry::Registry;
pub(crate) use resolver::{Resolver, Unresolved};
