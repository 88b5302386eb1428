//! What happens in a run, in the order of its plan. The run knows no report; reports know nothing but these.
//! Every text is redacted: nothing else fits an event.

use std::path::PathBuf;
use std::sync::Arc;

use trueline_spec::source::Origin;

use crate::check::{Check, Finding, Severity};
use crate::coverage::DocumentCoverage;
use crate::redact::Redacted;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The run begins.
    Started {
        /// The document's title and version.
        title: Redacted,
        /// The target's name.
        target: Redacted,
        /// Its address.
        base_url: Redacted,
        /// The seed.
        seed: u64,
        /// How many operations are tested.
        operations: usize,
        /// Which part of a plan they are, where it is divided.
        part: Option<Box<Part>>,
    },
    /// A case that failed in an earlier run was tried again. What it shows is reported before, where nothing did yet.
    Replayed(Replayed),
    /// Something of the state folder cannot be used.
    Warned(Redacted),
    /// An operation begins.
    OperationStarted {
        /// Its key.
        key: Redacted,
        /// Its method.
        method: Redacted,
        /// Its path.
        path: Redacted,
        /// Where it stands: `file:line:column`.
        place: Redacted,
        /// How many classes it has.
        classes: usize,
    },
    /// All cases of a class are judged.
    ClassFinished(ClassOutcome),
    /// An operation ends.
    OperationFinished {
        /// Its key.
        key: Redacted,
        /// Why none of its valid requests succeeded, where it is known.
        without_success: Option<WithoutSuccess>,
        /// A fingerprint of every byte that the plan sent of it.
        fingerprint: u64,
    },
    /// Something does not conform.
    Failed(Box<Failure>),
    /// What does not conform shows elsewhere as well, once for each operation and class.
    Repeated(Repeated),
    /// After the whole plan: kept snapshots that no class has any more.
    SnapshotsOrphaned {
        /// Their files, within the folder of the target's snapshots.
        files: Vec<Redacted>,
        /// Whether they are removed.
        are_removed: bool,
    },
    /// After the plan: what the run created is removed.
    CleanedUp(CleanUp),
    /// After the whole plan: findings of the baseline that the run did not find.
    KnownGone(Vec<GoneFinding>),
    /// At the end: what answers had and the document does not mention.
    Undocumented(Vec<Omission>),
    /// At the end: what of the document the run has seen.
    Covered(Arc<DocumentCoverage>),
    /// The run ends before its plan does.
    Stopped(Stopped),
    /// The run ends.
    Finished(Summary),
    /// The run has no result, and ends; what was reported before holds.
    Aborted {
        /// Why.
        reason: Redacted,
    },
    /// The program ends with a code: after [`Finished`](Self::Finished), or before [`Aborted`](Self::Aborted).
    Concluded {
        /// The exit code.
        code: u8,
        /// Why it is this one.
        reason: Redacted,
    },
}

/// Which part of a plan is tested, and of which plan: what decides whether reports belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The number of the part, from 1.
    pub number: usize,
    /// How many parts there are.
    pub of: usize,
    /// The version of the program.
    pub version: String,
    /// A fingerprint of the document's texts.
    pub document: u64,
    /// A fingerprint of the plan: its operations, how many cases each has, and what else of it is chosen.
    pub plan: u64,
    /// Whether the plan is that of the whole document.
    pub is_whole: bool,
    /// The keys of the plan's operations, in its order.
    pub operations: Vec<Redacted>,
}

/// Why no valid request of an operation succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutSuccess {
    /// The same for operations with one reason.
    pub group: u64,
    /// The reason, as the first of its requests has it.
    pub reason: Redacted,
}

/// Something that answers had and the document does not mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// The cause of the first finding that says so.
    pub cause: u64,
    /// The operation in which it was seen first.
    pub operation: Redacted,
    /// What it is.
    pub what: Omitted,
    /// The media types that were seen, each with the named schema that all bodies are of, where there is one.
    pub content: Vec<(Redacted, Option<String>)>,
}

