//! From the tree to the model; a file's name mirrors the model's.

mod api;
mod body;
mod context;
mod cycles;
mod example;
mod law;
mod link;
mod merge;
mod misplaced;
mod operation;
mod parameter;
mod repetition;
mod response;
mod schema;
mod security;
mod server;
mod subtypes;

pub(crate) use api::lower;
pub use repetition::MODEL_LIMIT;
pub use schema::{ALTERNATIVES_LIMIT, PATTERN_LIMIT, PATTERNS_LIMIT};
