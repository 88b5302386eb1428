//! What of a value its types know: documents have examples with fields that no schema says anything of, or that only go the
//! other way, which types read over; and null is absence in what is only received.

use std::collections::BTreeSet;

use serde_json::Value;
use trueline_conformance::judge::Validators;
use trueline_spec::Direction;
use trueline_spec::model::{AdditionalProperties, Api, ObjectSchema, SchemaId, SchemaKind};

/// How deep schemas are followed.
const DEPTH: usize = 64;

/// Properties whose null becomes absence.
pub(super) type AbsentNulls = BTreeSet<(SchemaId, Direction, String)>;

/// What is known of values that go one way.
pub(super) struct Known<'a> {
    pub api: &'a Api,
    pub validators: &'a Validators,
    pub direction: Direction,
    pub absent_nulls: &'a AbsentNulls,
}

impl Known<'_> {
    /// Removes every field that its schema does not declare, or not for the direction, at any depth.
    pub(super) fn keep_declared(&self, schema: SchemaId, value: &mut Value) {
        let pass = Pass { is_within_open: false, is_kept: &|member| !member.schemas.is_empty() || member.is_required };
        self.prune(&[schema], value, DEPTH, &pass);
    }

    /// Removes every null that a type reads as absence, at any depth.
    pub(super) fn remove_absent_nulls(&self, schema: SchemaId, value: &mut Value) {
        let is_absence = |member: &Member<'_>| {
            let of = |id: &SchemaId| self.absent_nulls.contains(&(*id, self.direction, member.name.to_owned()));
            member.value.is_null() && member.objects.iter().any(of)
        };
        self.prune(&[schema], value, DEPTH, &Pass { is_within_open: true, is_kept: &|member| !is_absence(member) });
    }

    /// Leaves the members that a pass keeps.
    fn prune(&self, schemas: &[SchemaId], value: &mut Value, depth: usize, pass: &Pass<'_>) {
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
                let items = items.iter_mut().filter(|_| !of_items.is_empty());
                items.for_each(|item| self.prune(&of_items, item, depth, pass));
            }
            Value::Object(members) => {
                let is_object = |id: &SchemaId| matches!(self.api.schemas[*id].kind, SchemaKind::Object(_));
                shapes.retain(is_object);
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
                if objects.is_empty() || !pass.is_within_open && objects.iter().any(is_open) {
                    return;
                }
                members.retain(|name, member| {
                    let declaring = objects.iter().filter_map(|object| of_member(object, name));
                    let goes: Vec<SchemaId> =
                        declaring.filter(|schema| !self.api.schemas.is_hidden(*schema, self.direction)).collect();
                    if !goes.is_empty() {
                        self.prune(&goes, member, depth, pass);
                    }
                    let is_required = objects.iter().any(|object| object.required_undeclared.contains(name));
                    (pass.is_kept)(&Member { name, value: member, objects: &shapes, schemas: &goes, is_required })
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

/// A walk through a value.
struct Pass<'a> {
    /// Whether it looks into objects that may have any members.
    is_within_open: bool,
    /// Whether a member is kept.
    is_kept: &'a dyn Fn(&Member<'_>) -> bool,
}

/// A member of an object.
struct Member<'a> {
    name: &'a str,
    value: &'a Value,
    /// The schemas of the object.
    objects: &'a [SchemaId],
    /// Its own schemas that go in the direction.
    schemas: &'a [SchemaId],
    /// Whether it is required, and declared nowhere.
    is_required: bool,
}

fn of_member(object: &ObjectSchema, name: &str) -> Option<SchemaId> {
    let additional = match object.additional {
        AdditionalProperties::Schema(schema) => Some(schema),
        _ => None,
    };
    object.properties.get(name).map(|property| property.schema).or(additional)
}
