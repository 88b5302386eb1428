//! The cases of a class, made as they are needed.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::failing::LONGEST_MESSAGE;
use super::runner::Run;
use super::{Settings, fingerprint};
use crate::case::{CaseTree, Class, Intent, make_from};
use crate::mutation;
use crate::report::ClassOutcome;
use crate::request::{CaseBuilder, STEPS_OF_REQUEST};

/// Cases that are made before the first of them is sent, and the bytes of their requests.
const CASES_AT_ONCE: usize = 64;
const SIZE_AT_ONCE: usize = 16 * 1024 * 1024;

/// Cases of a class where there are few.
pub(super) const FEWEST: usize = 2;

/// How far the cases of a class are made.
pub(super) struct Making {
    /// The number of the next one.
    next: usize,
    /// How many are to be made.
    pub(super) wanted: usize,
    /// How many there are.
    pub(super) made: usize,
    /// How many could not be made.
    failures: usize,
    /// Fingerprints of those that are made: none is sent twice.
    known: FxHashSet<u64>,
}

impl Making {
    pub(super) fn new(class: &Class, valid_cases: usize, wrong_cases: usize) -> Self {
        let wanted = match class.intent {
            Intent::Valid => valid_cases.max(1),
            Intent::Tolerable => FEWEST,
            Intent::Violates { .. } => wrong_cases,
        };
        Self { next: 0, wanted, made: 0, failures: 0, known: FxHashSet::default() }
    }

    /// No more are made.
    fn end(&mut self) {
        self.next = self.wanted;
    }
}

/// The cases of a class that breaks a rule, where work is not scarce.
pub(super) fn wrong_cases(settings: &Settings) -> usize {
    (settings.cases / 16).max(FEWEST)
}

/// Whether so much work is not enough for so many cases of each class.
pub(super) fn is_work_scarce(classes: usize, cases: usize, work: u64) -> bool {
    let steps = classes.saturating_mul(cases).saturating_mul(STEPS_OF_REQUEST);
    u64::try_from(steps).unwrap_or(u64::MAX) > work
}

/// Classes in an order in which each kind of mistake comes once before any comes again, so that no kind is left out where the
/// work ends before the classes.
pub(super) fn each_kind_first(classes: &mut [Arc<Class>]) {
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    let turns: FxHashMap<String, usize> = classes
        .iter()
        .map(|class| {
            let kind = class.name.rsplit('/').next().unwrap_or_default();
            let count = counts.entry(kind.to_owned()).or_default();
            *count += 1;
            (class.name.clone(), if class.is_plain() { 0 } else { *count })
        })
        .collect();
    classes.sort_by_key(|class| turns[&class.name]);
}

/// The classes of an operation; of two with one name the first.
pub(super) fn classes(builder: &CaseBuilder<'_>) -> Vec<Arc<Class>> {
    let mut names = BTreeSet::new();
    let all = std::iter::once(Class::valid()).chain(mutation::mutations(builder).into_iter().map(Class::of));
    all.filter(|class| names.insert(class.name.clone())).map(Arc::new).collect()
}

impl Run<'_> {
    /// The next cases of a class, as many as are held at once; why there are none, or fewer, is in the outcome.
    pub(super) fn cases<'d>(
        &mut self,
        builder: &CaseBuilder<'d>,
        class: &Arc<Class>,
        outcome: &mut ClassOutcome,
        making: &mut Making,
    ) -> Vec<CaseTree<CaseBuilder<'d>>> {
        let mut cases = Vec::new();
        let mut size = 0;
        while making.next < making.wanted && cases.len() < CASES_AT_ONCE && size <= SIZE_AT_ONCE {
            if self.watch.is_over().is_some() {
                self.summary.cut += 1;
                making.end();
                break;
            }
            let number = making.next;
            making.next += 1;
            let ground = self.ground(class, number);
            match make_from(builder, class, number, self.settings.seed, ground) {
                Ok(tree) => {
                    let case = tree.case();
                    let own = fingerprint::of_request(&case.request, &self.redactor);
                    if !making.known.insert(own) {
                        continue;
                    }
                    self.fingerprint = fingerprint::extended(self.fingerprint, &own.to_le_bytes());
                    size += 2 * case.request.body.len();
                    making.made += 1;
                    cases.push(tree);
                }
                Err(reason) => {
                    outcome
                        .reason
                        .get_or_insert_with(|| self.redactor.redact_start(&reason.to_string(), LONGEST_MESSAGE).0);
                    making.failures += 1;
                    let is_spent = builder.validators.work.check().is_err();
                    self.summary.cut += usize::from(is_spent && making.made > 0);
                    if is_spent || making.failures > 3 && making.made == 0 {
                        making.end();
                    }
                }
            }
        }
        cases
    }
}
