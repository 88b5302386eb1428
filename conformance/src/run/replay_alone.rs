//! Cases that failed before, tried again without the plan. What names things in their paths is asked for first, of the operations
//! that give it.

use std::sync::Arc;

use trueline_spec::model::{Api, Checked, OperationId};
use trueline_spec::resources::Role;

use super::RunError;
use super::partition::Groups;
use super::runner::Run;
use crate::case::{Class, make};
use crate::record::{Kept, KeptCases};
use crate::report::ReplayOutcome;
use crate::request::CaseBuilder;
use crate::resources::Things;
use crate::target::Target;

/// Valid requests of an operation that may show the names of things.
const ASKED: usize = 3;

/// The operations of cases, and those before them that may show the names of their things.
pub(super) fn needed(
    api: &Checked<Api>,
    target: &Target,
    things: &Things,
    groups: &Groups,
    cases: &KeptCases,
    plan: &[OperationId],
) -> Vec<OperationId> {
    let redactor = target.redactor();
    let has_case = |id: OperationId| {
        let key = redactor.redact(&api.operation(id).key);
        cases.cases.iter().any(|kept| kept.operation == key.as_str())
    };
    let own: Vec<bool> = plan.iter().map(|id| has_case(*id)).collect();
    let is_told_later = |position: usize, id: OperationId| {
        plan.iter().zip(&own).skip(position + 1).any(|(later, own)| *own && groups.of(*later) == groups.of(id))
    };
    let is_needed = |(position, id): &(usize, &OperationId)| {
        own[*position] || !removes(things, **id) && is_told_later(*position, **id)
    };
    plan.iter().enumerate().filter(is_needed).map(|(_, id)| *id).collect()
}

/// Whether an operation removes a thing.
fn removes(things: &Things, id: OperationId) -> bool {
    matches!(things.resources().role(id), Some((_, Role::Delete)))
}

impl Run<'_> {
    /// Tries the cases of an operation again, and learns from it what it shows of things.
    ///
    /// # Errors
    ///
    /// The target cannot be reached.
    pub(super) async fn replay_alone(&mut self, builder: &CaseBuilder<'_>, kept: Vec<Kept>) -> Result<(), RunError> {
        self.look_at_clock();
        if self.halt.is_none() {
            self.learn_names(builder).await;
            let _ = self.replay_operation(builder, kept).await?;
        }
        for (_, kept) in std::mem::take(&mut self.replay.waiting) {
            let reason = "only a run of its operation decides it: `trueline conform --include`";
            self.replayed(&kept, ReplayOutcome::Undecided, Some(reason));
        }
        self.note_changes(builder);
        Ok(())
    }

    /// Sends valid requests of an operation that may show the names of things.
    pub(super) async fn learn_names(&mut self, builder: &CaseBuilder<'_>) {
        let resources = builder.things.resources();
        let tells = resources.iter().any(|(_, kind)| kind.producers.iter().any(|it| it.operation == builder.id));
        if !tells || removes(builder.things, builder.id) {
            return;
        }
        let class = Arc::new(Class::valid());
        for number in 0..ASKED {
            let Ok(tree) = make(builder, &class, number, self.settings.seed) else { return };
            let request = &tree.case().request;
            let answer = self.transport.send_patiently(request, self.settings.timeout).await;
            self.learn(builder, request, &answer);
        }
    }
}
