//! Texts, places in them, and the one spanned tree that they become.

mod builder;
mod documents;
mod excerpt;
mod fetch;
mod graft;
mod json;
mod node;
mod read;
mod scalar;
mod yaml;

pub use documents::{Documents, Place, Span};
pub use excerpt::Excerpt;
pub use fetch::{Fetch, FetchError, FileSystem};
pub(crate) use graft::Step;
pub use node::{Entry, Node, NodeKind, Origin};
pub(crate) use read::read;
pub use read::{ALIAS_LIMIT, DEPTH_LIMIT, NODE_LIMIT, SIZE_LIMIT};
