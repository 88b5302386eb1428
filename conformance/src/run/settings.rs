//! How a run is made.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::{Choice, Partition};
use crate::check::Severity;
use crate::custom::CustomCheck;
use crate::record::{Baseline, KeptCases};
use crate::transport::{Interrupt, Rate};

/// The steps of a run for each hundred cases of an operation, where nothing else is set: some seconds on any machine.
const DEFAULT_WORK: u64 = 60_000_000;

/// How a run is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where randomness begins.
    pub seed: u64,
    /// Valid requests of an operation; of each invalid class a sixteenth of it, and at least two.
    pub cases: usize,
    /// What is done with snapshots.
    pub snapshots: SnapshotMode,
    /// Whether a missing snapshot is a failure where the target has any: what nobody reviewed cannot be added in CI.
    pub requires_snapshots: bool,
    /// The folder where snapshots and failing cases are kept; without one nothing is written, and there are no snapshots.
    pub state: Option<PathBuf>,
    /// How long one answer may take.
    pub timeout: Duration,
    /// Whether things that the run created at an address are left there.
    pub keeps: bool,
    /// How long a target is waited for that takes no connections any more.
    pub wait: Duration,
    /// Requests that are under way together, at a target with an address.
    pub concurrency: usize,
    /// How many requests are sent in a time, to a target in this process too.
    pub rate: Option<Rate>,
    /// How long the run waits in all for a target that answers 429 or 503 and asks to wait (`Retry-After`).
    pub max_retry_wait: Duration,
    /// Only operations whose key contains it.
    pub only: Option<String>,
    /// What of it is tested.
    pub choice: Choice,
    /// Which part of the plan is tested; without one all of it. Parts that are tested apart send together what the whole sends,
    /// and their reports can be merged ([`crate::merge`]).
    pub partition: Option<Partition>,
    /// Only these cases, which failed before, are tried again, in place of the plan; what is fixed stays kept.
    pub replays: Option<KeptCases>,
    /// Checks of whoever tests, beside those of this program.
    pub checks: Vec<CustomCheck>,
    /// By which findings the run fails; by others it is noted what they are.
    pub denied: BTreeSet<Severity>,
    /// Findings that are known: they are reported as such, and the run does not fail by them.
    pub baseline: Option<Baseline>,
    /// The run ends with the failure of this number.
    pub max_failures: Option<usize>,
    /// How long the run may take; what is left then is not tested, and listed.
    pub max_time: Option<Duration>,
    /// Ends the run with all that it found so far.
    pub interrupt: Interrupt,
    /// How long one operation may take.
    pub max_operation_time: Option<Duration>,
    /// Steps of making requests; judging answers may take half as many, and so may a target in this process. Each
    /// operation has its share of what the others leave. Without a number: 60 million for each hundred [`cases`](Self::cases).
    pub max_work: Option<u64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            cases: 100,
            snapshots: SnapshotMode::Check,
            requires_snapshots: false,
            state: None,
            timeout: Duration::from_secs(30),
            keeps: false,
            wait: Duration::from_secs(5),
            concurrency: 8,
            rate: None,
            max_retry_wait: Duration::from_secs(60),
            only: None,
            choice: Choice::default(),
            partition: None,
            replays: None,
            checks: Vec::new(),
            denied: Severity::ALL.into_iter().filter(|severity| severity.is_failure()).collect(),
            baseline: None,
            max_failures: None,
            max_time: None,
            interrupt: Interrupt::default(),
            max_operation_time: None,
            max_work: None,
        }
    }
}

impl Settings {
    /// Whether the whole plan is tested.
    pub(super) fn is_whole(&self) -> bool {
        self.partition.is_none() && self.replays.is_none() && self.has_whole_plan()
    }

    /// Whether the plan is that of the whole document.
    pub(super) fn has_whole_plan(&self) -> bool {
        self.only.is_none() && self.choice.is_whole()
    }

    pub(super) fn work(&self) -> u64 {
        let hundreds = u64::try_from(self.cases.div_ceil(100)).unwrap_or(u64::MAX).max(1);
        self.max_work.unwrap_or_else(|| DEFAULT_WORK.saturating_mul(hundreds))
    }
}

/// What is done with snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotMode {
    /// A difference is a failure.
    Check,
    /// What is seen is kept.
    Update,
    /// Nothing.
    Off,
}
