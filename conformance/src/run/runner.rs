//! A run: the plan, the exchanges, their verdicts. It produces events and writes nothing but snapshots and the bodies of
//! failing requests.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use trueline_spec::model::{Api, Checked, OperationId};

use super::{
    RunError, Settings, SnapshotMode, fingerprint,
    watch::{Presence, Watch},
};
use crate::case::{Case, Class, make, shrink};
use crate::check;
use crate::check::{Finding, Verdict};
use crate::judge::{Router, Validators, work};
use crate::limits;
use crate::mutation;
use crate::record::{Outcome, Saved, Snapshots, curl, signature};
use crate::redact::{Redacted, Redactor};
use crate::report::{ClassOutcome, Event, Failure, StopKind, Stopped, Summary};
use crate::request::{Drafter, Twins};
use crate::target::Target;
use crate::transport::{Received, Transport, TransportError, TransportErrorKind};

/// Requests that may be sent to make one failure smaller; the plainest case is small already.
const SHRINK_STEPS: usize = 120;
const SHRINK_STEPS_OF_PLAINEST: usize = 24;
/// Requests that may be sent to make all failures of a run smaller.
const SHRINK_STEPS_IN_ALL: usize = 3000;
/// Characters of an answer that are shown.
const LONGEST_ANSWER: usize = 1000;
/// Characters of a message that are shown.
const LONGEST_MESSAGE: usize = 4000;
/// Lines of a difference from a snapshot that are shown.
const LONGEST_DIFFERENCE: usize = 24;
/// Bytes of the requests of one class that are made at once; beyond them there are fewer.
const CLASS_SIZE: usize = 64 * 1024 * 1024;
/// How long a target is waited for that limits the rate of requests.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

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
    let router = Router::new(api);
    let twins = Twins::new(api);
    let is_chosen = |key: &str| settings.only.as_ref().is_none_or(|only| key.contains(only.as_str()));
    let chosen: Vec<OperationId> =
        api.operations().filter(|(_, operation)| is_chosen(&operation.key)).map(|(id, _)| id).collect();
    let validators = Validators::of_operations(api, &chosen);
    let mut run = Run {
        target,
        transport,
        settings,
        redactor: target.redactor(),
        snapshots: Snapshots::new(settings.state.join("snapshots").join(&target.name)),
        summary: Summary { fingerprint: fingerprint::START, ..Summary::default() },
        report,
        watch: Watch::new(settings),
        halt: None,
        shrink_steps_left: SHRINK_STEPS_IN_ALL,
        work_before: transport.work(),
        work_of_target: settings.max_work,
        without_valid: None,
        has_succeeded: false,
        told: BTreeSet::new(),
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
    for (index, id) in chosen.iter().enumerate() {
        run.share(&validators, index, chosen.len());
        run.operation(&Drafter::new(api, &validators, &router, &twins, target, *id)).await?;
        if let Some(Halt::Run(kind, reason)) = run.halt.take() {
            run.stop(kind, reason, chosen[index + 1..].iter().map(|id| api.operation(*id).key.clone()).collect());
            break;
        }
    }
    let (valid, refused) = run.valid;
    if valid > 0 && refused == valid {
        return Err(RunError::CredentialsRefused { base_url: address });
    }
    let summary = run.summary;
    report(Event::Finished(summary.clone()));
    Ok(summary)
}

struct Run<'r> {
    target: &'r Target,
    transport: &'r Transport,
    settings: &'r Settings,
    redactor: Redactor,
    snapshots: Snapshots,
    summary: Summary,
    report: &'r mut (dyn FnMut(Event) + Send),
    watch: Watch,
    /// Why nothing more is sent for the operation, or at all.
    halt: Option<Halt>,
    shrink_steps_left: usize,
    /// The steps of a target in this process before the run.
    work_before: u64,
    /// The steps that such a target may have taken at the end of the operation.
    work_of_target: u64,
    /// Why the operation has no valid request, from which all others are made.
    without_valid: Option<Redacted>,
    /// Whether a valid request of the operation was answered with success.
    has_succeeded: bool,
    /// The sorts of findings that are told of the operation.
    told: BTreeSet<(&'static str, String)>,
    /// Valid requests with credentials, and how many of them were answered with 401 or 403.
    valid: (usize, usize),
}

