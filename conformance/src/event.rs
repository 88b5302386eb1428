//! What happens in a run, in the order of its plan. The run knows no report; reports know nothing but these.

use std::path::PathBuf;

use crate::verdict::Finding;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The run begins.
    Started {
        /// The document's title and version.
        title: String,
        /// The target's name.
        target: String,
        /// Its address.
        base_url: String,
        /// The seed.
        seed: u64,
        /// How many operations are tested.
        operations: usize,
    },
    /// An operation begins.
    OperationStarted {
        /// Its key.
        key: String,
        /// Its method.
        method: String,
        /// Its path.
        path: String,
        /// How many classes it has.
        classes: usize,
    },
    /// All cases of a class are judged.
    ClassFinished(ClassOutcome),
    /// An operation ends.
    OperationFinished {
        /// Its key.
        key: String,
    },
    /// Something does not conform.
    Failed(Box<Failure>),
    /// The run ends.
    Finished(Summary),
}

/// What became of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClassOutcome {
    /// The operation's key.
    pub operation: String,
    /// The class.
    pub class: String,
    /// What it is, for people.
    pub summary: String,
    /// Requests whose answers conform.
    pub conforming: usize,
    /// Requests whose answers do not.
    pub violating: usize,
    /// Requests of which nobody can tell.
    pub undecided: usize,
    /// Why, for the first of them; or why no request could be made.
    pub reason: Option<String>,
}

/// Something that does not conform, with all that reproduces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The operation's key.
    pub operation: String,
    /// The class.
    pub class: String,
    /// What the class is, for people.
    pub summary: String,
    /// What is wrong.
    pub finding: Finding,
    /// Where the rule stands: `file:line:column`.
    pub place: Option<String>,
    /// The rule's line.
    pub line: Option<String>,
    /// The line that reproduces it.
    pub curl: String,
    /// The file that the line reads.
    pub body_file: Option<PathBuf>,
    /// The answer, without secrets, cut where it is long.
    pub answer: String,
    /// The seed.
    pub seed: u64,
    /// The case's number within its class.
    pub case: usize,
}

/// The whole of a run in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations tested.
    pub operations: usize,
    /// Operations of which no request could be made.
    pub untested: usize,
    /// Classes with at least one request.
    pub classes: usize,
    /// Classes of which no request could be made.
    pub unmade: usize,
    /// Requests judged; those that shrank a finding are not among them.
    pub requests: usize,
    /// Answers that conform.
    pub conforming: usize,
    /// Answers that do not.
    pub violating: usize,
    /// Answers of which nobody can tell.
    pub undecided: usize,
    /// Different failures.
    pub failures: usize,
    /// What became of the snapshots.
    pub snapshots: SnapshotSummary,
    /// A fingerprint of every byte that was sent, in the order of the plan.
    pub fingerprint: u64,
}

/// What became of the snapshots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SnapshotSummary {
    /// As before.
    pub same: usize,
    /// Different from before.
    pub different: usize,
    /// Not there before.
    pub missing: usize,
    /// Written.
    pub written: usize,
}
