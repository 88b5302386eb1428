//! What exchanges showed of things, until it is remembered.

use std::hash::BuildHasher;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use serde_json::Value;
use trueline_spec::model::OperationId;
use trueline_spec::resources::KindId;

use super::things::{MOST, Thing};

/// Things of one kind that are kept until they are remembered: as many are known already, at most.
const MOST_FOUND: usize = 2 * MOST;
/// Removals that are kept.
const MOST_REMOVED: usize = 10_000;

/// What exchanges reported, each thing once.
#[derive(Default)]
pub(crate) struct Learned {
    found: IndexMap<u64, (KindId, Thing), FxBuildHasher>,
    /// How many were found of each kind, those that the run made and others.
    counts: IndexMap<(KindId, bool), usize, FxBuildHasher>,
    /// The values of things that are not there any more.
    removed: IndexSet<(KindId, Vec<Option<Value>>), FxBuildHasher>,
    /// Parameters of operations, by their places, that are refused whatever their value.
    refused: Vec<(OperationId, usize)>,
}

impl Learned {
    /// A thing that is there.
    pub(super) fn find(&mut self, kind: KindId, thing: Thing) {
        let key = FxBuildHasher.hash_one((kind, &thing.values));
        if let Some((_, known)) = self.found.get_mut(&key) {
            known.is_own |= thing.is_own;
            known.reason = known.reason.min(thing.reason);
            return;
        }
        let count = self.counts.entry((kind, thing.is_own)).or_default();
        if *count < MOST_FOUND {
            *count += 1;
            self.found.insert(key, (kind, thing));
        }
    }

    /// A thing that is not there any more.
    pub(super) fn remove(&mut self, kind: KindId, values: Vec<Option<Value>>) {
        if self.removed.len() < MOST_REMOVED {
            self.removed.insert((kind, values));
        }
    }

    /// A parameter of an operation that is refused whatever its value, where the operation has it.
    pub(crate) fn refuse(&mut self, operation: OperationId, parameter: Option<usize>) {
        self.refused.extend(parameter.map(|index| (operation, index)));
    }

    /// Such parameters.
    pub(super) fn refused(&self) -> &[(OperationId, usize)] {
        &self.refused
    }

    /// Things that are there.
    pub(super) fn found(&mut self) -> impl Iterator<Item = (KindId, Thing)> {
        std::mem::take(&mut self.found).into_values()
    }

    /// Things that were made.
    pub(crate) fn made(&self) -> impl Iterator<Item = (KindId, Vec<Option<Value>>)> {
        let made = self.found.values().filter(|(_, thing)| thing.is_own);
        made.map(|(kind, thing)| (*kind, thing.values.clone()))
    }

    /// The names of things that were removed.
    pub(crate) fn removed(&self) -> impl Iterator<Item = (KindId, &[Option<Value>])> {
        self.removed.iter().map(|(kind, values)| (*kind, values.as_slice()))
    }

    /// The values that name the first thing of a kind.
    pub(crate) fn first(&self, kind: KindId) -> Option<&[Option<Value>]> {
        self.found.values().find(|(other, _)| *other == kind).map(|(_, thing)| thing.values.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use trueline_spec::resources::{Reason, Resources};

    use super::*;
    use crate::testing::api;

    /// A list is reported with every answer, and a server may make up its items.
    #[test]
    fn what_is_kept_does_not_grow_with_the_requests() {
        let text = "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {'/a/{id}': {get: {parameters: [{name: id, in: path, \
                    required: true, schema: {type: integer}}], responses: {'200': {description: d}}}}}}";
        let resources = Resources::of(&api(text));
        let (kind, _) = resources.iter().next().expect("a kind");
        let mut learned = Learned::default();
        for number in 0..100_000_u32 {
            let values = vec![Some(Value::from(number % 50_000))];
            learned.find(kind, Thing { values: values.clone(), is_own: number >= 50_000, reason: Reason::Place });
            learned.remove(kind, values);
        }
        assert_eq!((learned.found.len(), learned.removed.len()), (2 * MOST_FOUND, MOST_REMOVED));
        assert!(learned.made().count() >= MOST_FOUND);
        assert_eq!(learned.first(kind), Some(&[Some(Value::from(0))][..]));
    }
}
