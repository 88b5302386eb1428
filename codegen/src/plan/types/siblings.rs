//! What all alternatives of a union have between them, collected once: each of thousands is held against all others.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Discriminator, SchemaId};

use crate::plan::types::planner::TypePlanner;

/// The alternatives of a union.
pub(crate) struct Siblings<'a> {
    /// The values of the discriminator, by the schema that they mean.
    mapped: BTreeMap<SchemaId, Vec<&'a String>>,
    /// How many of the alternatives have a property.
    owners: BTreeMap<&'a str, usize>,
}

impl<'a> Siblings<'a> {
    /// Of schemas that stand beside each other.
    pub(crate) fn of(
        planner: &'a TypePlanner<'_>,
        schemas: &[SchemaId],
        discriminator: Option<&'a Discriminator>,
    ) -> Self {
        let mut mapped: BTreeMap<SchemaId, Vec<&String>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for (tag, target) in discriminator.into_iter().flat_map(|one| &one.mapping) {
            let target = planner.schemas.resolve(*target);
            if known.insert((target, tag)) {
                mapped.entry(target).or_default().push(tag);
            }
        }
        let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
        let distinct: BTreeSet<SchemaId> = schemas.iter().copied().collect();
        for object in distinct.into_iter().filter_map(|id| planner.object(id)) {
            for name in object.properties.keys() {
                *owners.entry(name).or_default() += 1;
            }
        }
        Self { mapped, owners }
    }

    /// The values of the discriminator that mean a schema, in the order of the document.
    pub(crate) fn mapped(&self, target: SchemaId) -> &[&'a String] {
        self.mapped.get(&target).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether one alternative alone has a property.
    pub(crate) fn is_alone(&self, property: &str) -> bool {
        self.owners.get(property).is_none_or(|owners| *owners < 2)
    }
}