/// What a document does not mention, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omitted {
    /// A status of an operation.
    Status {
        /// The operation.
        operation: Origin,
        /// The status.
        status: u16,
    },
    /// A content type of a response.
    Content {
        /// The response.
        response: Origin,
    },
    /// Null.
    Null {
        /// The schema of the value.
        schema: Origin,
    },
}

/// A finding of the baseline that the run did not find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneFinding {
    /// Its cause.
    pub cause: u64,
    /// The check that found it.
    pub check: Redacted,
    /// The operation in which it was found.
    pub operation: Redacted,
    /// What was wrong.
    pub message: Redacted,
}

/// What became of the things that a run created.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanUp {
    /// How many are removed.
    pub removed: usize,
    /// What is left.
    pub left: Vec<Left>,
}

/// Things that a run created and that are still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The path of one, as the document has it.
    pub path: Redacted,
    /// How many.
    pub count: usize,
    /// Why the last of them is not removed.
    pub reason: Redacted,
}

/// Why a run ended before its plan, and what it did not come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Why.
    pub kind: StopKind,
    /// The reason, for people.
    pub reason: Redacted,
    /// The keys of the operations of which nothing was tested.
    pub operations: Vec<Redacted>,
}

/// Why a run ended before its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// Its time was over.
    Time,
    /// The target does not answer any more.
    Gone,
    /// A request broke its state, so that no answer since then says anything.
    StateBroken,
    /// As many failures were found as are wanted.
    Findings,
    /// The target takes the credentials no more.
    CredentialsExpired,
    /// A command or a closure of whoever tests fails: what signs requests for instance.
    CommandFailed,
    /// Somebody interrupted it.
    Interrupted,
}

impl StopKind {
    /// All of them, what says the least of a server first.
    pub const ALL: [Self; 7] = [
        Self::Interrupted,
        Self::CommandFailed,
        Self::Gone,
        Self::StateBroken,
        Self::CredentialsExpired,
        Self::Time,
        Self::Findings,
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Gone => "gone",
            Self::StateBroken => "state-broken",
            Self::Findings => "findings",
            Self::CredentialsExpired => "credentials-expired",
            Self::CommandFailed => "command-failed",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What became of a case that failed in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// The operation's key.
    pub operation: Redacted,
    /// The class.
    pub class: Redacted,
    /// The check that found it.
    pub check: Check,
    /// What became of it.
    pub outcome: ReplayOutcome,
    /// Why, where it was not judged.
    pub reason: Option<Redacted>,
    /// The line that sends it, where nothing but such cases is tried.
    pub curl: Option<Redacted>,
}

/// What became of a case that failed in an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayOutcome {
    /// It fails still.
    Failing,
    /// It does not fail any more, and is not kept any more.
    Fixed,
    /// The document has changed so that it cannot be made any more, and it is not kept any more.
    Gone,
    /// It cannot be decided; it is kept.
    Undecided,
}

impl ReplayOutcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Failing, Self::Fixed, Self::Gone, Self::Undecided];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Fixed => "fixed",
            Self::Gone => "gone",
            Self::Undecided => "undecided",
        }
    }
}

/// What became of the cases that failed in earlier runs. Their requests are not among those of the summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReplaySummary {
    /// They fail still.
    pub failing: usize,
    /// They do not fail any more.
    pub fixed: usize,
    /// They cannot be made any more.
    pub gone: usize,
    /// It cannot be decided.
    pub undecided: usize,
}

/// What became of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClassOutcome {
    /// The operation's key.
    pub operation: Redacted,
    /// The class.
    pub class: Redacted,
    /// What it is, for people.
    pub summary: Redacted,
    /// Requests whose answers conform.
    pub conforming: usize,
    /// Requests whose answers do not.
    pub violating: usize,
    /// Requests whose answers are right but for a status that the document does not declare.
    pub undeclared: usize,
    /// Requests that cannot be decided.
    pub undecided: usize,
    /// Why, for the first of them; or why no request could be made.
    pub reason: Option<Redacted>,
}

