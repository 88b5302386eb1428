//! A plan that is divided among several runs, on several machines for instance: together they send what one run sends.
//!
//! Operations that depend on each other are tested in one part: those that learn the names of one kind of thing from each other's
//! answers, and those that a link joins. All else that a run makes of an operation depends on that operation alone. Which operations
//! are in which part depends on the plan alone: the group with the most requests goes to the part that has the fewest so far.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use trueline_spec::model::{Api, LinkTarget, Operation, OperationId, SchemaKind};
use trueline_spec::resources::Resources;

use super::Settings;
use crate::redact::Redacted;
use crate::report::Part;
use crate::target::Target;

/// Schemas of a body that count for what it costs.
const MOST_SCHEMAS: usize = 500;
/// Classes of each operation, and of each parameter and property, roughly: it is only for parts to take about as long.
const CLASSES_OF_OPERATION: usize = 6;
const CLASSES_OF_VALUE: usize = 5;

/// A part of a plan: `1/4` is the first of four.
///
/// # Examples
///
/// ```
/// use trueline_conformance::Partition;
///
/// let partition: Partition = "1/4".parse()?;
/// assert_eq!((partition.number(), partition.of()), (1, 4));
/// assert!("5/4".parse::<Partition>().is_err() && "0/4".parse::<Partition>().is_err());
/// # Ok::<(), trueline_conformance::InvalidPartition>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    number: usize,
    of: usize,
}

/// A text that names no part.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no part of a plan; write `1/4` for the first of four, of at most {MOST}")]
pub struct InvalidPartition(pub String);

/// Parts of a plan.
const MOST: usize = 1000;

impl Partition {
    /// A part of a plan; none where there is no such part.
    pub(crate) fn new(number: usize, of: usize) -> Option<Self> {
        ((1..=of).contains(&number) && of <= MOST).then_some(Self { number, of })
    }

    /// The number of the part, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        self.number
    }

    /// How many parts there are.
    #[must_use]
    pub fn of(self) -> usize {
        self.of
    }
}

impl FromStr for Partition {
    type Err = InvalidPartition;

