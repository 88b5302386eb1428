//! `null` in place of what may be left out: many servers take it for that.

use trueline_spec::model::{Api, Operation, SchemaId, SchemaKind};

use crate::mutation::{Mistake, Step, ValueMutation};
use crate::request::media_type_of;
use crate::schema::subschema;

/// Whether a mistake is `null` in place of a member that need not be there, or of a body that need not have any.
pub(super) fn is_null_for_nothing(api: &Api, operation: &Operation, value_mutation: &ValueMutation) -> bool {
    if value_mutation.mistake != Mistake::Null {
        return false;
    }
    let Some((last, way)) = value_mutation.steps.split_last() else {
        let is_required = operation.body.as_ref().is_some_and(|body| body.required);
        return !is_required || requires_nothing(api, value_mutation.schema);
    };
    let Step::Member(name) = last else { return false };
    parents(api, operation, way).into_iter().any(|parent| may_lack(api, parent, name))
}

/// The schemas of the object that a way leads to, in each media type of the body.
fn parents(api: &Api, operation: &Operation, way: &[Step]) -> Vec<SchemaId> {
    let bodies = operation.body.iter().flat_map(|body| 0..body.content.len());
    let schemas = bodies.filter_map(|index| media_type_of(operation, index)?.schema);
    schemas.filter_map(|schema| way.iter().try_fold(schema, |schema, step| stepped(api, schema, step))).collect()
}

fn stepped(api: &Api, schema: SchemaId, step: &Step) -> Option<SchemaId> {
    match step {
        Step::Member(name) => subschema::member(api, schema, name),
        Step::Item(index) => subschema::item(api, schema, *index),
        Step::Variant(variant) => Some(*variant),
        Step::With(_) | Step::Present(_) => Some(schema),
    }
}

/// Whether a schema declares a member, and does not require it.
fn may_lack(api: &Api, schema: SchemaId, name: &str) -> bool {
    let is_required = subschema::is_required(api, schema, name);
    is_required.is_some_and(|is_required| !is_required)
}

fn requires_nothing(api: &Api, schema: SchemaId) -> bool {
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::Object(object) => {
            object.required_undeclared.is_empty() && !object.properties.values().any(|property| property.required)
        }
        _ => false,
    }
}
