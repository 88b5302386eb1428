//! Reports of parts as the events of one run.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::part_report::{Elsewhere, Operation, Stopped as ReadStopped};
use super::told::text;
use super::{MergeError, PartReport, coverage, told};
use crate::check::KnownKeys;
use crate::record::Baseline;
use crate::redact::Redacted;
use crate::report::{CleanUp, Event, Failure, GoneFinding, Left, Repeated, StopKind, Stopped, Summary};
use crate::run::fingerprint;

/// One run, made of its parts.
#[derive(Debug)]
pub struct Merged {
    /// What happened in it, in the order of the plan.
    pub events: Vec<Event>,
    /// The whole of it in numbers.
    pub summary: Summary,
    /// Why it has no result, and the exit code, where a part has none.
    pub error: Option<(String, u8)>,
    /// Where its operations stand, by their keys.
    pub places: Vec<(String, Redacted)>,
}

/// Makes one run of its parts. With a baseline it is held against that one, whatever the parts were held against.
///
/// # Errors
///
/// They are of different plans, a part is missing, or one is there twice.
pub fn merge(mut parts: Vec<PartReport>, baseline: Option<&Baseline>) -> Result<Merged, MergeError> {
    check(&parts)?;
    parts.sort_by_key(|part| part.partition.number);
    let Some(first) = parts.first() else { return Err(MergeError::Nothing) };
    let mut operations = FxHashMap::default();
    for (number, part) in parts.iter().enumerate() {
        for operation in &part.report.operations {
            operations.entry(operation.key.as_str()).or_insert((number, operation));
        }
    }
    let mut told = Telling {
        parts: &parts,
        operations,
        baseline,
        events: Vec::new(),
        summary: Summary { fingerprint: fingerprint::START, ..Summary::default() },
        known: KnownKeys::default(),
        numbers: FxHashMap::default(),
        causes: FxHashSet::default(),
    };
    let plan = &first.partition.operations;
    told.events.push(Event::Started {
        title: text(&first.report.document),
        target: text(&first.report.target),
        base_url: text(&first.report.base_url),
        seed: first.report.seed,
        operations: plan.len(),
        part: None,
    });
    told.before_the_plan();
    for key in plan {
        told.operation(key);
    }
    told.left_failures();
    let error = told.end(plan, first.partition.is_whole);
    let Telling { events, summary, .. } = told;
    let operations = parts.iter().flat_map(|part| &part.report.operations);
    let places = operations.map(|operation| (operation.key.clone(), text(&operation.place))).collect();
    Ok(Merged { events, summary, error, places })
}

/// Whether reports are the parts of one plan, each once.
fn check(parts: &[PartReport]) -> Result<(), MergeError> {
    let Some(first) = parts.first() else { return Err(MergeError::Nothing) };
    for part in parts {
        let [own, other] = [first, part].map(|part| {
            [
                ("version of the program", part.partition.version.clone()),
                ("document", part.partition.document.clone()),
                ("seed", part.report.seed.to_string()),
                ("target", part.report.target.clone()),
                ("number of parts", part.partition.of.to_string()),
                ("plan (operations, classes, checks, severities, --cases)", part.partition.plan.clone()),
            ]
        });
        for ((what, wanted), (_, is)) in own.into_iter().zip(other) {
            if wanted != is {
                let (first, file) = (first.name.clone(), part.name.clone());
                return Err(MergeError::Other { first, file, what, is, wanted });
            }
        }
    }
    let mut names: FxHashMap<usize, &str> = FxHashMap::default();
    for PartReport { name, partition, .. } in parts {
        if let Some(earlier) = names.insert(partition.number, name) {
            return Err(MergeError::Twice {
                number: partition.number,
                first: earlier.to_owned(),
                second: name.clone(),
            });
        }
    }
    let missing: Vec<usize> = (1..=first.partition.of).filter(|number| !names.contains_key(number)).collect();
    if missing.is_empty() { Ok(()) } else { Err(MergeError::Missing { of: first.partition.of, missing }) }
}

/// The merged run, as far as it is reported.
struct Telling<'p> {
    parts: &'p [PartReport],
    /// The operations by their keys, with the parts that have them.
    operations: FxHashMap<&'p str, (usize, &'p Operation)>,
    baseline: Option<&'p Baseline>,
    events: Vec<Event>,
    summary: Summary,
    known: KnownKeys<u64>,
    /// The number of each failure of each part.
    numbers: FxHashMap<(usize, usize), usize>,
    /// The causes that are reported.
    causes: FxHashSet<u64>,
}

