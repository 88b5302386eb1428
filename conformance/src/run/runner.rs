//! A run: the plan, the exchanges, their verdicts. It produces events and writes nothing but snapshots and the bodies of
//! failing requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};
use rustc_hash::{FxHashMap, FxHashSet};
use trueline_spec::model::{Api, Checked, OperationId};
use trueline_spec::resources::Resources;

use super::bases::Bases;
use super::canary::Canary;
use super::cleanup::{Changes, Created};
use super::failing::{LONGEST_MESSAGE, SHRINK_STEPS_IN_ALL};
use super::found::Place;
use super::halt::Halt;
use super::held::Replay;
use super::openness::Openness;
use super::refusals::Refusals;
use super::snapshots::{Planned, has_snapshot};
use super::unanswered::is_lost;
use super::watch::{Presence, Watch};
use super::{RunError, Settings, fingerprint, hazard};
use crate::case::{CaseTree, Class, Intent, make_from};
use crate::check::{Causes, Omissions, Verdict};
use crate::judge::{Router, Validators};
use crate::laws::{self, Identities};
use crate::mutation;
use crate::record::Snapshots;
use crate::redact::{Redacted, Redactor};
use crate::report::{ClassOutcome, Event, StopKind, Summary};
use crate::request::{Drafter, Twins, WireRequest};
use crate::resources::{Learned, Things, Told, order};
use crate::target::Target;
use crate::transport::{Answered, Transport, TransportErrorKind};

/// Cases that are made before the first of them is sent, and the bytes of their requests.
const CASES_AT_ONCE: usize = 64;
const SIZE_AT_ONCE: usize = 16 * 1024 * 1024;

/// Steps that it may take to make the requests that remove what a run created.
const CLEANUP_WORK: u64 = 10_000_000;