/// Why nothing more is sent.
enum Halt {
    Operation(String),
    Run(StopKind, String),
}

impl Halt {
    fn reason(&self) -> &str {
        match self {
            Self::Operation(reason) | Self::Run(_, reason) => reason,
        }
    }
}

type Answered = Result<Received, TransportError>;

impl Run<'_> {
    async fn operation(&mut self, drafter: &Drafter<'_>) -> Result<(), RunError> {
        self.watch.start_operation();
        let classes = classes(drafter);
        let share = drafter.validators.work.end().saturating_sub(drafter.validators.work.done());
        // The valid requests leave half of it to the others.
        let share_end = drafter.validators.work.end();
        drafter.validators.work.allow_until(drafter.validators.work.done().saturating_add(share / 2).min(share_end));
        let operation = drafter.operation;
        (self.report)(Event::OperationStarted {
            key: self.redactor.redact(&operation.key),
            method: self.redactor.redact(operation.method.as_str()),
            path: self.redactor.redact(operation.path.as_str()),
            classes: classes.len(),
        });
        let before = self.summary.requests;
        self.told.clear();
        self.without_valid = None;
        self.has_succeeded = false;
        for class in classes {
            self.class(drafter, &class).await?;
            if class.is_valid() {
                drafter.validators.work.allow_until(share_end);
            }
        }
        self.summary.operations += 1;
        self.summary.succeeded += usize::from(self.has_succeeded);
        self.summary.untested += usize::from(self.summary.requests == before);
        (self.report)(Event::OperationFinished { key: self.redactor.redact(&operation.key) });
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
        let cases = match &self.halt {
            Some(halt) => {
                outcome.reason = Some(self.redactor.redact(halt.reason()));
                Vec::new()
            }
            None if self.without_valid.is_some() => {
                outcome.reason.clone_from(&self.without_valid);
                Vec::new()
            }
            None => match self.check_target() {
                Ok(()) => self.cases(drafter, class, &mut outcome),
                Err(reason) => {
                    outcome.reason = Some(self.redactor.redact(&reason));
                    Vec::new()
                }
            },
        };
        if cases.is_empty() {
            if class.is_valid() {
                self.without_valid.clone_from(&outcome.reason);
            }
            self.summary.unmade += 1;
            (self.report)(Event::ClassFinished(outcome));
            return Ok(());
        }
        self.summary.classes += 1;
        let (transport, timeout) = (self.transport, self.settings.timeout);
        let mut exchanges = stream::iter(cases)
            .map(|case| async move {
                let answer = send(transport, &case, timeout).await;
                (case, answer)
            })
            .buffered(self.settings.concurrency.max(1));
        while let Some((case, answer)) = next_before(self.watch.end(), &mut exchanges).await {
            let presence = self.watch(drafter, &case, &answer)?;
            let verdict = check::judge(drafter, class, &case.request, &answer);
            self.has_succeeded |= class.is_valid() && answer.as_ref().is_ok_and(|received| received.status < 400);
            let verdict = if self.has_succeeded || class.is_valid() { verdict } else { verdict.without_control() };
            self.count(&verdict, &mut outcome);
            if case.number == 0 {
                self.compare(drafter, &case, &answer)?;
            }
            if let Verdict::Violates(findings) = verdict {
                for finding in findings {
                    if self.told.insert(sort_of(&finding)) {
                        self.fail(drafter, &case, finding, &answer).await;
                    }
                }
            }
            match presence {
                Presence::There => {}
                Presence::Gone(reason) => self.halt = Some(Halt::Run(StopKind::Gone, reason)),
                _ => self.halt = self.probe().await,
            }
            if self.halt.is_some() {
                break;
            }
            if let Err(reason) = self.check_target() {
                self.summary.cut += 1;
                outcome.reason.get_or_insert_with(|| self.redactor.redact(&reason));
                break;
            }
        }
        drop(exchanges);
        self.look_at_clock();
        if let (Some(halt), None) = (&self.halt, &outcome.reason) {
            outcome.reason = Some(self.redactor.redact(halt.reason()));
        }
        (self.report)(Event::ClassFinished(outcome));
        Ok(())
    }

    /// The cases of a class; why there are none, or fewer, is in the outcome.
    fn cases(&mut self, drafter: &Drafter<'_>, class: &Arc<Class>, outcome: &mut ClassOutcome) -> Vec<Case> {
        let wanted = match class.mutation {
            None => self.settings.cases.max(1),
            Some(_) => (self.settings.cases / 16).max(2),
        };
        let mut cases: Vec<Case> = Vec::new();
        let mut failures = 0;
        let mut size = 0;
        for number in 0..wanted {
            if size > CLASS_SIZE || self.watch.is_over().is_some() {
                self.summary.cut += 1;
                break;
            }
            match make(drafter, class, number, self.settings.seed) {
                Ok(case) if number > 0 && cases.iter().any(|earlier| earlier.request == case.request) => {}
                Ok(case) => {
                    size += 2 * case.request.body.len();
                    cases.push(case);
                }
                Err(reason) => {
                    outcome.reason.get_or_insert_with(|| self.redactor.redact_start(&reason, LONGEST_MESSAGE).0);
                    failures += 1;
                    let is_spent = drafter.validators.work.check().is_err();
                    self.summary.cut += usize::from(is_spent && !cases.is_empty());
                    if is_spent || failures > 3 && cases.is_empty() {
                        break;
                    }
                }
            }
        }
        for case in &cases {
            self.summary.fingerprint = fingerprint::extended(self.summary.fingerprint, &case.request, &self.redactor);
        }
        cases
    }

    /// Notices a target that is not there.
    fn watch(&mut self, drafter: &Drafter<'_>, case: &Case, answer: &Answered) -> Result<Presence, RunError> {
        if let Ok(received) = answer
            && case.class.is_valid()
            && !drafter.operation.security.is_empty()
        {
            self.valid.0 += 1;
            self.valid.1 += usize::from(matches!(received.status, 401 | 403));
        }
        match (self.watch.notice(answer, self.transport.spoke_http()), answer) {
            (Presence::NeverThere, Err(error)) => {
                let base_url = self.redactor.redact(&self.target.base_url);
                let reason = self.redactor.redact_start(&error.message, LONGEST_MESSAGE).0;
                Err(RunError::Unreachable { base_url, reason })
            }
            (presence, _) => Ok(presence),
        }
    }

    /// Looks whether the target is there after time-outs: if so, the operation ends, else the run.
    async fn probe(&mut self) -> Option<Halt> {
        match self.watch.probe(self.transport, "/").await {
            Some(reason) => Some(Halt::Run(StopKind::Gone, reason)),
            None => self.watch.reason_of_timeouts().map(Halt::Operation),
        }
    }

    /// Notices that the time is over.
    fn look_at_clock(&mut self) {
        if matches!(self.halt, Some(Halt::Run(..))) {
            return;
        }
        if let Some(reason) = self.watch.run_is_over() {
            self.halt = Some(Halt::Run(StopKind::Time, reason));
        } else if let (None, Some(reason)) = (&self.halt, self.watch.is_over()) {
            self.halt = Some(Halt::Operation(reason));
        }
    }

    /// Gives an operation its share of the work that is left.
    fn share(&mut self, validators: &Validators, index: usize, operations: usize) {
        let most = self.settings.max_work;
        validators.work.allow(work::share(most, validators.work.done(), index, operations));
        validators.work_of_answers.allow(work::share(most / 2, validators.work_of_answers.done(), index, operations));
        let of_target = self.transport.work().saturating_sub(self.work_before);
        self.work_of_target = of_target.saturating_add(work::share(most / 2, of_target, index, operations));
    }

    /// Looks whether a target in this process took more work than it may.
    ///
    /// # Errors
    ///
    /// It did.
    fn check_target(&self) -> Result<(), String> {
        if self.transport.work().saturating_sub(self.work_before) <= self.work_of_target {
            return Ok(());
        }
        let limit = limits::named("max-work", self.settings.max_work / 2);
        Err(format!("the mock's answers take more work than its share of the run's {limit}"))
    }

    /// Ends the run before its plan.
    fn stop(&mut self, kind: StopKind, reason: String, operations: Vec<String>) {
        self.summary.stopped = Some(kind);
        self.summary.not_reached = operations.len();
        (self.report)(Event::Stopped(Stopped { kind, reason, operations }));
    }

    fn count(&mut self, verdict: &Verdict, outcome: &mut ClassOutcome) {
        self.summary.requests += 1;
        match verdict {
            Verdict::Conforms => {
                self.summary.conforming += 1;
                outcome.conforming += 1;
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

    fn compare(&mut self, drafter: &Drafter<'_>, case: &Case, answer: &Answered) -> Result<(), RunError> {
        let Ok(received) = answer else { return Ok(()) };
        if self.settings.snapshots == SnapshotMode::Off {
            return Ok(());
        }
        let snapshots = &self.snapshots;
        let folder = snapshots.folder().to_owned();
        let failed = |error: std::io::Error| RunError::State { folder: folder.clone(), reason: error.to_string() };
        let name = format!("{}/{}", drafter.operation.key.replace('/', "%2f"), case.class.name);
        let source = self.redactor.redact(&drafter.api.documents.place(drafter.operation.origin).file);
        let text = signature(drafter.api, drafter.operation, received, &self.redactor);
        if self.settings.snapshots == SnapshotMode::Update {
            snapshots.update(&name, &source, &text).map_err(failed)?;
            self.summary.snapshots.written += 1;
            return Ok(());
        }
        match snapshots.check(&name, &source, &text).map_err(failed)? {
            Outcome::Same => self.summary.snapshots.same += 1,
            Outcome::Missing => self.summary.snapshots.missing += 1,
            Outcome::Different { kept } => {
                self.summary.snapshots.different += 1;
                // What is kept was perhaps written where less was known of secrets.
                let changed = Redacted::difference(&self.redactor.redact(&kept), &text, LONGEST_DIFFERENCE);
                let message = Redacted::ours("the answer differs from its snapshot:\n").with(&changed);
                let finding = Finding { check: "snapshot", message, rule: None };
                let failure = self.failure(drafter, case, finding, answer);
                self.tell(failure);
            }
        }
        Ok(())
    }

    /// Shrinks a failing case, and tells of it.
    async fn fail(&mut self, drafter: &Drafter<'_>, case: &Case, finding: Finding, answer: &Answered) {
        let (case, finding, answer) = self.shrunk(drafter, case.clone(), finding, answer.clone()).await;
        let message = self.redactor.redact_start(&finding.message.0, LONGEST_MESSAGE).0;
        let finding = Finding { check: finding.check, message, rule: finding.rule };
        let failure = self.failure(drafter, &case, finding, &answer);
        self.tell(failure);
    }

    async fn shrunk(
        &mut self,
        drafter: &Drafter<'_>,
        mut case: Case,
        mut finding: Finding,
        mut answer: Answered,
    ) -> (Case, Finding, Answered) {
        let most = if case.number == 0 { SHRINK_STEPS_OF_PLAINEST } else { SHRINK_STEPS };
        let most = match &answer {
            Ok(_) => most,
            Err(error) if error.kind == TransportErrorKind::Timeout => 0,
            // Broken connections cost more than answers.
            Err(_) => SHRINK_STEPS_OF_PLAINEST,
        };
        let allowed = most.min(self.shrink_steps_left);
        let mut left = allowed;
        'smaller: loop {
            for base in shrink::candidates(drafter, &case.base) {
                if left == 0 {
                    break 'smaller;
                }
                let Some(candidate) = shrink::smaller_case(drafter, &case, base) else { continue };
                left -= 1;
                if self.watch.is_over().is_some() {
                    break 'smaller;
                }
                let outcome = send(self.transport, &candidate, self.settings.timeout).await;
                let verdict = check::judge(drafter, &candidate.class, &candidate.request, &outcome);
                let Verdict::Violates(findings) = verdict else { continue };
                let same =
                    findings.into_iter().find(|other| other.check == finding.check && other.rule == finding.rule);
                if let Some(same) = same {
                    (case, finding, answer) = (candidate, same, outcome);
                    continue 'smaller;
                }
            }
            break;
        }
        self.shrink_steps_left -= allowed - left;
        (case, finding, answer)
    }

    fn failure(&self, drafter: &Drafter<'_>, case: &Case, finding: Finding<Redacted>, answer: &Answered) -> Failure {
        let redacted = |text: &str| self.redactor.redact(text);
        let place = finding.rule.as_ref().map(|rule| rule.place(drafter.api));
        let folder = self.settings.state.join("cases").join(&self.target.name);
        let saved = Saved::new(&folder, &drafter.operation.key, &case.class.name, finding.check);
        let curl = curl(&self.target.base_url, &case.request, &self.redactor, &saved.body);
        let failure = Failure {
            operation: redacted(&drafter.operation.key),
            class: redacted(&case.class.name),
            summary: redacted(&case.class.summary),
            line: finding.rule.as_ref().map(|rule| redacted(&rule.line(drafter.api))),
            place: place.map(|place| redacted(&format!("{}:{}:{}", place.file, place.line, place.column))),
            finding,
            curl: curl.line,
            body_file: curl.body.as_ref().map(|(path, _)| path.clone()),
            answer: shown(answer, &self.redactor),
            seed: self.settings.seed,
            case: case.number,
        };
        saved.write(&failure, curl.body);
        failure
    }

    fn tell(&mut self, failure: Failure) {
        self.summary.failures += 1;
        (self.report)(Event::Failed(Box::new(failure)));
    }
}

/// The classes of an operation; of two with one name the first.
fn classes(drafter: &Drafter<'_>) -> Vec<Arc<Class>> {
    let mut names = BTreeSet::new();
    let all = std::iter::once(Class::valid()).chain(mutation::mutations(drafter).into_iter().map(Class::of));
    all.filter(|class| names.insert(class.name.clone())).map(Arc::new).collect()
}

/// What makes two findings of an operation one: the check and the rule, and what is not declared at all. The classes in
/// which it happens are told with the operation.
fn sort_of(finding: &Finding) -> (&'static str, String) {
    let rule = finding.rule.as_ref().map(|rule| format!("{rule:?}")).unwrap_or_default();
    let undeclared = if finding.check == check::UNDECLARED { finding.message.0.as_str() } else { "" };
    (finding.check, rule + undeclared)
}

/// The next of several, where it comes before an end.
async fn next_before<T>(end: Option<tokio::time::Instant>, all: &mut (impl Stream<Item = T> + Unpin)) -> Option<T> {
    match end {
        Some(end) => tokio::time::timeout_at(end, all.next()).await.ok().flatten(),
        None => all.next().await,
    }
}

/// Sends, and waits where the target asks for it.
async fn send(transport: &Transport, case: &Case, timeout: Duration) -> Answered {
    let answer = transport.send(&case.request, timeout).await;
    let Ok(received) = &answer else { return answer };
    let seconds = received.header("retry-after").and_then(|text| text.parse::<u64>().ok());
    match (received.status, seconds.map(Duration::from_secs)) {
        (429, Some(wait)) if wait <= LONGEST_WAIT => {
            tokio::time::sleep(wait).await;
            transport.send(&case.request, timeout).await
        }
        _ => answer,
    }
}

/// An answer for people. It is redacted before it is cut.
fn shown(answer: &Answered, redactor: &Redactor) -> Redacted {
    let received = match answer {
        Ok(received) => received,
        Err(error) => {
            return Redacted::ours("none: ").with(&redactor.redact_start(&error.to_string(), LONGEST_MESSAGE).0);
        }
    };
    let content_type = received.header("content-type").unwrap_or("no content type");
    let (content_type, _) = redactor.redact_start(content_type, LONGEST_ANSWER);
    let (text, is_cut) = redactor.redact_start(&String::from_utf8_lossy(&received.body), LONGEST_ANSWER);
    let shown = Redacted::joined([Redacted::count(received.status.into()), content_type, text], " ");
    if !is_cut {
        return shown;
    }
    let bytes = Redacted::count(received.body.len());
    shown.with(&Redacted::ours(" ... (")).with(&bytes).with(&Redacted::ours(" bytes)"))
}
