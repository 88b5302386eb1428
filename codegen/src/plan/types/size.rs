//! How large types may be, each and all together: what is larger is given as plain JSON.

use std::collections::BTreeMap;

use trueline_spec::model::{EnumSchema, SchemaId, SchemaKind, Schemas, Variants};
use trueline_spec::source::Origin;

use crate::plan::model::unsupported::Unsupported;

/// Fields of a structure, at most.
pub(crate) const FIELD_LIMIT: usize = 10_000;

/// Alternatives of a union, or of what one is known by, at most.
pub(crate) const UNION_LIMIT: usize = 10_000;

/// Parts of all types together, at most: fields, listed values, alternatives, and what a type itself comes to.
pub(crate) const TYPES_LIMIT: usize = 300_000;

/// What a type comes to, in parts.
const TYPE: usize = 4;
/// The same of a union, which is read and written by code of its own.
const UNION: usize = 12;

/// How much larger types may be.
#[derive(Debug)]
pub(crate) struct Size {
    left: usize,
    /// Whether a schema has its type.
    known: BTreeMap<SchemaId, bool>,
    /// What is reported of schemas that are too large, by their places.
    too_large: BTreeMap<Origin, String>,
    /// The first that all before it leave no room for.
    beyond: Option<Origin>,
}

impl Default for Size {
    fn default() -> Self {
        Self { left: TYPES_LIMIT, known: BTreeMap::new(), too_large: BTreeMap::new(), beyond: None }
    }
}

impl Size {
    /// Whether a schema that needs a type can have one.
    pub(crate) fn fits(&mut self, schemas: &Schemas, id: SchemaId) -> bool {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let fits = self.is_small(schemas, id) && self.spend(weight(&schemas[id].kind), schemas[id].origin);
        self.known.insert(id, fits);
        fits
    }

    fn is_small(&mut self, schemas: &Schemas, id: SchemaId) -> bool {
        let (count, limit, what) = match &schemas[id].kind {
            SchemaKind::Object(object) => {
                let subtypes = object.discriminator.as_ref().map_or(0, |one| one.mapping.len());
                if subtypes > UNION_LIMIT {
                    (subtypes, UNION_LIMIT, format!("{subtypes} subtypes, {UNION_LIMIT} at most (UNION_LIMIT)"))
                } else {
                    let fields = object.properties.len() + object.required_undeclared.len();
                    (fields, FIELD_LIMIT, format!("an object of {fields} fields, {FIELD_LIMIT} at most (FIELD_LIMIT)"))
                }
            }
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                let count = alternatives(variants);
                (count, UNION_LIMIT, format!("a union of {count} alternatives, {UNION_LIMIT} at most (UNION_LIMIT)"))
            }
            SchemaKind::AllOf(parts) => {
                let count = parts.len();
                (count, FIELD_LIMIT, format!("an object of {count} parts, {FIELD_LIMIT} at most (FIELD_LIMIT)"))
            }
            SchemaKind::Array(array) => {
                let count = array.prefix_items.len();
                (count, FIELD_LIMIT, format!("a list of {count} places, {FIELD_LIMIT} at most (FIELD_LIMIT)"))
            }
            _ => return true,
        };
        if count > limit {
            self.too_large.insert(schemas[id].origin, what);
        }
        count <= limit
    }

    fn spend(&mut self, parts: usize, origin: Origin) -> bool {
        if let Some(left) = self.left.checked_sub(parts) {
            self.left = left;
            return true;
        }
        self.beyond.get_or_insert(origin);
        false
    }

    /// What is reported of types that are not there, in the order of the document.
    pub(crate) fn unsupported(self) -> impl Iterator<Item = Unsupported> {
        let each = self.too_large.into_iter().map(|(origin, feature)| Unsupported {
            origin,
            feature,
            instead: "its values are plain JSON",
        });
        each.chain(self.beyond.map(|origin| Unsupported {
            origin,
            feature: format!("types of more than {TYPES_LIMIT} fields, listed values and alternatives (TYPES_LIMIT)"),
            instead: "from here on, values of types that exceed the rest of this limit are plain JSON",
        }))
    }
}

/// What a type comes to, in parts.
fn weight(kind: &SchemaKind) -> usize {
    match kind {
        SchemaKind::Object(object) => {
            let union = object.discriminator.as_ref().map_or(0, |one| UNION + TYPE * one.mapping.len());
            TYPE + object.properties.len() + object.required_undeclared.len() + union
        }
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => UNION + TYPE * alternatives(variants),
        SchemaKind::AllOf(parts) => UNION + TYPE * parts.len(),
        SchemaKind::Array(array) => UNION + TYPE * array.prefix_items.len(),
        SchemaKind::Enum(EnumSchema { values, .. }) => TYPE + values.len(),
        _ => TYPE,
    }
}

/// Alternatives, one for each value of a discriminator at most.
fn alternatives(variants: &Variants) -> usize {
    let mapped = variants.discriminator.as_ref().map_or(0, |one| one.mapping.len());
    variants.schemas.len().max(mapped)
}
