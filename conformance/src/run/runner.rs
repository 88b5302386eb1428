//! A run: what it knows while it goes on, and how an operation is tested. It produces events and writes nothing but snapshots and
//! the bodies of failing requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, Checked, OperationId};
use trueline_spec::source::Place;

use super::bases::Bases;
use super::cleanup::{Changes, Created};
use super::expired::Accepted;
use super::found::Place as FoundPlace;
use super::halt::Halt;
use super::held::Replay;
use super::making::{FEWEST, Making, classes, each_kind_first, is_work_scarce, wrong_cases};
use super::openness::Openness;
use super::partition::Groups;
use super::refusals::Refusals;
use super::refused_parameters::WithAndWithout;
use super::sabotage::State;
use super::snapshots::Planned;
use super::watch::Watch;
use super::{RunError, Settings, fingerprint};
use crate::case::Class;
use crate::check::{Causes, Omissions};
use crate::coverage::Tally;
use crate::custom::CustomChecks;
use crate::laws::Identities;
use crate::record::Snapshots;
use crate::redact::{Redacted, Redactor};
use crate::report::{ClassOutcome, Event, Part, Summary};
use crate::request::CaseBuilder;
use crate::resources::Learned;
use crate::session::Session;
use crate::target::Target;
use crate::transport::Transport;

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
    /// The same by parameter.
    pub(super) with_and_without: WithAndWithout,
    /// Cases of each class of the operation that breaks a rule.
    pub(super) wrong_cases: usize,
    /// What the operation takes without credentials that the target does not have.
    pub(super) openness: Openness,
    /// What decides whether credentials are taken still.
    pub(super) accepted: Accepted,
    /// Whether the target is still well.
    pub(super) state: State,
    /// Checks of whoever tests.
    pub(super) custom: CustomChecks,
    /// What renews credentials and signs requests.
    pub(super) session: Option<Arc<Session>>,
    /// What changed the target's things, and is not looked at yet.
    pub(super) changes: Changes,
    /// What it created and did not remove.
    pub(super) created: Created,
    /// Why valid requests of the operation did not succeed.
    pub(super) refusals: Refusals,
    /// What was found so far.
    pub(super) causes: Causes,
    /// What each is known by in every run.
    pub(super) keys: FxHashMap<usize, Vec<u64>>,
    /// Which operations depend on each other.
    pub(super) groups: Groups,
    /// A fingerprint of what the plan sent of the operation.
    pub(super) fingerprint: u64,
    /// Where they were found.
    pub(super) places: BTreeSet<FoundPlace>,
    /// What answers had and the document does not mention.
    pub(super) omissions: Omissions,
    /// What of the document was seen.
    pub(super) tally: Tally,
    /// The identities that creations gave.
    pub(super) identities: Identities,
    /// What the operation's answers showed of the target's things.
    pub(super) learned: Learned,
    /// Valid requests with credentials, and how many of them were answered with 401 or 403.
    pub(super) valid: (usize, usize),
}

