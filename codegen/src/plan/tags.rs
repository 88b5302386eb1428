//! What tells the alternatives of a union apart: the document's discriminator, or what their schemas imply.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, Discriminator, ObjectSchema, SchemaId, SchemaKind};

use super::planner::TypePlanner;
use super::scalars::strings_of;

impl TypePlanner<'_> {
    /// The values of a discriminator that name an alternative, in the order of the document.
    pub(super) fn tags(&self, discriminator: &Discriminator, id: SchemaId) -> Vec<String> {
        let target = self.schemas.resolve(id);
        let own = discriminator.mapping.iter().filter(|(_, schema)| self.schemas.resolve(*schema) == target);
        let mut tags: Vec<String> = Vec::new();
        for (tag, _) in own {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }

    /// Whether an alternative keeps its tag itself: in a field, or because it is no plain structure.
    pub(super) fn keeps(&self, id: SchemaId, property: &str, direction: Direction) -> bool {
        self.object(id).is_none_or(|object| {
            object.properties.get(property).is_some_and(|found| !self.schemas.is_hidden(found.schema, direction))
        })
    }

    /// A property that every alternative requires, each with values of its own.
    pub(super) fn implied_tags(&self, alternatives: &[SchemaId]) -> Option<Discriminator> {
        let (first, others) = alternatives.split_first().filter(|(_, others)| !others.is_empty())?;
        let candidates = self.object(*first)?.properties.keys();
        candidates.filter(|property| self.values(*first, property).is_some()).find_map(|property| {
            let mut mapping = Vec::new();
            let mut known = BTreeSet::new();
            for id in std::iter::once(first).chain(others) {
                for value in self.values(*id, property)? {
                    if !known.insert(value.to_owned()) {
                        return None;
                    }
                    mapping.push((value.to_owned(), *id));
                }
            }
            Some(Discriminator { origin: self.schemas[*first].origin, property: property.clone(), mapping })
        })
    }

    /// The listed texts of a property that an object requires.
    fn values(&self, id: SchemaId, property: &str) -> Option<Vec<&str>> {
        let property = self.object(id)?.properties.get(property).filter(|property| property.required)?;
        match &self.schemas[self.schemas.as_one(property.schema)].kind {
            SchemaKind::Enum(values) if values.values.iter().all(|value| value.value.is_string()) => strings_of(values),
            _ => None,
        }
    }

    pub(super) fn object(&self, id: SchemaId) -> Option<&ObjectSchema> {
        match &self.schemas[self.schemas.as_one(id)].kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        }
    }
}
