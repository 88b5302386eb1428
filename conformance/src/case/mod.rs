//! What is sent and why: a [`Class`] is a kind of requests that share their reason, a [`Case`] is one of them, made from a
//! seed, confirmed by the document's own reading, and made smaller where it fails: the `CaseTree` that a `CaseStrategy` gives.

mod class;
mod make;
mod shrink;
mod strategy;
mod tree;
mod unconfirmed;

pub use class::{Class, Intent};
pub use make::Case;
pub(crate) use make::{Base, Ground, make, make_from};
pub(crate) use strategy::{CaseStrategy, Lender};
pub(crate) use tree::CaseTree;
