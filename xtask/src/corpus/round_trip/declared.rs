//! What of a value its schema declares for its direction: documents have examples with fields that no schema says anything
//! of, or that only go the other way, which types read over.

use serde_json::Value;
use trueline_conformance::judge::Validators;
use trueline_spec::Direction;
use trueline_spec::model::{AdditionalProperties, Api, ObjectSchema, SchemaId, SchemaKind};

/// How deep schemas are followed.
const DEPTH: usize = 64;

/// Removes every field that its schema does not declare, or not for the direction, at any depth.
pub(super) fn alone(api: &Api, validators: &Validators, schema: SchemaId, direction: Direction, value: &mut Value) {
    Pruner { api, validators, direction }.prune(&[schema], value, DEPTH);
}

struct Pruner<'a> {
    api: &'a Api,
    validators: &'a Validators,
    direction: Direction,
}

impl Pruner<'_> {
    fn prune(&self, schemas: &[SchemaId], value: &mut Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let mut shapes = Vec::new();
        for schema in schemas {
            if !self.flatten(*schema, value, &mut shapes, DEPTH) {
                return;
            }
        }
        match value {
            Value::Array(items) => {
                let of_items: Vec<SchemaId> = shapes
                    .iter()
                    .filter_map(|id| match &self.api.schemas[*id].kind {
                        SchemaKind::Array(array) => Some(array.prefix_items.iter().copied().chain(array.items)),
                        _ => None,
                    })
                    .flatten()
                    .collect();
                items.iter_mut().filter(|_| !of_items.is_empty()).for_each(|item| self.prune(&of_items, item, depth));
            }
            Value::Object(members) => {
                let objects: Vec<&ObjectSchema> = shapes
                    .iter()
                    .filter_map(|id| match &self.api.schemas[*id].kind {
                        SchemaKind::Object(object) => Some(&**object),
                        _ => None,
                    })
                    .collect();
                let is_open = |object: &&ObjectSchema| {
                    object.properties.is_empty() && object.additional == AdditionalProperties::Unstated
                        || object.additional == AdditionalProperties::Any
                        || !object.pattern_properties.is_empty()
                };
                if objects.is_empty() || objects.iter().any(is_open) {
                    return;
                }
                members.retain(|name, member| {
                    let declaring = objects.iter().filter_map(|object| of_member(object, name));
                    let goes: Vec<SchemaId> =
                        declaring.filter(|schema| !self.api.schemas.is_hidden(*schema, self.direction)).collect();
                    if !goes.is_empty() {
                        self.prune(&goes, member, depth);
                    }
                    !goes.is_empty() || objects.iter().any(|object| object.required_undeclared.contains(name))
                });
            }
            _ => {}
        }
    }

    /// The schemas that a schema is of, with the variants of unions that suit the value; false where what they say
    /// together cannot be told.
    fn flatten(&self, schema: SchemaId, value: &Value, found: &mut Vec<SchemaId>, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let id = self.api.schemas.as_one(schema);
        match &self.api.schemas[id].kind {
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                let suits = |variant: &SchemaId| {
                    self.validators.is_valid(self.api, *variant, self.direction, value) != Ok(false)
                };
                let suiting: Vec<SchemaId> = variants.schemas.iter().copied().filter(suits).collect();
                suiting.into_iter().all(|variant| self.flatten(variant, value, found, depth))
            }
            SchemaKind::AllOf(parts) => parts.iter().all(|part| self.flatten(*part, value, found, depth)),
            SchemaKind::Any | SchemaKind::Not(_) | SchemaKind::Conditional { .. } => false,
            _ => {
                found.push(id);
                true
            }
        }
    }
}

fn of_member(object: &ObjectSchema, name: &str) -> Option<SchemaId> {
    let additional = match object.additional {
        AdditionalProperties::Schema(schema) => Some(schema),
        _ => None,
    };
    object.properties.get(name).map(|property| property.schema).or(additional)
}
