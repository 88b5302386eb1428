//! What a run tests, in which order.

use rustc_hash::FxHashSet;
use trueline_spec::model::{Api, Checked, OperationId};
use trueline_spec::resources::Resources;

use super::partition::{Groups, part_of, taken};
use super::replay_alone::needed;
use super::{RunError, Settings, hazard, untestable};
use crate::judge::{Router, Validators};
use crate::report::Part;
use crate::request::{AmbiguousSiblings, CaseBuilder};
use crate::resources::{Things, order};
use crate::target::Target;

/// What a run tests.
pub(super) struct Plan {
    /// The operations, in the order in which they are tested.
    pub operations: Vec<OperationId>,
    /// Those that coverage is of: what is chosen, of which some may not be tested.
    pub counted: Vec<OperationId>,
    /// All of which something may be sent: what is not tested itself may remove what others created.
    pub tested: Vec<OperationId>,
    /// Those that switch to another protocol, and are not tested.
    pub switching: Vec<OperationId>,
    /// Those that would end the test, and are left out, with the reasons.
    pub left_out: Vec<(OperationId, String)>,
    /// What is known of the target's things.
    pub things: Things,
    /// Which operations depend on each other.
    pub groups: Groups,
    /// Which part of the plan it is, where it is divided.
    pub part: Option<Part>,
}

impl Plan {
    /// # Errors
    ///
    /// No class is one of those that are chosen.
    pub(super) fn new(
        api: &Checked<Api>,
        target: &Target,
        settings: &Settings,
        (router, ambiguous_siblings): (&Router, &AmbiguousSiblings),
        is_in_process: bool,
    ) -> Result<Self, RunError> {
        let is_chosen = |key: &str| settings.only.as_ref().is_none_or(|only| key.contains(only.as_str()));
        let chosen = api.operations().filter(|(id, operation)| is_chosen(&operation.key) && settings.choice.takes(*id));
        let mut chosen: Vec<OperationId> = chosen.map(|(id, _)| id).collect();
        let counted = chosen.clone();
        let switching = untestable::switching_protocols(api, &mut chosen);
        let left_out = if is_in_process { Vec::new() } else { hazard::left_out(api, settings, &mut chosen) };
        let mut things = Things::new(api, Resources::corrected(api, &target.corrections));
        let promised = || target.actors.first().into_iter().flat_map(|owner| &owner.resources);
        promised().for_each(|resource| things.promise(api, resource.operation, &resource.path));
        let must_exist = |id| promised().any(|resource| resource.operation == id);
        let chosen = order(api, things.resources(), &chosen, &must_exist);
        let tested = chosen.clone();
        let chosen = {
            let of_classes: &[OperationId] = if settings.choice.classes.is_empty() { &[] } else { &chosen };
            let validators = Validators::of_operations(api, of_classes);
            let builder = |id| CaseBuilder::new(api, &validators, router, ambiguous_siblings, target, &things, id);
            settings.choice.with_classes(chosen, builder)?
        };
        let groups = Groups::new(api, things.resources(), &chosen);
        let part = settings.partition.map(|partition| part_of(api, target, settings, partition, &chosen));
        let operations = match settings.partition {
            Some(partition) => taken(api, &groups, chosen, partition, settings.cases),
            None => chosen,
        };
        let operations = match &settings.replays {
            Some(cases) => needed(api, target, &things, &groups, cases, &operations),
            None => operations,
        };
        let counted: Vec<OperationId> = if part.is_some() {
            let own: FxHashSet<OperationId> = operations.iter().copied().collect();
            counted.into_iter().filter(|id| own.contains(id)).collect()
        } else {
            counted
        };
        Ok(Self { operations, counted, tested, switching, left_out, things, groups, part })
    }
}
