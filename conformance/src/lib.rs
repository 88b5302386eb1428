//! From the document to a verdict: what is sent, how answers are judged, and what is reported of it.
//!
//! The rooms, each of which uses only those above it:
//!
//! 1. `limits` names what a run may cost, and [`wire`] writes and reads what travels, with `schema` beside it
//! 2. [`judge`] says what the document has against a value or a request
//! 3. [`redact`] keeps secrets out of all that is shown, [`command`] runs what a configuration names, and [`target`] is who is tested
//! 4. [`generate`] makes valid values, `resources` knows what the target has, [`request`] makes valid requests, `mutation` requests with one thing wrong, and [`case`]
//!    confirms that each is what it is meant to be
//! 5. [`strategy`] gives them to tests of one's own
//! 6. [`transport`] brings a request to its target, [`session`] has credentials that last for a time, [`check`] judges the answer, `custom` has checks of whoever tests, and `laws` what holds across several; [`coverage`] notes what
//!    of the document was seen
//! 7. [`report`] reports it, [`record`] keeps what is needed later, and [`run`](run()) does all of it in the order of a plan
//! 8. [`merge`] makes one report of those of partitions, and [`mock`] serves the same document; nothing of the suite knows it
//! 9. [`Conformance`] is one call for a test

pub mod case;
pub mod check;
pub mod command;
mod conformance;
pub mod coverage;
mod custom;
pub mod generate;
pub mod judge;
mod laws;
mod limits;
pub mod merge;
pub mod mock;
mod mutation;
pub mod record;
pub mod redact;
pub mod report;
pub mod request;
mod resources;
mod run;
mod schema;
pub mod session;
pub mod strategy;
pub mod target;
#[cfg(test)]
mod testing;
pub mod transport;
pub mod wire;

pub use conformance::{Conformance, ConformanceError, Findings};
pub use custom::{CheckedCase, CustomCheck};
pub use run::{
    Choice, ClassPattern, InvalidClassPattern, InvalidPartition, Partition, RunError, Settings, SnapshotMode, run,
};
