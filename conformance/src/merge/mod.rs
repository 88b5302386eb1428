//! The reports of partitions ([`Partition`](crate::Partition)), made one again: read from their JSON, checked to belong together, and
//! reported as the events of the run that they are, from which every report is written.

mod coverage;
mod error;
mod part_report;
mod parts;
mod told;

pub use error::{MergeError, NoPart};
pub use part_report::PartReport;
pub use parts::{Merged, merge};
