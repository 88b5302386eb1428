//! Finding the texts of a value that have a format, by walking the value beside its schema.

use serde_json::Value;
use trueline_spec::model::{AdditionalProperties, Api, SchemaId, SchemaKind};

/// How deep values are walked.
const DEPTH: usize = 64;

/// Calls `visit` with the format and the place of every text whose schema names one.
pub(crate) fn for_each(api: &Api, schema: SchemaId, value: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    walk(api, schema, value, visit, DEPTH);
}

fn walk(api: &Api, schema: SchemaId, value: &mut Value, visit: &mut dyn FnMut(&str, &mut Value), depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::String(string) => {
            if let (Some(format), true) = (&string.format, value.is_string()) {
                visit(format, value);
            }
        }
        SchemaKind::Array(array) => {
            for (index, item) in value.as_array_mut().into_iter().flatten().enumerate() {
                if let Some(schema) = array.prefix_items.get(index).copied().or(array.items) {
                    walk(api, schema, item, visit, depth);
                }
            }
        }
        SchemaKind::Object(object) => {
            for (name, member) in value.as_object_mut().into_iter().flatten() {
                let additional = match object.additional {
                    AdditionalProperties::Schema(schema) => Some(schema),
                    _ => None,
                };
                if let Some(schema) = object.properties.get(name).map(|property| property.schema).or(additional) {
                    walk(api, schema, member, visit, depth);
                }
            }
        }
        SchemaKind::AllOf(parts) => parts.iter().for_each(|part| walk(api, *part, value, visit, depth)),
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
            variants.schemas.iter().for_each(|variant| walk(api, *variant, value, visit, depth));
        }
        _ => {}
    }
}

/// The schema of what a JSON Pointer (RFC 6901) leads to; an array's items where the pointer names an index.
pub(crate) fn schema_at(api: &Api, schema: SchemaId, pointer: &str) -> Option<SchemaId> {
    let mut found = schema;
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        found = child(api, found, &name, DEPTH)?;
    }
    Some(found)
}

fn child(api: &Api, schema: SchemaId, name: &str, depth: usize) -> Option<SchemaId> {
    let depth = depth.checked_sub(1)?;
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::Object(object) => object.properties.get(name).map(|property| property.schema),
        SchemaKind::Array(array) => name.parse::<usize>().ok().and(array.items),
        SchemaKind::AllOf(parts) => parts.iter().find_map(|part| child(api, *part, name, depth)),
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
            variants.schemas.iter().find_map(|variant| child(api, *variant, name, depth))
        }
        _ => None,
    }
}

/// Puts a value at a JSON Pointer (RFC 6901), with the objects on the way where they are missing. What is no object
/// or array on the way stays as it is.
pub(crate) fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        place = match place {
            Value::Array(items) => match name.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                Some(item) => item,
                None => return,
            },
            Value::Object(members) => members.entry(name).or_insert_with(|| Value::Object(serde_json::Map::new())),
            _ => return,
        };
    }
    *place = value;
}

/// Takes out what a JSON Pointer (RFC 6901) leads to.
pub(crate) fn remove(root: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, last) = pointer.rsplit_once('/')?;
    let name = last.replace("~1", "/").replace("~0", "~");
    match root.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(&name),
        Value::Array(items) => {
            let index = name.parse::<usize>().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}
