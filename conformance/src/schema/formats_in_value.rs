//! Finding the texts of a value that have a format, by walking the value beside its schema.

use serde_json::Value;
use trueline_spec::model::{Api, SchemaId, SchemaKind};

use super::subschema;

/// How deep values are walked.
const DEPTH: usize = 64;
/// How many schemas and places are walked: schemas that lead to others several times have more than anybody waits for.
const STEPS: usize = 200_000;

/// Calls `visit` with the format and the place of every text whose schema names one.
pub(crate) fn for_each(api: &Api, schema: SchemaId, value: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    walk(api, schema, value, visit, DEPTH, &mut { STEPS });
}

fn walk(
    api: &Api,
    schema: SchemaId,
    value: &mut Value,
    visit: &mut dyn FnMut(&str, &mut Value),
    depth: usize,
    left: &mut usize,
) {
    let (Some(depth), Some(fewer)) = (depth.checked_sub(1), left.checked_sub(1)) else { return };
    *left = fewer;
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::String(string) => {
            if let (Some(format), true) = (&string.format, value.is_string()) {
                visit(format, value);
            }
        }
        SchemaKind::Array(array) => {
            for (index, item) in value.as_array_mut().into_iter().flatten().enumerate() {
                if let Some(schema) = array.prefix_items.get(index).copied().or(array.items) {
                    walk(api, schema, item, visit, depth, left);
                }
            }
        }
        SchemaKind::Object(object) => {
            for (name, member) in value.as_object_mut().into_iter().flatten() {
                if let Some(schema) = subschema::member_of(object, name) {
                    walk(api, schema, member, visit, depth, left);
                }
            }
        }
        SchemaKind::AllOf(parts) => parts.iter().for_each(|part| walk(api, *part, value, visit, depth, left)),
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
            variants.schemas.iter().for_each(|variant| walk(api, *variant, value, visit, depth, left));
        }
        _ => {}
    }
}