/// Tests a target against its document.
///
/// # Errors
///
/// The target cannot be reached, refuses every credential, or the state folder cannot be used.
pub async fn run(
    api: &Checked<Api>,
    target: &Target,
    transport: &Transport,
    settings: &Settings,
    report: &mut (dyn FnMut(Event) + Send),
) -> Result<Summary, RunError> {
    let watch = Watch::new(settings);
    let router = Router::new(api);
    let changes = Changes::default();
    let is_left = settings.keeps || transport.is_in_process();
    let observed = if is_left { transport.clone() } else { changes.observe(transport) };
    let uninterrupted = observed.paced(settings.rate, settings.max_retry_wait, watch.end());
    let transport = &uninterrupted.interrupted_by(settings.interrupt.clone());
    let twins = Twins::new(api);
    let is_chosen = |key: &str| settings.only.as_ref().is_none_or(|only| key.contains(only.as_str()));
    let chosen = api.operations().filter(|(id, operation)| is_chosen(&operation.key) && settings.choice.takes(*id));
    let mut chosen: Vec<OperationId> = chosen.map(|(id, _)| id).collect();
    let left_out = if transport.is_in_process() { Vec::new() } else { hazard::left_out(api, settings, &mut chosen) };
    let mut things = Things::new(api, Resources::corrected(api, &target.corrections));
    let promised = || target.actors.first().into_iter().flat_map(|owner| &owner.resources);
    promised().for_each(|resource| things.promise(api, resource.operation, &resource.path));
    let is_promised = |id| promised().any(|resource| resource.operation == id);
    let chosen = order(api, things.resources(), &chosen, &is_promised);
    let chosen = {
        let validators = Validators::of_operations(api, if settings.choice.classes.is_empty() { &[] } else { &chosen });
        let drafter = |id| Drafter::new(api, &validators, &router, &twins, target, &things, id);
        settings.choice.with_classes(chosen, drafter)?
    };
    let validators = Validators::of_operations(api, &chosen);
    let snapshots = settings.state.as_ref().map(|state| Snapshots::of_target(state, &target.name));
    let mut run = Run {
        target,
        transport,
        settings,
        redactor: target.redactor(),
        requires_snapshots: settings.requires_snapshots && snapshots.as_ref().is_some_and(|kept| !kept.is_empty()),
        snapshots,
        summary: Summary { fingerprint: fingerprint::START, ..Summary::default() },
        report,
        watch,
        halt: None,
        is_cut: false,
        planned: Planned::default(),
        replay: Replay::default(),
        shrink_steps_left: SHRINK_STEPS_IN_ALL,
        work_before: transport.work(),
        work_of_target: settings.work(),
        without_valid: None,
        has_succeeded: false,
        bases: Bases::default(),
        openness: Openness::Closed,
        created: Created::default(),
        canary: Canary::default(),
        refusals: Refusals::default(),
        causes: Causes::default(),
        ids: FxHashMap::default(),
        places: BTreeSet::new(),
        omissions: Omissions::default(),
        identities: Identities::default(),
        learned: Learned::default(),
        valid: (0, 0),
    };
    let address = run.redactor.redact(&target.base_url);
    (run.report)(Event::Started {
        title: run.redactor.redact(&format!("{} {}", api.info.title, api.info.version)),
        target: run.redactor.redact(&target.name),
        base_url: address.clone(),
        seed: settings.seed,
        operations: chosen.len(),
    });
    for (id, reason) in left_out {
        let key = &api.operation(id).key;
        let message = format!("`{key}` is left out, for it may end the test ({reason}); `--allow {key}` tests it");
        (run.report)(Event::Warned(run.redactor.redact(&message)));
    }
    let drafter = |id| Drafter::new(api, &validators, &router, &twins, target, &things, id);
    Box::pin(run.preflight(api, &chosen, drafter)).await?;
    Box::pin(run.replay(api, (&router, &twins), &things, &chosen)).await?;
    let mut left = chosen.as_slice();
    while !run.is_over(api, left)
        && let Some((id, rest)) = left.split_first()
    {
        Box::pin(run.replay_later(api, (&router, &twins), &things, *id)).await?;
        run.share(&validators, chosen.len() - left.len(), chosen.len());
        Box::pin(run.operation(&Drafter::new(api, &validators, &router, &twins, target, &things, *id))).await?;
        things.remember(std::mem::take(&mut run.learned));
        run.created.note(api, &router, &things, &changes);
        left = rest;
    }
    validators.work.allow(CLEANUP_WORK);
    let drafter = |id| Drafter::new(api, &validators, &router, &twins, target, &things, id);
    // Who interrupts the run leaves nothing behind either; the second time ends the program.
    run.transport = &uninterrupted;
    run.clean_up(things.resources(), &chosen, drafter).await;
    let (valid, refused) = run.valid;
    if valid > 0 && refused == valid {
        return Err(RunError::CredentialsRefused { base_url: address });
    }
    run.orphans(api)?;
    run.tell_gone();
    run.tell_omissions(api);
    let summary = run.summary;
    report(Event::Finished(summary.clone()));
    Ok(summary)
}

pub(super) struct Run<'r> {
    pub(super) target: &'r Target,
    pub(super) transport: &'r Transport,
    pub(super) settings: &'r Settings,
    pub(super) redactor: Redactor,
    pub(super) snapshots: Option<Snapshots>,
    /// Whether a missing snapshot is a failure.
    pub(super) requires_snapshots: bool,
    pub(super) summary: Summary,
    pub(super) report: &'r mut (dyn FnMut(Event) + Send),
    pub(super) watch: Watch,
    /// Why nothing more is sent for the operation, or at all.
    pub(super) halt: Option<Halt>,
    /// Whether an operation or the run ended before its plan.
    pub(super) is_cut: bool,
    /// The snapshots that the plan may have.
    pub(super) planned: Planned,
    /// What failed in earlier runs.
    pub(super) replay: Replay,
    pub(super) shrink_steps_left: usize,
    /// The steps of a target in this process before the run.
    pub(super) work_before: u64,
    /// The steps that such a target may have taken at the end of the operation.
    pub(super) work_of_target: u64,
    /// Why the operation has no valid request, from which all others are made.
    pub(super) without_valid: Option<Redacted>,
    /// Whether a valid request of the operation was answered with success.
    pub(super) has_succeeded: bool,
    /// What the target said of the valid requests of the operation.
    pub(super) bases: Bases,
    /// What the operation takes without credentials that the target does not have.
    pub(super) openness: Openness,
    /// What tells whether credentials are taken still.
    pub(super) canary: Canary,
    /// What it created and did not remove.
    pub(super) created: Created,
    /// Why valid requests of the operation did not succeed.
    pub(super) refusals: Refusals,
    /// What was found so far.
    pub(super) causes: Causes,
    /// What tells each from others in every run.
    pub(super) ids: FxHashMap<usize, u64>,
    /// Where they were found.
    pub(super) places: BTreeSet<Place>,
    /// What answers had and the document does not mention.
    pub(super) omissions: Omissions,
    /// The identities that creations gave.
    pub(super) identities: Identities,
    /// What the operation's answers told of the target's things.
    pub(super) learned: Learned,
    /// Valid requests with credentials, and how many of them were answered with 401 or 403.
    pub(super) valid: (usize, usize),
}

