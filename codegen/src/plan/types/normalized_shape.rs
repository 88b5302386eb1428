//! What a schema comes to for a type: below references, parts that say nothing of shape, and null.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Direction, SchemaId, SchemaKind};

use crate::plan::facts::{listed, scalars};
use crate::plan::types::planner::TypePlanner;

impl TypePlanner<'_> {
    pub(crate) fn is_component(&self, id: SchemaId) -> bool {
        [Direction::Request, Direction::Response]
            .into_iter()
            .any(|direction| self.components.contains_key(&(id, direction)))
    }

    /// Below references, merged `allOf` and lone alternatives; stops at the first schema with a name of its own.
    pub(crate) fn core(&self, id: SchemaId) -> SchemaId {
        let mut current = id;
        for _ in 0..self.schemas.len() {
            if current != id && self.is_component(current) {
                break;
            }
            let next = match &self.schemas[current].kind {
                SchemaKind::Ref(target) => Some(*target),
                SchemaKind::AllOf(parts) => match self.substantive(parts).as_slice() {
                    [only] => Some(*only),
                    parts => self.together(current, parts),
                },
                SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                    match self.without_nulls(&variants.schemas).as_slice() {
                        [only] => Some(*only),
                        _ => None,
                    }
                }
                _ => None,
            };
            match next {
                Some(next) if next != current => current = next,
                _ => break,
            }
        }
        current
    }

    /// What parts are together, where one schema can say it. A part with a name that says as much keeps its name.
    fn together(&self, id: SchemaId, parts: &[SchemaId]) -> Option<SchemaId> {
        let merged = self.schemas.merged(id)?;
        // `additionalProperties: false` of one part forbids what others declare, which few documents mean. Parts that declare
        // one property both cannot be apart within one object.
        let declared = |part: &SchemaId| self.object(*part).into_iter().flat_map(|object| object.properties.keys());
        let mut known = BTreeSet::new();
        if let Some(whole) = self.object(merged)
            && parts.iter().flat_map(declared).any(|name| !whole.properties.contains_key(name))
            && parts.iter().flat_map(declared).all(|name| known.insert(name))
        {
            return None;
        }
        let listed = |id: SchemaId| match &self.schemas[self.schemas.as_one(id)].kind {
            SchemaKind::Enum(values) => Some(values.values.len()),
            _ => None,
        };
        let named = parts.iter().copied().filter(|part| self.is_component(self.schemas.resolve(*part)));
        let named = match self.schemas[self.schemas.resolve(merged)].kind {
            SchemaKind::Object(_) | SchemaKind::AnyOf(_) | SchemaKind::OneOf(_) => None,
            _ => named.into_iter().find(|part| listed(*part) == listed(merged)),
        };
        Some(named.unwrap_or(merged))
    }

    /// Parts that say something of a value's shape.
    pub(crate) fn substantive(&self, parts: &[SchemaId]) -> Vec<SchemaId> {
        let shapeless = |id: &SchemaId| match &self.schemas[self.schemas.resolve(*id)].kind {
            SchemaKind::Any | SchemaKind::Not(_) | SchemaKind::Conditional { .. } => true,
            SchemaKind::Object(object) => scalars::is_any_object(object),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                variants.schemas.iter().all(|variant| self.says_presence_alone(*variant))
            }
            _ => false,
        };
        parts.iter().copied().filter(|id| !shapeless(id)).collect()
    }

    /// Whether a schema only says which properties must be there, as alternatives beside declared properties do.
    pub(crate) fn says_presence_alone(&self, id: SchemaId) -> bool {
        match &self.schemas[self.schemas.resolve(id)].kind {
            SchemaKind::Any | SchemaKind::Not(_) => true,
            SchemaKind::Object(object) => scalars::says_presence_alone(object),
            _ => false,
        }
    }

    pub(crate) fn without_nulls(&self, variants: &[SchemaId]) -> Vec<SchemaId> {
        let null = |id: &SchemaId| matches!(self.schemas[self.schemas.resolve(*id)].kind, SchemaKind::Null);
        variants.iter().copied().filter(|id| !null(id)).collect()
    }

    /// Whether null is one of a schema's values, said by the schema itself.
    pub(crate) fn is_nullable(&self, id: SchemaId) -> bool {
        self.has_null(id, 0, &mut BTreeMap::new())
    }

    /// The same of a schema within others; `known` are those that were looked at, so that alternatives that hold the same
    /// alternatives are not followed again for each.
    fn has_null(&self, id: SchemaId, depth: usize, known: &mut BTreeMap<SchemaId, bool>) -> bool {
        if depth > 32 {
            return false;
        }
        if let Some(known) = known.get(&id) {
            return *known;
        }
        let has_null = match &self.schemas[id].kind {
            SchemaKind::Null => return true,
            SchemaKind::Enum(values) => return values.values.iter().any(|value| value.value.is_null()),
            SchemaKind::Ref(target) => return self.has_null(*target, depth + 1, known),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                known.insert(id, false);
                variants.schemas.iter().any(|variant| self.has_null(*variant, depth + 1, known))
            }
            SchemaKind::AllOf(parts) => {
                known.insert(id, false);
                if let Some(merged) = self.schemas.merged(id) {
                    self.has_null(merged, depth + 1, known)
                } else {
                    let parts = self.substantive(parts);
                    !parts.is_empty() && parts.iter().all(|part| self.has_null(*part, depth + 1, known))
                }
            }
            _ => return false,
        };
        known.insert(id, has_null);
        has_null
    }

    /// Whether a schema is written as a type of its own.
    pub(crate) fn needs_type(&self, id: SchemaId) -> bool {
        self.has_shape(id) && self.size.borrow_mut().fits(self.schemas, id)
    }

    /// Whether a type of its own would be too large, so that its values are plain JSON.
    pub(crate) fn is_too_large(&self, id: SchemaId) -> bool {
        self.has_shape(id) && !self.size.borrow_mut().fits(self.schemas, id)
    }

    /// Whether a schema can only be written as a type of its own.
    fn has_shape(&self, id: SchemaId) -> bool {
        match &self.schemas[id].kind {
            SchemaKind::Object(object) => self.map_of(object).is_none(),
            SchemaKind::Enum(values) => listed::is_enumeration(values),
            SchemaKind::AnyOf(_) | SchemaKind::OneOf(_) => true,
            SchemaKind::AllOf(parts) => self.substantive(parts).len() > 1,
            SchemaKind::Array(array) => self.has_places(array),
            _ => false,
        }
    }
}
