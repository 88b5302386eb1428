//! What of the document a run has seen: each operation, status, parameter, constraint, listed value and variant is a point with
//! its place, and has goals that exchanges meet. A point is noted once; what is known is not looked for again.

mod goal;
mod keyword;
mod kind;
mod points;
mod result;
mod survey;
mod tally;
mod walk;

pub use goal::{Goal, Goals};
pub use kind::PointKind;
pub use result::{CoveragePoint, CoverageTotal, DocumentCoverage};
pub(crate) use tally::Tally;
