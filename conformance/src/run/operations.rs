//! The operations of a run, one after the other: each knows the things that those before it reported.

use trueline_spec::model::{Api, Checked, OperationId};

use super::RunError;
use super::cleanup::Created;
use super::halt::Halt;
use super::runner::Run;
use crate::judge::{Router, Validators};
use crate::record::KeptCases;
use crate::request::{AmbiguousSiblings, CaseBuilder};
use crate::resources::Things;
use crate::target::Target;

/// What requests are made and judged with.
pub(super) struct Means<'a> {
    pub api: &'a Checked<Api>,
    pub validators: &'a Validators,
    pub router: &'a Router,
    pub ambiguous_siblings: &'a AmbiguousSiblings,
    pub target: &'a Target,
}

impl Means<'_> {
    /// What makes the requests of an operation, about things that are known.
    pub(super) fn builder<'d>(&'d self, things: &'d Things, id: OperationId) -> CaseBuilder<'d> {
        CaseBuilder::new(self.api, self.validators, self.router, self.ambiguous_siblings, self.target, things, id)
    }
}

impl Run<'_> {
    /// Tests every operation of the plan.
    ///
    /// # Errors
    ///
    /// The target cannot be reached.
    pub(super) async fn whole_plan(
        &mut self,
        means: &Means<'_>,
        things: &mut Things,
        plan: &[OperationId],
    ) -> Result<(), RunError> {
        let &Means { api, validators, router, ambiguous_siblings, .. } = means;
        Box::pin(self.replay(api, (router, ambiguous_siblings), things, plan)).await?;
        let mut left = plan;
        while !self.is_over(api, left)
            && let Some((id, rest)) = left.split_first()
        {
            left = rest;
            if self.state.left_out.contains(id) {
                continue;
            }
            Box::pin(self.replay_later(api, (router, ambiguous_siblings), things, *id)).await?;
            self.share(validators, plan.len() - rest.len() - 1, plan.len());
            Box::pin(self.operation(&means.builder(things, *id))).await?;
            things.remember(std::mem::take(&mut self.learned));
            if std::mem::take(&mut self.state.is_reset) {
                self.learn_again(means, things, &plan[..plan.len() - rest.len()]).await;
            }
        }
        Ok(())
    }

    /// Asks anew for what a target has that was reset.
    async fn learn_again(&mut self, means: &Means<'_>, things: &mut Things, tested: &[OperationId]) {
        things.forget();
        self.created = Created::default();
        for id in tested {
            if self.state.left_out.contains(id) || self.watch.run_is_over().is_some() {
                continue;
            }
            let builder = means.builder(things, *id);
            Box::pin(self.learn_names(&builder)).await;
            self.note_changes(&builder);
            things.remember(std::mem::take(&mut self.learned));
        }
    }

    /// Tries cases that failed before, and nothing else.
    ///
    /// # Errors
    ///
    /// The target cannot be reached.
    pub(super) async fn kept_cases_alone(
        &mut self,
        means: &Means<'_>,
        things: &mut Things,
        cases: &KeptCases,
        plan: &[OperationId],
    ) -> Result<(), RunError> {
        let of_operations = self.of_operations(means.api, cases.cases.clone(), plan);
        for (position, id) in plan.iter().enumerate() {
            self.share(means.validators, position, plan.len());
            let kept = of_operations.get(&position).cloned().unwrap_or_default();
            Box::pin(self.replay_alone(&means.builder(things, *id), kept)).await?;
            things.remember(std::mem::take(&mut self.learned));
        }
        self.is_over(means.api, &[]);
        Ok(())
    }

    /// Whether the run ends before the operations that are left.
    fn is_over(&mut self, api: &Api, left: &[OperationId]) -> bool {
        let halt = self.halt.take();
        self.is_cut |= halt.is_some();
        let Some(Halt::Run(kind, reason)) = halt else { return false };
        let left: Vec<&str> = left.iter().map(|id| api.operation(*id).key.as_str()).collect();
        self.stop(kind, &reason, &left);
        true
    }
}