impl ClassOutcome {
    /// Requests that were judged.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.conforming + self.violating + self.undeclared + self.undecided
    }
}

/// Another place where a cause shows that is reported already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The number of its [`Failure`].
    pub number: usize,
    /// As [`Failure::keys`], where operations that depend on this one did not show the cause before.
    pub keys: Vec<u64>,
    /// The operation's key.
    pub operation: Redacted,
    /// The class.
    pub class: Redacted,
}

/// Something that does not conform, with all that reproduces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The number of its cause in the run, from 1. One cause is reported once.
    pub number: usize,
    /// What distinguishes the cause from others in every run, whatever the seed.
    pub cause: u64,
    /// All that the cause is noticed by where it shows again, the last of which is `cause`.
    pub keys: Vec<u64>,
    /// How much it accuses the server.
    pub severity: Severity,
    /// Whether it is known from the baseline.
    pub is_known: bool,
    /// Whether the run fails by it.
    pub is_failure: bool,
    /// The operation's key.
    pub operation: Redacted,
    /// The class.
    pub class: Redacted,
    /// What the class is, for people.
    pub summary: Redacted,
    /// What is wrong.
    pub finding: Finding<Redacted>,
    /// Where the rule stands: `file:line:column`.
    pub place: Option<Redacted>,
    /// The rule's line.
    pub line: Option<Redacted>,
    /// The requests that it takes before the last one, with their answers.
    pub before: Vec<Step>,
    /// The line that reproduces it; after those of `before`.
    pub curl: Redacted,
    /// The file that the line reads.
    pub body_file: Option<PathBuf>,
    /// The status of the answer; nothing where there is none.
    pub status: Option<u16>,
    /// The answer, without secrets, cut where it is long.
    pub answer: Redacted,
    /// The answer when the request was sent once more, where it is unstable.
    pub answer_again: Option<Redacted>,
    /// The seed.
    pub seed: u64,
    /// The case's number within its class.
    pub case: usize,
    /// The number of the valid case that it was made from, where the target accepted that one and refuses others.
    pub base: Option<usize>,
}

/// A request on the way to a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The line that sends it.
    pub curl: Redacted,
    /// The answer, without secrets, cut where it is long.
    pub answer: Redacted,
}

/// The whole of a run in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations tested.
    pub operations: usize,
    /// Operations of which no request could be made.
    pub untested: usize,
    /// Operations that answered a valid request with success.
    pub succeeded: usize,
    /// Classes with at least one request.
    pub classes: usize,
    /// Classes of which no request could be made.
    pub unmade: usize,
    /// Classes with fewer requests than are wanted, because of a limit.
    pub cut: usize,
    /// Requests judged; those that shrank a finding are not among them.
    pub requests: usize,
    /// Answers that conform.
    pub conforming: usize,
    /// Answers that do not.
    pub violating: usize,
    /// Answers that are right but for a status that the document does not declare.
    pub undeclared: usize,
    /// Answers that cannot be decided.
    pub undecided: usize,
    /// Causes by which the run fails.
    pub failures: usize,
    /// Causes by which it does not.
    pub noted: usize,
    /// Those of them that the baseline has.
    pub known: usize,
    /// Causes that the baseline has, and the run did not find; known after the whole plan alone.
    pub gone: usize,
    /// Why the run ended before its plan did.
    pub stopped: Option<StopKind>,
    /// Operations that it did not come to.
    pub not_reached: usize,
    /// What became of the cases that failed in earlier runs.
    pub replays: ReplaySummary,
    /// What became of the snapshots.
    pub snapshots: SnapshotSummary,
    /// A fingerprint of every byte that was sent, in the order of the plan: of the fingerprints of its operations. Of cases of
    /// earlier runs it has only what the plan has as well.
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
    /// Kept, and no class has them any more; known after the whole plan alone.
    pub orphaned: usize,
    /// Such ones that were removed.
    pub removed: usize,
}
