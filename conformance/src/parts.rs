//! The schemas of a value's members and items, as far as one schema says them.

use trueline_spec::model::{AdditionalProperties, Api, ObjectSchema, SchemaId, SchemaKind};
use trueline_spec::pointer;

/// How deep schemas within schemas are looked into.
const DEPTH: usize = 64;

/// The schema that an object's own keywords have for a member: that of its property, else that of additional ones.
pub(crate) fn member_of(object: &ObjectSchema, name: &str) -> Option<SchemaId> {
    let additional = match object.additional {
        AdditionalProperties::Schema(schema) => Some(schema),
        _ => None,
    };
    object.properties.get(name).map(|property| property.schema).or(additional)
}

/// The schema of a member of a schema's values; none where they are no objects, or are of one among several kinds.
pub(crate) fn member(api: &Api, schema: SchemaId, name: &str) -> Option<SchemaId> {
    find(api, schema, Unions::Unread, DEPTH, &|kind| match kind {
        SchemaKind::Object(object) => member_of(object, name),
        _ => None,
    })
}

/// The schema of the items of a schema's values; none where they are no arrays, or are of one among several kinds.
pub(crate) fn items(api: &Api, schema: SchemaId) -> Option<SchemaId> {
    find(api, schema, Unions::Unread, DEPTH, &|kind| match kind {
        SchemaKind::Array(array) => array.items,
        _ => None,
    })
}

/// The schema of what a JSON Pointer (RFC 6901) leads to; of a union, what the first of its variants has there.
pub(crate) fn at(api: &Api, schema: SchemaId, pointer: &str) -> Option<SchemaId> {
    pointer::tokens(pointer).try_fold(schema, |schema, name| named(api, schema, &name))
}

/// The schema of the member of a name, or of the item of an index; of a union, what the first of its variants has there.
pub(crate) fn named(api: &Api, schema: SchemaId, name: &str) -> Option<SchemaId> {
    find(api, schema, Unions::First, DEPTH, &|kind| match kind {
        SchemaKind::Object(object) => member_of(object, name),
        SchemaKind::Array(array) => {
            let index = name.parse::<usize>().ok()?;
            array.prefix_items.get(index).copied().or(array.items)
        }
        _ => None,
    })
}

/// What is said of a schema that is one of several.
#[derive(Clone, Copy)]
enum Unions {
    Unread,
    First,
}

fn find(
    api: &Api,
    schema: SchemaId,
    unions: Unions,
    depth: usize,
    part: &dyn Fn(&SchemaKind) -> Option<SchemaId>,
) -> Option<SchemaId> {
    let depth = depth.checked_sub(1)?;
    let among = |schemas: &[SchemaId]| schemas.iter().find_map(|schema| find(api, *schema, unions, depth, part));
    match (&api.schemas[api.schemas.as_one(schema)].kind, unions) {
        (SchemaKind::AllOf(parts), _) => among(parts),
        (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants), Unions::First) => among(&variants.schemas),
        (kind, _) => part(kind),
    }
}
