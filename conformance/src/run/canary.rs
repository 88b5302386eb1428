//! Canaries: requests that change nothing, were answered with success before the plan began, and report whether the target is
//! still well. Where none of them succeeds any more, a request of the run broke the target's state, and no answer since then
//! says anything of the document.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashSet;
use trueline_spec::model::{Api, Method, OperationId};

use super::runner::Run;
use crate::case::{Class, make};
use crate::request::{CaseBuilder, WireRequest};

/// Operations that are asked, and canaries of a run.
const ASKED: usize = 8;
const MOST: usize = 3;
/// What may pass by itself is waited for.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];
/// Statuses that say nothing of the state: of credentials and of the rate other parts of a run know more.
const OTHER_MATTERS: [u16; 2] = [401, 429];

/// The canaries of a run; none where the target is in this process, or has no operation that is one.
#[derive(Default)]
pub(super) struct Canaries(Vec<Canary>);

struct Canary {
    /// The operation's key.
    operation: String,
    request: WireRequest,
    /// The success that it was answered with.
    status: u16,
}

/// How a target is.
pub(super) enum Health {
    Well,
    /// No canary succeeds: how the first is answered.
    Broken(String),
    Unknown,
}

impl Run<'_> {
    /// Asks operations that read, name nothing in their paths, and read what nothing deletes or replaces as a whole: those that
    /// succeed twice are canaries.
    pub(super) async fn choose_canaries<'d>(
        &mut self,
        api: &Api,
        chosen: &[OperationId],
        builder: impl Fn(OperationId) -> CaseBuilder<'d>,
    ) {
        if self.transport.is_in_process() {
            return;
        }
        let is_change = |method| matches!(method, Method::Delete | Method::Put | Method::Patch);
        let operations = api.operations().map(|(_, operation)| operation);
        let changed: FxHashSet<&str> =
            operations.filter(|one| is_change(one.method)).map(|one| one.path.as_str()).collect();
        let is_fixed = |id: &&OperationId| {
            let operation = api.operation(**id);
            let names_nothing = operation.path.parameters().next().is_none();
            operation.method == Method::Get && names_nothing && !changed.contains(operation.path.as_str())
        };
        for id in chosen.iter().filter(is_fixed).take(ASKED) {
            let Ok(tree) = make(&builder(*id), &Arc::new(Class::valid()), 0, self.settings.seed) else { continue };
            let request = (*tree.case().request).clone();
            // What can be asked but once is none.
            let first = self.transport.send_patiently(&request, self.settings.timeout).await;
            let second = self.transport.send_patiently(&request, self.settings.timeout).await;
            let (Ok(first), Ok(second)) = (first, second) else { break };
            if [&first, &second].into_iter().all(|received| (200..300).contains(&received.status)) {
                let (operation, status) = (api.operation(*id).key.clone(), first.status);
                self.state.canaries.0.push(Canary { operation, request, status });
            }
            if self.state.canaries.0.len() >= MOST {
                break;
            }
        }
        self.state.recent.take();
    }

    /// Whether there are canaries.
    pub(super) fn has_canaries(&self) -> bool {
        !self.state.canaries.0.is_empty()
    }

    /// How the target is broken, where it stays so for a while.
    pub(super) async fn broken_state(&mut self) -> Option<String> {
        let mut broken = None;
        for pause in [None].into_iter().chain(PAUSES.map(Some)) {
            if let Some(pause) = pause {
                tokio::time::sleep(pause).await;
            }
            match self.health().await {
                Health::Broken(how) => broken = Some(how),
                Health::Well | Health::Unknown => return None,
            }
        }
        broken
    }

    /// Asks the canaries.
    pub(super) async fn health(&mut self) -> Health {
        let mut first = None;
        for Canary { operation, request, status: before } in &self.state.canaries.0 {
            let Ok(received) = self.transport.send_alone(request, self.settings.timeout).await else {
                return Health::Unknown;
            };
            match received.status {
                200..=299 => return Health::Well,
                status if OTHER_MATTERS.contains(&status) => return Health::Unknown,
                status => first.get_or_insert_with(|| {
                    format!("`{operation}` was answered with {before}, and the same request with {status} now")
                }),
            };
        }
        first.map_or(Health::Unknown, Health::Broken)
    }
}