impl Run<'_> {
    /// Whether the run ends before the operations that are left.
    fn is_over(&mut self, api: &Api, left: &[OperationId]) -> bool {
        let halt = self.halt.take();
        self.is_cut |= halt.is_some();
        let Some(Halt::Run(kind, reason)) = halt else { return false };
        self.stop(kind, reason, left.iter().map(|id| api.operation(*id).key.clone()).collect());
        true
    }

    async fn operation(&mut self, drafter: &Drafter<'_>) -> Result<(), RunError> {
        self.watch.start_operation();
        let mut classes = classes(drafter);
        classes.retain(|class| class.is_valid() || self.settings.choice.takes_class(&class.name));
        self.plan_snapshots(drafter, &classes);
        let share = drafter.validators.work.end().saturating_sub(drafter.validators.work.done());
        // The valid requests leave half of it to the others.
        let share_end = drafter.validators.work.end();
        drafter.validators.work.allow_until(drafter.validators.work.done().saturating_add(share / 2).min(share_end));
        let operation = drafter.operation;
        let laws = self.laws_of(drafter).count();
        (self.report)(Event::OperationStarted {
            key: self.redactor.redact(&operation.key),
            method: self.redactor.redact(operation.method.as_str()),
            path: self.redactor.redact(operation.path.as_str()),
            classes: classes.len() + laws,
        });
        let before = self.summary.requests;
        self.without_valid = None;
        self.has_succeeded = false;
        self.bases = Bases::default();
        self.look_for_openness(drafter).await;
        self.refusals = Refusals::default();
        for class in classes {
            self.class(drafter, &class).await?;
            if class.is_valid() {
                drafter.validators.work.allow_until(share_end);
            }
        }
        self.laws(drafter).await;
        self.decide_waiting(drafter);
        self.tell_of_waits();
        self.summary.operations += 1;
        self.summary.succeeded += usize::from(self.has_succeeded);
        self.summary.untested += usize::from(self.summary.requests == before);
        let without_success = self.without_success();
        (self.report)(Event::OperationFinished { key: self.redactor.redact(&operation.key), without_success });
        Ok(())
    }

    async fn class(&mut self, drafter: &Drafter<'_>, class: &Arc<Class>) -> Result<(), RunError> {
        let mut outcome = ClassOutcome {
            operation: self.redactor.redact(&drafter.operation.key),
            class: self.redactor.redact(&class.name),
            summary: self.redactor.redact(&class.summary),
            ..ClassOutcome::default()
        };
        self.look_at_clock();
        let reason = match &self.halt {
            Some(halt) => Some(self.redactor.redact(halt.reason())),
            None if self.without_valid.is_some() && self.needs_valid(class) => self.without_valid.clone(),
            None => self.check_target().err().map(|reason| self.redactor.redact(&reason.to_string())),
        };
        let mut making = Making::new(class, self.settings);
        if let Some(removable) = drafter.things.removable(drafter.id).filter(|_| class.is_valid()) {
            making.wanted = making.wanted.min(removable);
        }
        if reason.is_none() {
            loop {
                let cases = self.cases(drafter, class, &mut outcome, &mut making);
                if cases.is_empty() || self.exchanges(drafter, class, cases, &mut outcome).await? {
                    break;
                }
            }
        }
        outcome.reason = outcome.reason.or(reason);
        if making.made == 0 {
            if class.is_valid() {
                self.without_valid.clone_from(&outcome.reason);
            }
            self.summary.unmade += 1;
        } else {
            self.summary.classes += 1;
            self.look_at_clock();
            if let (Some(halt), None) = (&self.halt, &outcome.reason) {
                outcome.reason = Some(self.redactor.redact(halt.reason()));
            }
        }
        (self.report)(Event::ClassFinished(outcome));
        Ok(())
    }

    /// Sends cases, several at once, and judges the answers in the order of the plan: whether nothing more is to be sent.
    async fn exchanges<'d>(
        &mut self,
        drafter: &Drafter<'d>,
        class: &Arc<Class>,
        cases: Vec<CaseTree<Drafter<'d>>>,
        outcome: &mut ClassOutcome,
    ) -> Result<bool, RunError> {
        let (transport, timeout) = (self.transport, self.settings.timeout);
        let sent: Vec<_> =
            cases.iter().map(|tree| (self.replay.answer(tree.case()), Arc::clone(&tree.case().request))).collect();
        let mut answers = stream::iter(sent)
            .map(|(received, request)| async move {
                match received {
                    Some(received) => Ok(received),
                    None => transport.send_expecting(&request, timeout, class.expects()).await,
                }
            })
            .buffered(self.settings.concurrency.max(1));
        let (mut failed, mut lost) = (Vec::new(), Vec::new());
        let mut is_over = true;
        for tree in cases {
            let Some(answer) = next_before(self.watch.end(), &mut answers).await else { break };
            if answer.as_ref().is_err_and(|error| error.kind == TransportErrorKind::Interrupted) {
                break;
            }
            let case = tree.case();
            let presence = self.watch(drafter, case, &answer)?;
            self.keep_canary(drafter, case, &answer);
            if let Err(error) = &answer
                && is_lost(error)
            {
                is_over = false;
                let is_refused = error.kind == TransportErrorKind::Connect;
                lost.push((tree, error.clone()));
                if is_refused {
                    break;
                }
                continue;
            }
            let verdict = laws::judge(drafter, class, &case.request, &answer);
            self.succeeds(class, &answer);
            let verdict = self.controlled(class, verdict);
            self.count(&verdict, &answer, outcome);
            if class.is_valid() {
                self.bases.note(case, &answer);
                self.identities_of(drafter, &class.name, &case.request, &answer);
                self.learn(drafter, &case.request, &answer);
            }
            if case.number == 0 && has_snapshot(class) {
                self.compare(drafter, case, &answer)?;
            }
            if let Verdict::Violates(findings) = verdict {
                let new = |finding| Some((self.notice(drafter, class, &answer, &finding)?, finding));
                let findings: Vec<_> = findings.into_iter().filter_map(new).collect();
                if !findings.is_empty() {
                    failed.push((tree, answer, findings));
                }
            }
            match presence {
                Presence::There => {}
                Presence::Gone(reason) => self.halt = Some(Halt::Run(StopKind::Gone, reason)),
                _ => self.halt = self.probe().await,
            }
            is_over = self.halt.is_some();
            if is_over {
                break;
            }
            if let Err(reason) = self.check_target() {
                self.summary.cut += 1;
                outcome.reason.get_or_insert_with(|| self.redactor.redact(&reason.to_string()));
                is_over = true;
                break;
            }
        }
        drop(answers);
        if !lost.is_empty() {
            self.unanswered(drafter, class, lost, outcome).await;
            is_over |= self.halt.is_some();
        }
        self.look_at_canary(failed.iter().map(|(_, answer, _)| answer)).await;
        if matches!(self.halt, Some(Halt::Run(StopKind::CredentialsExpired, _))) {
            return Ok(true);
        }
        // Nothing else is under way while a failure is made smaller.
        for (tree, answer, findings) in failed {
            for finding in findings {
                if self.has_told_enough() {
                    return Ok(true);
                }
                self.fail(drafter, tree.clone(), finding, &answer).await;
            }
        }
        Ok(is_over || self.has_told_enough())
    }

    /// Notes what the answer to a valid request tells of the target's things.
    pub(super) fn learn(&mut self, drafter: &Drafter<'_>, request: &WireRequest, answer: &Answered) {
        let Ok(received) = answer else { return };
        let (target, headers) = (request.target.as_str(), received.headers.as_slice());
        let told = Told { target, status: received.status, headers, body: &received.body, sent: &request.body };
        drafter.things.learn(drafter.api, drafter.id, told, &mut self.learned);
    }

    /// The next cases of a class, as many as are held at once; why there are none, or fewer, is in the outcome.
    fn cases<'d>(
        &mut self,
        drafter: &Drafter<'d>,
        class: &Arc<Class>,
        outcome: &mut ClassOutcome,
        making: &mut Making,
    ) -> Vec<CaseTree<Drafter<'d>>> {
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
            match make_from(drafter, class, number, self.settings.seed, ground) {
                Ok(tree) => {
                    let case = tree.case();
                    let own = fingerprint::of_request(&case.request, &self.redactor);
                    if !making.known.insert(own) {
                        continue;
                    }
                    self.summary.fingerprint = fingerprint::extended(self.summary.fingerprint, &own.to_le_bytes());
                    size += 2 * case.request.body.len();
                    making.made += 1;
                    cases.push(tree);
                }
                Err(reason) => {
                    outcome
                        .reason
                        .get_or_insert_with(|| self.redactor.redact_start(&reason.to_string(), LONGEST_MESSAGE).0);
                    making.failures += 1;
                    let is_spent = drafter.validators.work.check().is_err();
                    self.summary.cut += usize::from(is_spent && making.made > 0);
                    if is_spent || making.failures > 3 && making.made == 0 {
                        making.end();
                    }
                }
            }
        }
        cases
    }

    /// A verdict, as far as the operation is known to take valid requests, and by the checks that are chosen.
    pub(super) fn controlled(&self, class: &Class, verdict: Verdict) -> Verdict {
        let verdict = if self.has_succeeded || class.is_valid() { verdict } else { verdict.without_control() };
        self.settings.choice.judged(verdict)
    }

    pub(super) fn count(&mut self, verdict: &Verdict, answer: &Answered, outcome: &mut ClassOutcome) {
        self.summary.requests += 1;
        match verdict {
            Verdict::Conforms => {
                self.summary.conforming += 1;
                outcome.conforming += 1;
            }
            Verdict::Violates(findings) if findings.iter().all(|finding| self.is_noted(finding.check, answer)) => {
                self.summary.undeclared += 1;
                outcome.undeclared += 1;
            }
            Verdict::Violates(_) => {
                self.summary.violating += 1;
                outcome.violating += 1;
            }
            Verdict::Undecided(reason) => {
                self.summary.undecided += 1;
                outcome.undecided += 1;
                outcome.reason.get_or_insert_with(|| self.redactor.redact(reason));
            }
        }
    }
}

