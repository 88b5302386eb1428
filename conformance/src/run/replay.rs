//! The cases that failed in earlier runs: they are sent before the plan, in its order, one after the other.
//!
//! Each is made again of the seed and the number in its file, and judged as the plan judges. The plan stays what it is without
//! them, its requests, its order, its fingerprint and its snapshots: a request that both have is sent once, and its answer
//! waits for the plan. What takes several exchanges of the plan, or a snapshot, the plan decides.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, Checked, OperationId};

use super::RunError;
use super::failing::LONGEST_MESSAGE;
use super::halt::Halt;
use super::laws::Tried;
use super::making::classes;
use super::runner::Run;
use super::snapshots::is_same_file;
use super::watch::Presence;
use crate::case::{Base, Case, Class, Ground, make, make_from};
use crate::check::{Check, Verdict};
use crate::judge::{Router, Validators};
use crate::laws::Law;
use crate::limits::{REPLAYS, named};
use crate::record::{Kept, curl, kept_cases};
use crate::report::{Event, ReplayOutcome, Replayed, StopKind};
use crate::request::{AmbiguousSiblings, CaseBuilder};
use crate::resources::Things;
use crate::transport::Answered;

/// Valid requests that are tried for one that succeeds, without which a refusal proves nothing.
const CONTROLS: usize = 3;

