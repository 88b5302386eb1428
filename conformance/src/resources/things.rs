//! What is known of a target's things.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use serde_json::Value;
use trueline_spec::model::{Api, OperationId};
use trueline_spec::resources::{KindId, Reason, Reference, RequestPlace, Resources, Role};

use super::learned::Learned;
use crate::generate::SeededRng;

/// Things of one kind that are remembered: those that the run made, and those that others did.
pub(super) const MOST: usize = 200;

/// What a run knows of the things that its target has.
#[derive(Default)]
pub(crate) struct Things {
    pub(super) resources: Resources,
    /// What each kind has.
    pub(super) known: Vec<Vec<Thing>>,
    /// What each operation gives: the kind, and the index of its producer.
    pub(super) told_by: Vec<Vec<(KindId, usize)>>,
    /// The references of each operation's requests.
    references: Vec<Vec<usize>>,
    /// Parameters of operations that are refused whatever their value.
    refused: FxHashSet<(OperationId, usize)>,
}

/// A thing: the values that name it.
#[derive(Clone, PartialEq)]
pub(super) struct Thing {
    /// A value for each parameter of the kind, in their order; nothing where no answer reported it.
    pub(super) values: Vec<Option<Value>>,
    /// Whether this run made it.
    pub(super) is_own: bool,
    /// Why it is taken for a thing of its kind.
    pub(super) reason: Reason,
}

/// Which request of an operation a thing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The number within its class.
    pub number: usize,
    /// Whether it is to be accepted.
    pub is_valid: bool,
}

impl Turn {
    /// The plainest valid request.
    pub(crate) const FIRST: Self = Self { number: 0, is_valid: true };
}

/// A name as paths have it.
pub(super) fn text_of(name: &Value) -> String {
    name.as_str().map_or_else(|| name.to_string(), str::to_owned)
}

/// How many of so many things valid requests remove.
fn removed(count: usize) -> usize {
    count.div_ceil(2)
}

/// Which things an operation may be tried on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    /// All of them.
    Any,
    /// Only those that the run made.
    Own,
}

impl Things {
    pub(crate) fn new(api: &Api, resources: Resources) -> Self {
        let mut told_by = vec![Vec::new(); api.operations.len()];
        for (id, kind) in resources.iter() {
            for (index, producer) in kind.producers.iter().enumerate() {
                told_by[producer.operation.index()].push((id, index));
            }
        }
        let mut references = vec![Vec::new(); api.operations.len()];
        for (index, reference) in resources.references.iter().enumerate() {
            references[reference.operation.index()].push(index);
        }
        Self { known: vec![Vec::new(); resources.kinds.len()], resources, told_by, references, ..Self::default() }
    }

    pub(crate) fn resources(&self) -> &Resources {
        &self.resources
    }

    /// Remembers a path of an operation that the target's configuration promises.
    pub(crate) fn promise(&mut self, api: &Api, operation: OperationId, path: &IndexMap<String, String>) {
        let Some(kind) = self.resources.in_path(operation).last() else { return };
        let names = api.operation(operation).path.parameters().take(self.resources.kind(*kind).parameters.len());
        let values: Vec<Option<Value>> = names.map(|name| path.get(name).map(|value| value.clone().into())).collect();
        if values.last().is_some_and(Option::is_some) {
            self.known[kind.index()].push(Thing { values, is_own: false, reason: Reason::Configured });
        }
    }

    /// Forgets all that was not promised: the target was reset.
    pub(crate) fn forget(&mut self) {
        for known in &mut self.known {
            known.retain(|thing| thing.reason == Reason::Configured);
        }
    }

    /// Whether a parameter of an operation is refused whatever its value.
    pub(crate) fn is_refused(&self, operation: OperationId, parameter: usize) -> bool {
        self.refused.contains(&(operation, parameter))
    }

    /// Remembers what was reported, and forgets what was removed.
    pub(crate) fn remember(&mut self, mut learned: Learned) {
        self.refused.extend(learned.refused());
        for (kind, mut thing) in learned.found() {
            thing.is_own |= self.is_below_own(kind, &thing.values);
            let known = &mut self.known[kind.index()];
            let same = known.iter_mut().find(|other| other.values == thing.values);
            if let Some(same) = same {
                same.is_own |= thing.is_own;
                same.reason = same.reason.min(thing.reason);
            } else if known.iter().filter(|other| other.is_own == thing.is_own).count() < MOST {
                known.push(thing);
            }
        }
        for (kind, values) in learned.removed() {
            for (id, other) in self.resources.iter() {
                let is_within = id == kind || other.item.starts_with(&self.resources.kind(kind).item);
                if is_within {
                    self.known[id.index()].retain(|thing| !thing.values.starts_with(values));
                }
            }
        }
    }

