//! The folder of a package on the disk: whose each file is, and how a whole set of them is replaced.

mod changes;
mod earlier;
mod error;
pub(crate) mod marks;
mod record;
mod staging;
mod write;

pub use changes::{Differences, Obstacle, Obstacles};
pub use earlier::{earlier, finish_interrupted};
pub use error::WriteError;
pub use record::RECORD;
pub use write::{Foreign, Written};
