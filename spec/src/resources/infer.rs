//! From a document to its kinds of things.

use super::Correction;
use super::model::{Kind, KindId, Resources, Role};
use super::producers::producers;
use super::references::references;
use super::survey::{Place, Survey};
use crate::model::{Api, OperationId};

impl Resources {
    /// What a document says, and what its names and shapes leave no doubt of or make likely.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        Self::corrected(api, &[])
    }

    /// The same, where people know better.
    #[must_use]
    pub fn corrected(api: &Api, corrections: &[Correction]) -> Self {
        let survey = Survey::of(api);
        let mut kinds: Vec<Kind> = survey.places.values().map(Place::kind).collect();
        for (id, place) in survey.places.values().enumerate() {
            kinds[id].producers = producers(&survey, KindId(id), place, corrections);
            kinds[id].operations.clone_from(&place.operations);
        }
        let references = references(&survey, &kinds);
        let in_path = api
            .operations()
            .map(|(id, operation)| operation.path.parameters().filter_map(|name| survey.kind_of(id, name)).collect());
        Self { in_path: in_path.collect(), roles: roles(&kinds, api.operations.len()), kinds, references }
    }

    /// The kind of an id.
    #[must_use]
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.0]
    }

    /// Every kind with its id.
    pub fn iter(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        self.kinds.iter().enumerate().map(|(index, kind)| (KindId(index), kind))
    }

    /// The kinds that the parameters of an operation's path name one of, the outermost first.
    #[must_use]
    pub fn in_path(&self, operation: OperationId) -> &[KindId] {
        self.in_path.get(operation.index()).map_or(&[], Vec::as_slice)
    }

    /// The operations whose paths name things.
    #[must_use]
    pub fn naming(&self, api: &Api) -> Vec<OperationId> {
        api.operations().map(|(id, _)| id).filter(|id| !self.in_path(*id).is_empty()).collect()
    }

    /// Those of them for which some answer, or the document itself, shows every name.
    #[must_use]
    pub fn fed(&self, api: &Api) -> Vec<OperationId> {
        let is_known = |id: &KindId| !self.kinds[id.0].producers.is_empty() || self.kinds[id.0].has_examples;
        self.naming(api).into_iter().filter(|id| self.in_path(*id).iter().all(is_known)).collect()
    }

    /// What an operation does, with which kind: what it is for before what it needs.
    #[must_use]
    pub fn role(&self, operation: OperationId) -> Option<(KindId, Role)> {
        self.roles.get(operation.index()).copied().flatten()
    }
}

/// What each operation does: with the innermost kind, and what says something before what says nothing.
fn roles(kinds: &[Kind], operations: usize) -> Vec<Option<(KindId, Role)>> {
    let mut roles: Vec<Option<(KindId, Role)>> = vec![None; operations];
    for (index, kind) in kinds.iter().enumerate() {
        for (id, role) in &kind.operations {
            let own = &mut roles[id.index()];
            if own.is_none_or(|(_, other)| *role != Role::Other || other == Role::Other) {
                *own = Some((KindId(index), *role));
            }
        }
    }
    roles
}
