//! What a run creates at an address it removes at its end, where the document has an operation for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use serde_json::Value;
use thiserror::Error;
use tokio::time::Instant;
use trueline_spec::model::{Api, OperationId};
use trueline_spec::resources::{KindId, Resources, Role};

use super::runner::Run;
use crate::generate::{Completeness, SeededRng, TextPosition};
use crate::judge::{Route, Router};
use crate::laws;
use crate::limits::named;
use crate::report::{CleanUp, Event, Left, StopKind};
use crate::request::{CaseBuilder, NotMade, WireRequest};
use crate::resources::{Learned, Renamed, Things};
use crate::transport::{ObservedExchange, Received, Transport, TransportError};

/// How long it may take to remove what a run created (`cleanup-time`).
const LONGEST: Duration = Duration::from_secs(60);
/// Refusals in a row after which no more of a kind is removed.
const REFUSALS: usize = 5;
/// Things that are known to be created.
const MOST: usize = 100_000;

/// Bytes of changes that wait until they are looked at (`changes-size`), and of the answer of one.
const QUEUE_SIZE: usize = 64 * 1024 * 1024;
const LONGEST_BODY: usize = 1024 * 1024;

/// What changed the target's things, and is not looked at yet.
#[derive(Clone, Default)]
pub(super) struct Changes(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    waiting: Vec<(WireRequest, Received)>,
    size: usize,
    /// Changes of which nothing is known.
    lost: usize,
}

impl Queue {
    fn push(&mut self, request: &WireRequest, received: &Received) {
        let size = request.target.len() + request.body.len() + received.body.len();
        if received.body.len() > LONGEST_BODY || self.size + size > QUEUE_SIZE {
            self.lost += 1;
            return;
        }
        self.size += size;
        self.waiting.push((request.clone(), received.clone()));
    }
}

