//! Texts, places in them, and the one spanned tree that they become.

mod builder;
mod columns;
mod documents;
mod excerpt;
mod fetch;
mod file;
mod graft;
mod host;
mod json;
mod location;
mod node;
mod path;
mod policy;
mod read;
mod scalar;
mod yaml;

pub use documents::{Documents, Place, Span};
pub use excerpt::Excerpt;
pub use fetch::{Fetch, FetchError, Fetched, FileSystem, NotFetched, Request};
pub(crate) use graft::Step;
pub use host::is_local_address;
pub(crate) use location::{has_document_extension, join, normal, printable_location};
pub use location::{is_address, shown};
pub use node::{Entry, Node, NodeKind, Origin};
pub use policy::{Policy, Refusal};
pub(crate) use read::read;
pub use read::{ALIAS_LIMIT, DEPTH_LIMIT, NODE_LIMIT, SIZE_LIMIT};
