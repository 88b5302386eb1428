//! What of a run is kept or can be pasted: `curl` lines, the cases that failed and are tried again, what is known of a target,
//! and snapshots of answers.

mod baseline;
mod curl;
mod kept;
mod kept_cases;
mod kept_error;
mod orphans;
mod pending;
mod saved;
mod signature;
mod snapshot;
mod snapshot_file;
mod volatile;

pub use baseline::{Baseline, BaselineError, KnownFinding, ParseBaselineError};
pub use curl::{CurlLine, GivenBy, Passed, curl, curl_of_script};
pub(crate) use kept::{Kept, kept_cases};
pub use kept_cases::{KeptCases, NoCases};
pub use pending::Pending;
pub(crate) use saved::Saved;
pub(crate) use signature::{body_value, signature};
pub use snapshot::{Outcome, Snapshots};
pub(crate) use volatile::{Hidden, differences};
