//! What distinguishes the alternatives of a union: the document's discriminator, or what their schemas imply.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, Discriminator, ObjectSchema, SchemaId, SchemaKind};
use trueline_spec::source::Origin;

use crate::plan::facts::scalars::strings_of;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::types::planner::TypePlanner;
use crate::plan::types::siblings::Siblings;

/// How deep alternatives are followed within alternatives.
const DEPTH: usize = 8;

/// Listed values that are looked at to distinguish alternatives, at most: thousands of alternatives can have one long
/// list between them.
pub(crate) const TAG_VALUES_LIMIT: usize = 2_000_000;

/// How many more listed values are looked at to distinguish alternatives.
#[derive(Debug)]
pub(crate) struct TagValues {
    left: usize,
    /// Of what the values were not looked at first.
    beyond: Option<Origin>,
}

impl Default for TagValues {
    fn default() -> Self {
        Self { left: TAG_VALUES_LIMIT, beyond: None }
    }
}

impl TagValues {
    fn spend(&mut self, values: usize, origin: Origin) -> bool {
        if let Some(left) = self.left.checked_sub(values) {
            self.left = left;
            return true;
        }
        self.beyond.get_or_insert(origin);
        false
    }

    /// What is reported where values were not looked at.
    pub(crate) fn unsupported(self) -> Option<Unsupported> {
        self.beyond.map(|origin| Unsupported {
            origin,
            feature: format!(
                "more than {TAG_VALUES_LIMIT} listed values that distinguish alternatives (TAG_VALUES_LIMIT)"
            ),
            instead: "from here on, alternatives are distinguished by their names alone, or by what matches",
        })
    }
}

impl TypePlanner<'_> {
    /// The values of a discriminator that name an alternative, in the order of the document: those that the discriminator
    /// says, unless the alternative itself lists others and so has none of them.
    pub(crate) fn tags(&self, discriminator: &Discriminator, siblings: &Siblings<'_>, id: SchemaId) -> Vec<String> {
        let mapped = siblings.mapped(self.schemas.resolve(id));
        let listed = self.listed(id, &discriminator.property, 0, &mut BTreeSet::new());
        if listed.is_empty() || mapped.iter().any(|tag| listed.contains(&tag.as_str())) {
            return mapped.iter().map(|tag| (*tag).clone()).collect();
        }
        // Alternatives that share a list are distinguished by their names, where these only differ in how they are written.
        let names: BTreeSet<String> = mapped.iter().map(|name| letters(name)).collect();
        let listed_names: Vec<&str> = listed.iter().copied().filter(|tag| names.contains(&letters(tag))).collect();
        let tags = if listed_names.is_empty() { listed } else { listed_names };
        tags.into_iter().map(str::to_owned).collect()
    }

    /// The texts that an alternative lists for a property, those within it each their own.
    fn listed(&self, id: SchemaId, property: &str, depth: usize, seen: &mut BTreeSet<SchemaId>) -> Vec<&str> {
        let core = self.schemas.as_one(id);
        if !seen.insert(core) {
            return Vec::new();
        }
        match &self.schemas[core].kind {
            SchemaKind::Object(object) => {
                let Some(property) = object.properties.get(property) else { return Vec::new() };
                let texts = self.texts(property.schema).unwrap_or_default();
                if self.looks_at(texts.len(), property.schema) { texts } else { Vec::new() }
            }
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) if depth < DEPTH => {
                let mut known = BTreeSet::new();
                let within = |variant: &SchemaId| self.listed(*variant, property, depth + 1, seen);
                let texts = variants.schemas.iter().flat_map(within);
                texts.filter(|text| known.insert(*text)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The texts that a schema lists, null apart.
    fn texts(&self, id: SchemaId) -> Option<Vec<&str>> {
        match &self.schemas[self.schemas.as_one(id)].kind {
            SchemaKind::Enum(values) => strings_of(values),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                match self.without_nulls(&variants.schemas).as_slice() {
                    [only] => match &self.schemas[self.schemas.as_one(*only)].kind {
                        SchemaKind::Enum(values) => strings_of(values),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether an alternative keeps its tag itself: in a field, or because it is no plain structure.
    pub(crate) fn keeps(&self, id: SchemaId, property: &str, direction: Direction) -> bool {
        self.object(id).is_none_or(|object| {
            object.properties.get(property).is_some_and(|found| !self.schemas.is_hidden(found.schema, direction))
        })
    }

    /// A property that every alternative requires, each with values of its own.
    pub(crate) fn implied_tags(&self, alternatives: &[SchemaId]) -> Option<Discriminator> {
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
            SchemaKind::Enum(values)
                if self.looks_at(values.values.len(), property.schema)
                    && values.values.iter().all(|value| value.value.is_string()) =>
            {
                strings_of(values)
            }
            _ => None,
        }
    }

    /// Whether so many listed values of a schema may still be looked at.
    fn looks_at(&self, values: usize, id: SchemaId) -> bool {
        self.tag_values.borrow_mut().spend(values, self.schemas[id].origin)
    }

    pub(crate) fn object(&self, id: SchemaId) -> Option<&ObjectSchema> {
        match &self.schemas[self.schemas.as_one(id)].kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The letters and digits of a name, in one case: what two that only differ in how they are written share.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