    fn from_str(text: &str) -> Result<Self, InvalidPartition> {
        let invalid = || InvalidPartition(text.to_owned());
        let (number, of) = text.split_once('/').ok_or_else(invalid)?;
        let number: usize = number.parse().map_err(|_| invalid())?;
        let of: usize = of.parse().map_err(|_| invalid())?;
        Self::new(number, of).ok_or_else(invalid)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Which operations of a plan depend on each other.
pub(super) struct Groups(Vec<usize>);

impl Groups {
    pub(super) fn new(api: &Api, resources: &Resources, chosen: &[OperationId]) -> Self {
        let mut groups = Self((0..api.operations.len()).collect());
        let mut of_kinds: Vec<Option<OperationId>> = vec![None; resources.kinds.len()];
        let mut is_chosen = vec![false; api.operations.len()];
        for id in chosen {
            is_chosen[id.index()] = true;
        }
        let mut joins = Vec::new();
        for (kind, of) in resources.iter() {
            let own = of.operations.iter().map(|(id, _)| *id);
            joins.extend(own.chain(of.producers.iter().map(|producer| producer.operation)).map(|id| (id, kind)));
        }
        joins.extend(chosen.iter().flat_map(|id| resources.in_path(*id).iter().map(|kind| (*id, *kind))));
        joins.extend(resources.references.iter().map(|reference| (reference.operation, reference.kind)));
        for (id, kind) in joins.into_iter().filter(|(id, _)| is_chosen[id.index()]) {
            match of_kinds[kind.index()] {
                Some(first) => groups.join(first, id),
                None => of_kinds[kind.index()] = Some(id),
            }
        }
        for id in chosen {
            let links = api.operation(*id).responses.iter().flat_map(|response| &response.links);
            for link in links {
                if let LinkTarget::Operation(target) = link.target
                    && is_chosen[target.index()]
                {
                    groups.join(*id, target);
                }
            }
        }
        groups
    }

    /// What the operations of one group have in common.
    pub(super) fn of(&self, id: OperationId) -> usize {
        let mut index = id.index();
        while let Some(parent) = self.0.get(index).filter(|parent| **parent != index) {
            index = *parent;
        }
        index
    }

    /// The lower index names a group, so that names do not depend on the order of joining.
    fn join(&mut self, one: OperationId, other: OperationId) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}

/// The operations of a part, in the order of the plan.
pub(super) fn taken(
    api: &Api,
    groups: &Groups,
    plan: Vec<OperationId>,
    partition: Partition,
    cases: usize,
) -> Vec<OperationId> {
    let mut weights = vec![0; api.operations.len()];
    for id in &plan {
        weights[groups.of(*id)] += requests(api, api.operation(*id), cases);
    }
    let mut heaviest: Vec<usize> = (0..weights.len()).filter(|group| weights[*group] > 0).collect();
    heaviest.sort_by_key(|group| (std::cmp::Reverse(weights[*group]), *group));
    let mut loads = vec![0; partition.of];
    let mut part_of = vec![0; weights.len()];
    for group in heaviest {
        let lightest = (0..loads.len()).min_by_key(|part| (loads[*part], *part)).unwrap_or_default();
        loads[lightest] += weights[group];
        part_of[group] = lightest;
    }
    plan.into_iter().filter(|id| part_of[groups.of(*id)] + 1 == partition.number).collect()
}

/// How many requests an operation takes, roughly: classes are made of its parameters and of what its body has.
fn requests(api: &Api, operation: &Operation, cases: usize) -> usize {
    let bodies = operation.body.iter().flat_map(|body| &body.content).filter_map(|content| content.schema);
    let (mut waiting, mut seen) = (bodies.collect::<Vec<_>>(), std::collections::BTreeSet::new());
    let mut values = operation.parameters.len();
    while let Some(schema) = waiting.pop() {
        let schema = api.schemas.resolve(schema);
        if seen.len() >= MOST_SCHEMAS || !seen.insert(schema) {
            continue;
        }
        values += 1;
        match &api.schemas[schema].kind {
            SchemaKind::Object(object) => waiting.extend(object.properties.values().map(|property| property.schema)),
            SchemaKind::Array(array) => waiting.extend(array.items),
            _ => {}
        }
    }
    let classes = CLASSES_OF_OPERATION + CLASSES_OF_VALUE * values;
    cases.max(1) + classes * (cases / 16).max(2)
}

/// What decides whether reports of parts belong together.
pub(super) fn part_of(
    api: &Api,
    target: &Target,
    settings: &Settings,
    partition: Partition,
    plan: &[OperationId],
) -> Part {
    let redactor = target.redactor();
    let operations: Vec<_> = plan.iter().map(|id| redactor.redact(&api.operation(*id).key)).collect();
    let documents = (0..).map_while(|number| api.documents.text(number)).map(|(_, text)| text);
    // How these are written is the same for one version of the program, and others do not belong together.
    let choice = format!("{:?}{:?}{:?}", settings.choice.classes, settings.choice.checks, settings.denied);
    let sizes = format!("{}/{}/{}/{}", partition.of, settings.cases, settings.work(), target.strict_formats);
    let chosen = [choice.as_str(), &sizes].into_iter().chain(operations.iter().map(Redacted::as_str));
    Part {
        number: partition.number,
        of: partition.of,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        document: fingerprint(documents),
        plan: fingerprint(chosen),
        is_whole: settings.has_whole_plan(),
        operations,
    }
}

fn fingerprint<'t>(texts: impl Iterator<Item = &'t str>) -> u64 {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    hash.finalize().iter().take(8).fold(0, |state, byte| state << 8 | u64::from(*byte))
}
