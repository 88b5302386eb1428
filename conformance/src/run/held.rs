//! What is known of the cases of earlier runs when the plan comes to their operations.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use trueline_spec::model::OperationId;

use crate::case::Case;
use crate::record::Kept;
use crate::request::WireRequest;
use crate::transport::{Answered, Received};

/// Bytes of an answer's body that waits for the plan; the request of a larger one is sent again.
const LONGEST_HELD: usize = 1024 * 1024;

/// What earlier runs left, and what is known of it.
#[derive(Default)]
pub(super) struct Replay {
    /// The seed of the case that is tried again.
    pub(super) seed: Option<u64>,
    /// The request of the case that is tried again.
    pub(super) request: Option<Arc<WireRequest>>,
    /// Whether a valid request of the operation was tried.
    pub(super) is_controlled: bool,
    /// The answers to requests that the plan has too.
    answers: FxHashMap<(OperationId, String, usize), (Arc<WireRequest>, Received)>,
    /// How many were tried again.
    pub(super) sent: usize,
    /// Those that are tried when the plan comes to their operations.
    pub(super) later: FxHashMap<OperationId, Vec<Kept>>,
    /// Those that the plan decides.
    pub(super) waiting: Vec<(OperationId, Kept)>,
    /// Files that this run wrote.
    pub(super) written: BTreeSet<PathBuf>,
}

impl Replay {
    /// A failing case was kept.
    pub(super) fn note_written(&mut self, path: &Path) {
        self.written.insert(path.to_owned());
    }

    /// The answer to a request of the plan that was sent already.
    pub(super) fn answer(&mut self, case: &Case) -> Option<Received> {
        if self.answers.is_empty() {
            return None;
        }
        let key = (case.operation, case.class.name.clone(), case.number);
        self.answers.remove(&key).filter(|(request, _)| *request == case.request).map(|(_, received)| received)
    }

    /// Keeps an answer until the plan comes to its request.
    pub(super) fn hold(&mut self, case: &Case, answer: &Answered) {
        if let Ok(received) = answer
            && received.body.len() <= LONGEST_HELD
        {
            let key = (case.operation, case.class.name.clone(), case.number);
            self.answers.insert(key, (Arc::clone(&case.request), received.clone()));
        }
    }
}
