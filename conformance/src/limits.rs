//! The limits of what a run makes, sends, reads and judges: a document, a server or a client decides on none of them.
//!
//! Each has a name, which is shown wherever it ends something.

/// Findings in one exchange of a check of whoever tests (`findings-of-check`).
pub(crate) const FINDINGS_OF_CHECK: usize = 20;
/// Requests that one try of a law of an operation may send (`law-requests`).
pub(crate) const LAW_REQUESTS: usize = 1200;
/// Failing cases of earlier runs that a run sends again (`replays`).
pub(crate) const REPLAYS: usize = 100;
/// Files of failing cases that a run reads (`kept-files`).
pub(crate) const KEPT_FILES: usize = 1000;
/// Bytes of such a file (`kept-file-size`).
pub(crate) const KEPT_FILE_SIZE: u64 = 4 * 1024 * 1024;
/// Bytes of a report that is read (`report-size`): those of the parts of a plan, and of failures to be tried again.
pub(crate) const REPORT_SIZE: u64 = 256 * 1024 * 1024;
/// Characters of one generated text (`text-length`).
pub(crate) const TEXT_LENGTH: usize = 1_000_000;
/// Items of one generated array (`array-items`).
pub(crate) const ARRAY_ITEMS: usize = 10_000;
/// Members of one generated object that no property declares (`object-members`).
pub(crate) const OBJECT_MEMBERS: usize = 10_000;
/// Bytes of one generated value, and of the body of one request (`request-size`).
pub(crate) const REQUEST_SIZE: usize = 8 * 1024 * 1024;
/// Bytes of one request's target, its path and query (`target-size`).
pub(crate) const TARGET_SIZE: usize = 60_000;
/// Credentials of one request (`credentials`).
pub(crate) const CREDENTIALS: usize = 100;
/// Mistakes that are made in one value (`mistakes`).
pub(crate) const MISTAKES: usize = 400;
/// How deep mistakes are made in a value (`mistake-depth`).
pub(crate) const MISTAKE_DEPTH: usize = 6;
/// Classes of one operation (`classes`).
pub(crate) const CLASSES: usize = 2000;
/// Rule violations that are listed of one value (`violations`).
pub(crate) const VIOLATIONS: usize = 100;
/// Steps that judging one value may take, beside some for each part of the value (`judge-steps`).
pub(crate) const JUDGE_STEPS: u64 = 1_000_000;
/// Steps for each part of a value that is judged.
pub(crate) const JUDGE_STEPS_OF_PART: u64 = 64;
/// Steps that finding all violations of one value may take; beyond them the first alone is listed.
pub(crate) const LISTING_STEPS: u64 = 100_000;
/// How deep schemas may combine schemas, times how deep a value is (`schema-depth`).
pub(crate) const SCHEMA_DEPTH: usize = 40_000;
/// Steps back that matching one text with one pattern may take (`pattern-steps`).
pub(crate) const PATTERN_STEPS: usize = 200_000;
/// The size of one pattern, its repetitions written out (`pattern-size`).
pub(crate) const PATTERN_SIZE: usize = 200_000;
/// The size of all patterns of a document together (`pattern-size`).
pub(crate) const PATTERN_SIZE_IN_ALL: usize = 4_000_000;
/// The weight of a schema and of all that it leads to: its keywords and what they list (`schema-size`).
pub(crate) const SCHEMA_SIZE: usize = 300_000;
/// Weight of the schemas that all validators of a direction together hold.
pub(crate) const HELD_WEIGHT: usize = 200_000;
/// Bytes of all smaller requests that are tried from one request.
pub(crate) const SMALLER_REQUESTS: usize = 32 * 1024 * 1024;

/// The words that name a limit.
pub(crate) fn named(name: &str, limit: impl std::fmt::Display) -> String {
    format!("(limit `{name}`: {limit})")
}