/// How far the cases of a class are made.
struct Making {
    /// The number of the next one.
    next: usize,
    /// How many are to be made.
    wanted: usize,
    /// How many there are.
    made: usize,
    /// How many could not be made.
    failures: usize,
    /// Fingerprints of those that are made: none is sent twice.
    known: FxHashSet<u64>,
}

impl Making {
    fn new(class: &Class, settings: &Settings) -> Self {
        let wanted = match class.intent {
            Intent::Valid => settings.cases.max(1),
            Intent::Tolerable => 2,
            Intent::Violates { .. } => (settings.cases / 16).max(2),
        };
        Self { next: 0, wanted, made: 0, failures: 0, known: FxHashSet::default() }
    }

    /// No more are made.
    fn end(&mut self) {
        self.next = self.wanted;
    }
}

/// The classes of an operation; of two with one name the first.
pub(super) fn classes(drafter: &Drafter<'_>) -> Vec<Arc<Class>> {
    let mut names = BTreeSet::new();
    let all = std::iter::once(Class::valid()).chain(mutation::mutations(drafter).into_iter().map(Class::of));
    all.filter(|class| names.insert(class.name.clone())).map(Arc::new).collect()
}

/// The next of several, where it comes before an end.
async fn next_before<T>(end: Option<tokio::time::Instant>, all: &mut (impl Stream<Item = T> + Unpin)) -> Option<T> {
    match end {
        Some(end) => tokio::time::timeout_at(end, all.next()).await.ok().flatten(),
        None => all.next().await,
    }
}