    /// Whether a thing is a part of one that the run made: what came with it (a default, a first version) is the run's own.
    fn is_below_own(&self, kind: KindId, values: &[Option<Value>]) -> bool {
        let Some(parent) = self.resources.kind(kind).parent else { return false };
        let text = |value: &Option<Value>| value.as_ref().map(text_of);
        let is_of = |thing: &Thing| {
            let same = thing.values.iter().zip(values).all(|(own, outer)| own.is_some() && text(own) == text(outer));
            thing.is_own && !thing.values.is_empty() && thing.values.len() < values.len() && same
        };
        self.known[parent.index()].iter().any(is_of)
    }

    /// The values of the parameters of an operation's path that name a thing which is there, by the parameters' places in the
    /// path: the plainest request asks for the first, others for any. Each that removes one asks for another, and leaves half
    /// of them for those that are to be refused.
    pub(crate) fn names(
        &self,
        api: &Api,
        operation: OperationId,
        turn: Turn,
        rng: &mut SeededRng,
    ) -> Vec<Option<Value>> {
        let mut names = Vec::new();
        for kind in self.resources.in_path(operation).iter().rev() {
            let things = self.of(*kind, self.allowed(api, operation, *kind));
            let removes = matches!(self.resources.role(operation), Some((own, Role::Delete)) if own == *kind);
            let count = things.len();
            let to_remove = removed(count);
            let thing = match turn.number {
                _ if count == 0 => continue,
                // Every second one, so that those are among them that came with others.
                number if removes && turn.is_valid => things.get(2 * (number % to_remove)),
                number if removes => things.get((2 * (number % (count - to_remove).max(1)) + 1).min(count - 1)),
                0 => things.first(),
                _ => rng.one_of(&things),
            };
            let Some(thing) = thing else { continue };
            for (at, value) in thing.values.iter().enumerate() {
                if names.len() <= at {
                    names.push(None);
                }
                if names[at].is_none() {
                    names[at].clone_from(value);
                }
            }
        }
        names
    }

    /// How many valid requests of an operation that removes things can remove one each; nothing where it removes none, or
    /// where none is known.
    pub(crate) fn removable(&self, operation: OperationId) -> Option<usize> {
        match self.resources.role(operation) {
            Some((kind, Role::Delete)) => Some(removed(self.of(kind, Allowed::Own).len())).filter(|count| *count > 0),
            _ => None,
        }
    }

    /// What an operation's references name: the place, and a value that is there.
    pub(crate) fn referred(
        &self,
        operation: OperationId,
        turn: Turn,
        rng: &mut SeededRng,
    ) -> Vec<(&RequestPlace, &Value)> {
        let own = self.references.get(operation.index()).into_iter().flatten();
        let references = own.filter_map(|index| self.resources.references.get(*index));
        let mut found = Vec::new();
        for Reference { place, kind, .. } in references {
            let things = self.of(*kind, Allowed::Any);
            let thing = if turn.number == 0 { things.first() } else { rng.one_of(&things) };
            if let Some(value) = thing.and_then(|thing| thing.values.last()?.as_ref()) {
                found.push((place, value));
            }
        }
        found
    }

    /// The values that name the things of a kind, those that the run made first.
    pub(crate) fn names_of(&self, kind: KindId) -> impl Iterator<Item = Vec<Option<Value>>> {
        let things = self.of(kind, Allowed::Any).into_iter().map(|thing| thing.values.clone());
        things.filter(|values| values.iter().all(Option::is_some))
    }

    /// The things of a kind, those that the run made first, and of those only the surest.
    fn of(&self, kind: KindId, allowed: Allowed) -> Vec<&Thing> {
        let Some(known) = self.known.get(kind.index()) else { return Vec::new() };
        let (own, others): (Vec<&Thing>, Vec<&Thing>) = known.iter().partition(|thing| thing.is_own);
        let all: Vec<&Thing> = own.into_iter().chain(others.into_iter().filter(|_| allowed == Allowed::Any)).collect();
        let surest = all.iter().map(|thing| thing.reason).min();
        all.into_iter().filter(|thing| thing.is_own || Some(thing.reason) == surest).collect()
    }

    fn can_be_made(&self, kind: KindId) -> bool {
        let kind = self.resources.kind(kind);
        kind.operations.iter().any(|(_, role)| *role == Role::Create)
            || kind.producers.iter().any(|producer| producer.reason == Reason::Place)
    }

    /// What others made is read and added to; it is changed only where the run can make nothing of its kind, and never
    /// removed.
    fn allowed(&self, api: &Api, operation: OperationId, kind: KindId) -> Allowed {
        let role = self.resources.role(operation).filter(|(own, _)| *own == kind).map(|(_, role)| role);
        let is_safe = api.operation(operation).method.is_safe();
        match role {
            Some(Role::Delete) => Allowed::Own,
            Some(Role::Replace | Role::Change | Role::Other) if !is_safe && self.can_be_made(kind) => Allowed::Own,
            _ => Allowed::Any,
        }
    }
}