impl Telling<'_> {
    /// What the parts said beside their operations.
    fn before_the_plan(&mut self) {
        let mut said = BTreeSet::new();
        for part in self.parts {
            let warnings = part.report.warnings.iter().filter(|warning| said.insert(warning.as_str()));
            self.events.extend(warnings.map(|warning| Event::Warned(text(warning))));
        }
        let replays = self.parts.iter().flat_map(|part| &part.report.replays);
        self.events.extend(replays.filter_map(told::replayed));
    }

    /// What the part that has an operation says of it.
    fn operation(&mut self, key: &str) {
        let Some(&(part, operation)) = self.operations.get(key) else { return };
        self.events.push(told::operation_started(operation));
        let failures = &self.parts[part].report.failures;
        for (index, failure) in failures.iter().enumerate() {
            if failure.operation == key {
                self.failure(part, index);
            }
        }
        for (index, failure) in failures.iter().enumerate() {
            for elsewhere in failure.also.iter().filter(|elsewhere| elsewhere.operation == key) {
                self.elsewhere((part, index), elsewhere);
            }
        }
        let Some(classes) = &operation.classes else { return };
        self.events.extend(classes.iter().map(|class| told::class(key, class)));
        self.events.push(told::operation_finished(operation));
        let own = operation.fingerprint.to_le_bytes();
        self.summary.fingerprint = fingerprint::extended(self.summary.fingerprint, &own);
    }

    /// Reports a failure of a part, or that another part's shows there as well: its number.
    fn failure(&mut self, part: usize, index: usize) -> usize {
        if let Some(number) = self.numbers.get(&(part, index)) {
            return *number;
        }
        let read = &self.parts[part].report.failures[index];
        let (number, is_new) = self.known.notice(&read.keys);
        self.numbers.insert((part, index), number);
        let failure = told::failure(read, number);
        self.causes.insert(failure.cause);
        if is_new {
            self.tell(failure);
        } else {
            let Failure { operation, class, keys, .. } = failure;
            self.events.push(Event::Repeated(Repeated { number, keys, operation, class }));
        }
        number
    }

    fn tell(&mut self, mut failure: Failure) {
        if let Some(baseline) = self.baseline {
            failure.is_failure |= failure.is_known && failure.severity.is_failure();
            failure.is_known = baseline.has(failure.cause);
            failure.is_failure &= !failure.is_known;
        }
        self.summary.known += usize::from(failure.is_known);
        *(if failure.is_failure { &mut self.summary.failures } else { &mut self.summary.noted }) += 1;
        self.events.push(Event::Failed(Box::new(failure)));
    }

    /// Reports where a failure shows as well.
    fn elsewhere(&mut self, (part, index): (usize, usize), elsewhere: &Elsewhere) {
        let told = self.failure(part, index);
        let number = if elsewhere.keys.is_empty() { told } else { self.known.notice(&elsewhere.keys).0 };
        for class in &elsewhere.classes {
            let (operation, class) = (text(&elsewhere.operation), text(class));
            let keys = elsewhere.keys.clone();
            self.events.push(Event::Repeated(Repeated { number, keys, operation, class }));
        }
    }

    /// Failures of operations that their part did not come to, which earlier runs left.
    fn left_failures(&mut self) {
        for part in 0..self.parts.len() {
            for index in 0..self.parts[part].report.failures.len() {
                self.failure(part, index);
            }
        }
    }

    /// The end of the run: why it has no result, where it has none.
    fn end(&mut self, plan: &[String], is_whole: bool) -> Option<(String, u8)> {
        self.cleaned_up();
        for summary in self.parts.iter().filter_map(|part| part.report.summary.as_ref()) {
            told::add(&mut self.summary, summary);
        }
        let error = self.parts.iter().find_map(|part| {
            let code = part.report.exit.as_ref().map_or(2, |exit| exit.code);
            part.report.error.as_ref().map(|error| (error.clone(), code))
        });
        self.stopped(plan);
        if is_whole && error.is_none() && self.summary.stopped.is_none() && self.summary.cut == 0 {
            self.gone();
        }
        let covered = coverage::merged(self.parts.iter().map(|part| part.report.coverage.as_ref()));
        self.events.extend(covered.map(|covered| Event::Covered(Arc::new(covered))));
        if error.is_none() {
            self.events.push(Event::Finished(self.summary.clone()));
        }
        error
    }

    fn cleaned_up(&mut self) {
        let mut all = CleanUp::default();
        let mut left: IndexMap<(&str, &str), usize> = IndexMap::new();
        let cleanups: Vec<_> = self.parts.iter().filter_map(|part| part.report.cleanup.as_ref()).collect();
        for cleanup in &cleanups {
            all.removed += told::count(cleanup.removed);
            for own in &cleanup.left {
                *left.entry((&own.path, &own.reason)).or_default() += told::count(own.count);
            }
        }
        let left = left.into_iter();
        all.left.extend(left.map(|((path, reason), count)| Left { path: text(path), count, reason: text(reason) }));
        if !cleanups.is_empty() {
            self.events.push(Event::CleanedUp(all));
        }
    }

    /// Where parts ended before their plans, the run did, for the reason that says the least of the server.
    fn stopped(&mut self, plan: &[String]) {
        let stops = || self.parts.iter().filter_map(|part| part.report.stopped.as_ref());
        let kinds: Vec<(StopKind, &ReadStopped)> =
            stops().filter_map(|read| told::stopped(read).map(|stopped| (stopped.kind, read))).collect();
        let of_kind = |kind| kinds.iter().find(move |(other, _)| *other == kind);
        let Some((kind, read)) = StopKind::ALL.into_iter().find_map(of_kind) else { return };
        let left: FxHashSet<&String> = stops().flat_map(|stopped| &stopped.operations).collect();
        let operations: Vec<Redacted> = plan.iter().filter(|key| left.contains(key)).map(|key| text(key)).collect();
        self.summary.stopped = Some(*kind);
        self.summary.not_reached = operations.len();
        self.events.push(Event::Stopped(Stopped { kind: *kind, reason: text(&read.reason), operations }));
    }

    fn gone(&mut self) {
        let Some(baseline) = self.baseline else { return };
        let gone = baseline.findings().filter(|(cause, _)| !self.causes.contains(cause));
        let gone: Vec<GoneFinding> = gone
            .map(|(cause, known)| GoneFinding {
                cause,
                check: text(&known.check),
                operation: text(&known.operation),
                message: text(&known.message),
            })
            .collect();
        self.summary.gone = gone.len();
        if !gone.is_empty() {
            self.events.push(Event::KnownGone(gone));
        }
    }
}