impl Changes {
    /// The way to a target on which they are noticed. A target in this process forgets by itself.
    pub(super) fn observe(&self, transport: &Transport) -> Transport {
        let changes = self.clone();
        transport.clone().observed(move |ObservedExchange { request, answer, .. }| {
            let Ok(received) = answer else { return };
            let is_change = match request.method.as_str() {
                "POST" | "DELETE" | "PUT" | "PATCH" => (200..300).contains(&received.status),
                _ => false,
            };
            if is_change {
                changes.queue().push(request, received);
            }
        })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The things that a run created, and did not remove.
#[derive(Default)]
pub(super) struct Created {
    things: IndexMap<(KindId, String), Vec<Option<Value>>>,
    /// Changes of which nothing is known.
    lost: usize,
}

impl Created {
    /// Takes what happened since the last time.
    pub(super) fn note(&mut self, api: &Api, router: &Router, things: &Things, changes: &Changes) {
        let Queue { waiting, lost, .. } = std::mem::take(&mut *changes.queue());
        self.lost += lost;
        for (request, received) in waiting {
            let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
            let Route::Operation(id, _) = router.route(api, &request.method, path, query) else { continue };
            let told = laws::told(&request, &received);
            if let Some(Renamed { kind, before, after }) = things.renamed(api, id, told) {
                // The old name is kept: what looks like a name may be something else.
                if self.things.len() < MOST && self.things.contains_key(&(kind, key(&before))) {
                    self.things.insert((kind, key(&after)), after);
                }
            }
            // With 200 it was there before (RFC 9110 section 9.3.4).
            if request.method == "PATCH" || request.method == "PUT" && received.status != 201 {
                continue;
            }
            let mut learned = Learned::default();
            things.learn(api, id, told, &mut learned);
            for (kind, values) in learned.made() {
                if self.things.len() < MOST && values.iter().all(Option::is_some) {
                    self.things.insert((kind, key(&values)), values);
                }
            }
            for (kind, values) in learned.removed() {
                self.things.shift_remove(&(kind, key(values)));
            }
        }
    }
}

/// Whether two names are the same, as paths write them: a number and its text are.
fn key(values: &[Option<Value>]) -> String {
    let text = |value: &Option<Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    values.iter().map(text).collect::<Vec<_>>().join("\n")
}

/// Why a thing is left.
#[derive(Debug, Error)]
enum NotRemoved {
    #[error("the time for it is over")]
    Late,
    #[error("its name does not fit the path")]
    Name,
    #[error(transparent)]
    NotMade(#[from] NotMade),
    #[error("it is refused with {0}")]
    Refused(u16),
    #[error(transparent)]
    Unanswered(#[from] TransportError),
}

impl Run<'_> {
    /// Looks at what changed the target's things since the last time.
    pub(super) fn note_changes(&mut self, builder: &CaseBuilder<'_>) {
        self.created.note(builder.api, builder.router, builder.things, &self.changes);
    }

    /// Removes what the run created, children before their parents and the newest first, and reports what is left.
    pub(super) async fn clean_up<'d>(
        &mut self,
        resources: &Resources,
        chosen: &[OperationId],
        builder: impl Fn(OperationId) -> CaseBuilder<'d>,
    ) {
        let Created { things: created, lost } = std::mem::take(&mut self.created);
        if created.is_empty() && lost == 0 {
            return;
        }
        let chosen: FxHashSet<OperationId> = chosen.iter().copied().collect();
        let mut of_kinds: IndexMap<KindId, Vec<Vec<Option<Value>>>> = IndexMap::new();
        for ((kind, _), values) in created {
            of_kinds.entry(kind).or_default().push(values);
        }
        of_kinds.sort_by_key(|kind, _| std::cmp::Reverse(resources.kind(*kind).parameters.len()));
        let end = Instant::now() + LONGEST;
        let mut told = CleanUp::default();
        if lost > 0 {
            let reason = format!("their answers are too large to be kept {}", named("changes-size", QUEUE_SIZE));
            told.left.push(self.left("any path", lost, &reason));
        }
        for (kind, things) in of_kinds {
            let of = resources.kind(kind);
            if self.summary.stopped == Some(StopKind::Gone) {
                told.left.push(self.left(&of.item, things.len(), "the target does not answer any more"));
                continue;
            }
            let deletes = of.operations.iter().find(|(id, role)| *role == Role::Delete && chosen.contains(id));
            let Some((delete, _)) = deletes else {
                told.left.push(self.left(&of.item, things.len(), "no operation that is tested deletes it"));
                continue;
            };
            let builder = builder(*delete);
            let (mut left, mut refusals, mut reason) = (0, 0, NotRemoved::Late);
            for names in things.iter().rev() {
                if refusals >= REFUSALS || Instant::now() >= end {
                    left += 1;
                    continue;
                }
                match self.delete(&builder, names).await {
                    Ok(was_there) => (told.removed, refusals) = (told.removed + usize::from(was_there), 0),
                    Err(why) => (left, refusals, reason) = (left + 1, refusals + 1, why),
                }
            }
            if left > 0 {
                told.left.push(self.left(&of.item, left, &reason.to_string()));
            }
        }
        (self.report)(Event::CleanedUp(told));
    }

    /// Removes a thing by its names: whether it was there.
    async fn delete(&mut self, builder: &CaseBuilder<'_>, names: &[Option<Value>]) -> Result<bool, NotRemoved> {
        let mut rng = SeededRng::of(self.settings.seed, &["cleanup"]);
        let mut template = builder.template(Completeness::Minimal, TextPosition::Short, &mut rng)?;
        if !builder.name_thing(&mut template, names) {
            return Err(NotRemoved::Name);
        }
        let (request, _) = builder.judge(&template)?;
        match self.transport.send_patiently(&request, self.settings.timeout).await?.status {
            200..=299 => Ok(true),
            404 | 410 => Ok(false),
            status => Err(NotRemoved::Refused(status)),
        }
    }

    fn left(&self, item: &str, count: usize, reason: &str) -> Left {
        Left { path: self.redactor.redact(item), count, reason: self.redactor.redact(reason) }
    }
}