impl Run<'_> {
    pub(super) fn tell_start(&mut self, api: &Api, base_url: Redacted, operations: usize, part: Option<Part>) {
        (self.report)(Event::Started {
            title: self.redactor.redact(&format!("{} {}", api.info.title, api.info.version)),
            target: self.redactor.redact(&self.target.name),
            base_url,
            seed: self.settings.seed,
            operations,
            part: part.map(Box::new),
        });
    }

    /// What a run ends with that is not about one operation.
    pub(super) fn end(mut self, api: &Checked<Api>, base_url: Redacted) -> Result<Summary, RunError> {
        let (valid, refused) = self.valid;
        if valid > 0 && refused == valid {
            return Err(RunError::CredentialsRefused { base_url });
        }
        self.orphans(api)?;
        self.tell_gone();
        self.tell_omissions(api);
        if self.settings.replays.is_none() {
            (self.report)(Event::Covered(Arc::new(self.tally.coverage(api, &self.redactor))));
        }
        (self.report)(Event::Finished(self.summary.clone()));
        Ok(self.summary)
    }

    /// Lets the commands of the run end.
    pub(super) async fn close(&mut self) {
        if let Some(session) = &self.session {
            session.close().await;
        }
        self.custom.close().await;
    }

    /// Lists the operations that are not tested.
    pub(super) fn tell_what_is_left_out(
        &mut self,
        api: &Api,
        switching: &[OperationId],
        hazards: &[(OperationId, String)],
    ) {
        let switching = switching.iter().map(|id| {
            let key = &api.operation(*id).key;
            format!("`{key}` is not tested: it switches to another protocol (101), and a run speaks HTTP alone")
        });
        let hazards = hazards.iter().map(|(id, reason)| {
            let key = &api.operation(*id).key;
            format!("`{key}` is left out, for it may end the test ({reason}); `--allow {key}` tests it")
        });
        for message in switching.chain(hazards) {
            (self.report)(Event::Warned(self.redactor.redact(&message)));
        }
    }

    /// Tests an operation.
    pub(super) async fn operation(&mut self, builder: &CaseBuilder<'_>) -> Result<(), RunError> {
        self.watch.start_operation();
        let mut classes = classes(builder);
        classes.retain(|class| class.is_valid() || self.settings.choice.takes_class(&class.name));
        self.plan_snapshots(builder, &classes);
        for class in &classes {
            self.tally.plan(builder.api, class);
        }
        let share = builder.validators.work.end().saturating_sub(builder.validators.work.done());
        self.wrong_cases = wrong_cases(self.settings);
        let is_scarce = is_work_scarce(classes.len(), self.wrong_cases, share / 2);
        if is_scarce {
            self.wrong_cases = FEWEST;
            each_kind_first(&mut classes);
        }
        // The valid requests leave half of it to the others.
        let share_end = builder.validators.work.end();
        builder.validators.work.allow_until(builder.validators.work.done().saturating_add(share / 2).min(share_end));
        let operation = builder.operation;
        let laws = self.laws_of(builder).count();
        (self.report)(Event::OperationStarted {
            key: self.redactor.redact(&operation.key),
            method: self.redactor.redact(operation.method.as_str()),
            path: self.redactor.redact(operation.path.as_str()),
            place: self.redactor.redact(&shown_place(&builder.api.documents.place(operation.origin))),
            classes: classes.len() + laws,
        });
        let before = self.summary.requests;
        self.fingerprint = fingerprint::START;
        self.without_valid = None;
        self.has_succeeded = false;
        self.bases = Bases::default();
        if is_scarce {
            self.bases.save_work();
        }
        self.with_and_without = WithAndWithout::default();
        self.look_for_openness(builder).await;
        self.refusals = Refusals::default();
        for class in classes {
            self.class(builder, &class).await?;
            if class.is_valid() {
                builder.validators.work.allow_until(share_end);
            }
        }
        self.learn_refused_parameters(builder);
        self.laws(builder).await;
        self.note_changes(builder);
        self.is_sabotaged(builder).await;
        self.decide_waiting(builder);
        self.tell_of_waits();
        self.summary.operations += 1;
        self.summary.succeeded += usize::from(self.has_succeeded);
        self.summary.untested += usize::from(self.summary.requests == before);
        let without_success = self.without_success();
        let fingerprint = self.fingerprint;
        self.summary.fingerprint = fingerprint::extended(self.summary.fingerprint, &fingerprint.to_le_bytes());
        let key = self.redactor.redact(&operation.key);
        (self.report)(Event::OperationFinished { key, without_success, fingerprint });
        Ok(())
    }

    async fn class(&mut self, builder: &CaseBuilder<'_>, class: &Arc<Class>) -> Result<(), RunError> {
        let mut outcome = ClassOutcome {
            operation: self.redactor.redact(&builder.operation.key),
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
        let mut making = Making::new(class, self.settings.cases, self.wrong_cases);
        if let Some(removable) = builder.things.removable(builder.id).filter(|_| class.is_valid()) {
            making.wanted = making.wanted.min(removable);
        }
        if reason.is_none() {
            loop {
                let cases = self.cases(builder, class, &mut outcome, &mut making);
                if cases.is_empty() || self.exchanges(builder, class, cases, &mut outcome).await? {
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
}

/// A place as reports have it.
pub(super) fn shown_place(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}
