//! What a package offers to those who use it, read off its sources, and how two versions of it differ: the lines of its
//! changelog.

mod changelog;
mod changes;
mod chunks;
mod items;
mod sources;

pub use changelog::{Changelog, first_version, updated};
pub use changes::{Change, Effect};
pub use sources::between;
