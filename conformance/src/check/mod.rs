//! How answers are judged. One check a file; each looks at one thing, and none stops the others.

mod allow;
mod body;
mod content_type;
mod framing;
mod headers;
mod judge;
mod name;
mod server_error;
mod status;
mod verdict;

pub(crate) use judge::{Judged, Judgement, judge};
pub use name::{Check, UnknownCheck};
pub(crate) use verdict::{DedupKey, dedup_key};
pub use verdict::{Finding, Unredacted, Verdict};
