//! What is sent and why: a [`Class`] is a kind of requests that share their reason, a [`Case`] is one of them, made from a
//! seed, confirmed by the document's own reading, and made smaller where it fails.

mod class;
mod make;
pub(crate) mod shrink;

pub use class::{Class, Intent};
pub use make::Case;
pub(crate) use make::{confirmed, make};