impl Run<'_> {
    /// Tries again what failed in earlier runs.
    ///
    /// # Errors
    ///
    /// The target cannot be reached.
    pub(super) async fn replay(
        &mut self,
        api: &Checked<Api>,
        (router, ambiguous_siblings): (&Router, &AmbiguousSiblings),
        things: &Things,
        chosen: &[OperationId],
    ) -> Result<(), RunError> {
        if self.settings.state.is_none() {
            return Ok(());
        }
        let (kept, warning) = kept_cases(&self.kept_folder());
        if let Some(warning) = warning {
            self.warn(&warning);
        }
        let of_operations = self.of_operations(api, kept, chosen);
        let needs_things = |position: &usize| !things.resources().in_path(chosen[*position]).is_empty();
        let (later, of_operations): (BTreeMap<_, _>, BTreeMap<_, _>) =
            of_operations.into_iter().partition(|(position, _)| needs_things(position));
        self.replay.later.extend(later.into_iter().map(|(position, kept)| (chosen[position], kept)));
        if of_operations.is_empty() {
            return Ok(());
        }
        let ids: Vec<OperationId> = of_operations.keys().map(|position| chosen[*position]).collect();
        // The plan's own count their work from its beginning.
        let validators = Validators::of_operations(api, &ids);
        let mut left_out = 0;
        for (index, (id, kept)) in ids.iter().zip(of_operations.into_values()).enumerate() {
            self.share(&validators, index, ids.len());
            let builder = CaseBuilder::new(api, &validators, router, ambiguous_siblings, self.target, things, *id);
            left_out += self.replay_operation(&builder, kept).await?;
            if matches!(self.halt, Some(Halt::Run(..))) {
                return Ok(());
            }
            self.halt = None;
        }
        self.replays_left_out(left_out);
        self.work_before = self.transport.work();
        Ok(())
    }

    /// Tries again what failed of an operation whose path names things: only the operations before it show which there are.
    ///
    /// # Errors
    ///
    /// The target cannot be reached.
    pub(super) async fn replay_later(
        &mut self,
        api: &Checked<Api>,
        (router, ambiguous_siblings): (&Router, &AmbiguousSiblings),
        things: &Things,
        id: OperationId,
    ) -> Result<(), RunError> {
        let Some(kept) = self.replay.later.remove(&id) else { return Ok(()) };
        let validators = Validators::of_operations(api, &[id]);
        self.share(&validators, 0, 1);
        let before = self.transport.work();
        let builder = CaseBuilder::new(api, &validators, router, ambiguous_siblings, self.target, things, id);
        let left_out = self.replay_operation(&builder, kept).await?;
        self.replays_left_out(left_out);
        self.work_before += self.transport.work().saturating_sub(before);
        Ok(())
    }

    fn replays_left_out(&mut self, count: usize) {
        if count > 0 {
            let limit = named("replays", REPLAYS);
            self.warn(&format!("{count} failing cases of earlier runs are not tried again {limit}"));
        }
    }

    /// The kept cases of the document, by the place of their operation in the plan.
    pub(super) fn of_operations(
        &mut self,
        api: &Api,
        kept: Vec<Kept>,
        chosen: &[OperationId],
    ) -> BTreeMap<usize, Vec<Kept>> {
        let mut found: BTreeMap<usize, Vec<Kept>> = BTreeMap::new();
        if kept.is_empty() {
            return found;
        }
        let documents: Vec<_> = api.documents.names().map(|name| self.redactor.redact(name)).collect();
        let shown = |id: &OperationId| self.redactor.redact(&api.operation(*id).key).to_string();
        let positions: FxHashMap<String, usize> =
            chosen.iter().enumerate().map(|(position, id)| (shown(id), position)).collect();
        for kept in kept {
            if !kept.document.is_empty() && !documents.iter().any(|document| is_same_file(document, &kept.document)) {
                continue;
            }
            let choice = &self.settings.choice;
            if !choice.takes_class(&kept.class) || !choice.takes_check(kept.check) {
                continue;
            }
            if matches!(kept.check, Check::Custom(_)) && !self.custom.has(kept.check) {
                self.replayed(&kept, ReplayOutcome::Undecided, Some("there is no such check any more"));
                continue;
            }
            match positions.get(&kept.operation) {
                Some(position) => found.entry(*position).or_default().push(kept),
                // Of what is not chosen nothing is known.
                None if !self.settings.is_whole() => {}
                None => self.replayed(&kept, ReplayOutcome::Gone, Some("the document has no such operation")),
            }
        }
        found
    }

    /// Tries the cases of an operation again: how many are too many.
    pub(super) async fn replay_operation(
        &mut self,
        builder: &CaseBuilder<'_>,
        kept: Vec<Kept>,
    ) -> Result<usize, RunError> {
        self.watch.start_operation();
        self.has_succeeded = false;
        self.replay.is_controlled = false;
        let classes = classes(builder);
        let laws: Vec<Law> = Law::ALL.into_iter().filter(|law| law.applies(builder)).collect();
        let mut names: Vec<String> =
            classes.iter().map(|class| self.redactor.redact(&class.name).to_string()).collect();
        names.extend(laws.iter().map(|law| law.class().to_owned()));
        let mut again: Vec<(usize, Kept)> = Vec::new();
        for kept in kept {
            match names.iter().position(|name| *name == kept.class) {
                None => self.replayed(&kept, ReplayOutcome::Gone, Some("the operation has no such class")),
                Some(_) if matches!(kept.check, Check::Snapshot | Check::FreshIdentity) => {
                    self.replay.waiting.push((builder.id, kept));
                }
                Some(position) => again.push((position, kept)),
            }
        }
        again.sort_by(|(one, a), (other, b)| (one, a.case, a.seed, a.check).cmp(&(other, b.case, b.seed, b.check)));
        let mut left_out = 0;
        for same in again.chunk_by(|(one, a), (other, b)| (one, a.case, a.seed) == (other, b.case, b.seed)) {
            let Some((position, first)) = same.first() else { continue };
            let kept: Vec<&Kept> = same.iter().map(|(_, kept)| kept).collect();
            self.look_at_clock();
            if self.halt.is_some() {
                break;
            }
            if self.replay.sent == REPLAYS {
                left_out += kept.len();
                continue;
            }
            self.replay.sent += 1;
            if let Err(reason) = self.check_target() {
                self.all_replayed(&kept, ReplayOutcome::Undecided, Some(&reason.to_string()));
                continue;
            }
            let Some(valid) = classes.first() else { continue };
            self.replay.seed = Some(first.seed);
            match classes.get(*position) {
                Some(class) => self.replay_case(builder, class, valid, &kept).await?,
                None => self.replay_law(builder, laws[position - classes.len()], valid, &kept).await?,
            }
            (self.replay.seed, self.replay.request) = (None, None);
        }
        Ok(left_out)
    }

    /// Makes a case again, sends it and judges the answer; what several checks found in it is sent once.
    async fn replay_case(
        &mut self,
        builder: &CaseBuilder<'_>,
        class: &Arc<Class>,
        valid: &Arc<Class>,
        kept: &[&Kept],
    ) -> Result<(), RunError> {
        let Some(&first) = kept.first() else { return Ok(()) };
        let Kept { case: number, seed, .. } = *first;
        if !class.is_valid() {
            self.control(builder, valid).await?;
            if self.halt.is_some() {
                return Ok(());
            }
        }
        let base = match first.base.map(|number| make(builder, valid, number, seed)) {
            Some(Ok(base)) => Some(base.case().clone()),
            _ => None,
        };
        let base = base.as_ref().map(|case| Base { number: case.number, template: &case.base });
        let tree = match make_from(builder, class, number, seed, Ground { base, ..Ground::default() }) {
            Ok(tree) => tree,
            Err(reason) => {
                // Where there is no valid request, or no work left, the reason is none of the document's.
                let is_known = make(builder, valid, 0, seed).is_ok() && builder.validators.work.check().is_ok();
                let outcome = if is_known { ReplayOutcome::Gone } else { ReplayOutcome::Undecided };
                self.all_replayed(kept, outcome, Some(&reason.to_string()));
                return Ok(());
            }
        };
        let answer = self.answer_ahead(builder, tree.case()).await?;
        self.replay.request = Some(Arc::clone(&tree.case().request));
        let verdict = self.judge(builder, class, &tree.case().request, &answer).await;
        let verdict = if self.has_succeeded || class.is_valid() { verdict } else { verdict.without_control() };
        match verdict {
            Verdict::Conforms => self.all_replayed(kept, ReplayOutcome::Fixed, None),
            Verdict::Undecided(reason) => self.all_replayed(kept, ReplayOutcome::Undecided, Some(&reason)),
            Verdict::Violates(findings) => {
                let checks: Vec<Check> = findings.iter().map(|finding| finding.check).collect();
                for finding in findings {
                    if let Some(number) = self.notice(builder, class, (&tree.case().request, &answer), &finding) {
                        self.fail(builder, tree.clone(), (number, finding), &answer).await;
                    }
                }
                self.still_failing(kept, &checks);
            }
        }
        Ok(())
    }

    /// Tries a law again, with the seed that broke it.
    async fn replay_law(
        &mut self,
        builder: &CaseBuilder<'_>,
        law: Law,
        valid: &Arc<Class>,
        kept: &[&Kept],
    ) -> Result<(), RunError> {
        let Some(&&Kept { seed, .. }) = kept.first() else { return Ok(()) };
        self.control(builder, valid).await?;
        if self.halt.is_some() {
            return Ok(());
        }
        if !self.has_succeeded {
            let reason = "no valid request of the operation succeeded";
            self.all_replayed(kept, ReplayOutcome::Undecided, Some(reason));
            return Ok(());
        }
        let (tried, exchanges) = self.tried(builder, law, seed).await;
        match tried {
            Tried::Holds => self.all_replayed(kept, ReplayOutcome::Fixed, None),
            Tried::Undecided(reason) => self.all_replayed(kept, ReplayOutcome::Undecided, Some(&reason)),
            Tried::Broken(broken) => {
                let check = broken.finding.check;
                self.tell_law(builder, law, *broken, &exchanges);
                self.still_failing(kept, &[check]);
            }
        }
        Ok(())
    }

    /// Sends valid requests of the plan until one succeeds.
    async fn control(&mut self, builder: &CaseBuilder<'_>, valid: &Arc<Class>) -> Result<(), RunError> {
        if std::mem::replace(&mut self.replay.is_controlled, true) {
            return Ok(());
        }
        for number in 0..CONTROLS.min(self.settings.cases.max(1)) {
            if self.has_succeeded || self.halt.is_some() {
                break;
            }
            if let Ok(tree) = make(builder, valid, number, self.settings.seed) {
                let _ = self.answer_ahead(builder, tree.case()).await?;
            }
        }
        Ok(())
    }

    /// The answer to a case before the plan comes to it.
    async fn answer_ahead(&mut self, builder: &CaseBuilder<'_>, case: &Case) -> Result<Answered, RunError> {
        let answer = match self.replay.answer(case) {
            Some(received) => Ok(received),
            None => self.transport.send_expecting(&case.request, self.settings.timeout, case.class.expects()).await,
        };
        self.has_succeeded |= case.class.is_valid() && answer.as_ref().is_ok_and(|received| received.status < 400);
        let seed = self.replay.seed.unwrap_or(self.settings.seed);
        if case.number == 0 || seed == self.settings.seed || case.class.is_valid() {
            self.replay.hold(case, &answer);
        }
        match self.watch(builder, case, &answer)? {
            Presence::There | Presence::NeverThere => {}
            Presence::Gone(reason) => self.halt = Some(Halt::Run(StopKind::Gone, reason)),
            Presence::Doubtful => self.halt = self.probe().await,
        }
        Ok(answer)
    }

    /// After the plan's requests of an operation: what became of the cases that it decides.
    pub(super) fn decide_waiting(&mut self, builder: &CaseBuilder<'_>) {
        let all = std::mem::take(&mut self.replay.waiting);
        let (waiting, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(id, _)| *id == builder.id);
        self.replay.waiting = others;
        for (_, kept) in waiting {
            let is_seen = if kept.check == Check::Snapshot {
                self.planned.is_compared(builder.operation, &kept.class)
            } else {
                self.has_succeeded && self.halt.is_none()
            };
            if self.replay.written.contains(&kept.path) {
                self.replayed(&kept, ReplayOutcome::Failing, None);
            } else if is_seen {
                self.replayed(&kept, ReplayOutcome::Fixed, None);
            } else {
                self.replayed(&kept, ReplayOutcome::Undecided, Some("the run did not come to it"));
            }
        }
    }

    /// What fails still; what a check found that finds nothing any more is fixed, whatever others find.
    fn still_failing(&mut self, kept: &[&Kept], checks: &[Check]) {
        for kept in kept {
            let is_found = checks.contains(&kept.check);
            self.replayed(kept, if is_found { ReplayOutcome::Failing } else { ReplayOutcome::Fixed }, None);
        }
    }

    fn all_replayed(&mut self, kept: &[&Kept], outcome: ReplayOutcome, reason: Option<&str>) {
        for kept in kept {
            self.replayed(kept, outcome, reason);
        }
    }

    pub(super) fn replayed(&mut self, kept: &Kept, outcome: ReplayOutcome, reason: Option<&str>) {
        let count = &mut self.summary.replays;
        *match outcome {
            ReplayOutcome::Failing => &mut count.failing,
            ReplayOutcome::Fixed => &mut count.fixed,
            ReplayOutcome::Gone => &mut count.gone,
            ReplayOutcome::Undecided => &mut count.undecided,
        } += 1;
        let is_alone = self.settings.replays.is_some();
        if matches!(outcome, ReplayOutcome::Fixed | ReplayOutcome::Gone) && !is_alone {
            self.remove(kept);
        }
        let shown = |text: &str| self.redactor.redact_start(text, LONGEST_MESSAGE).0;
        let replayed = Replayed {
            operation: shown(&kept.operation),
            class: shown(&kept.class),
            check: kept.check,
            outcome,
            reason: reason.map(shown),
            curl: self
                .replay
                .request
                .as_ref()
                .filter(|_| is_alone)
                .map(|request| curl(self.target, request, &self.redactor, &kept.path.with_extension("body")).line),
        };
        (self.report)(Event::Replayed(replayed));
    }

    fn remove(&mut self, kept: &Kept) {
        if let Err(error) = kept.remove() {
            self.warn(&error.to_string());
        }
    }

    fn warn(&mut self, message: &str) {
        let message = self.redactor.redact_start(message, LONGEST_MESSAGE).0;
        (self.report)(Event::Warned(message));
    }
}
