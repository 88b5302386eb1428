//! The schemas of a value's members and items, as far as one schema says them.

use rustc_hash::FxHashSet;
use trueline_spec::model::{AdditionalProperties, Api, ObjectSchema, Operation, PageLaw, SchemaId, SchemaKind};
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
    find(api, schema, Unions::Unread, &|kind| match kind {
        SchemaKind::Object(object) => member_of(object, name),
        _ => None,
    })
}

/// The schema of the items of a schema's values; none where they are no arrays, or are of one among several kinds.
pub(crate) fn items(api: &Api, schema: SchemaId) -> Option<SchemaId> {
    find(api, schema, Unions::Unread, &|kind| match kind {
        SchemaKind::Array(array) => array.items,
        _ => None,
    })
}

/// The schema of a property of a schema's values, by its own name; none as for [`member`].
pub(crate) fn property(api: &Api, schema: SchemaId, name: &str) -> Option<SchemaId> {
    find(api, schema, Unions::Unread, &|kind| match kind {
        SchemaKind::Object(object) => object.properties.get(name).map(|property| property.schema),
        _ => None,
    })
}

/// Whether a schema's values have to have a property; nothing where it declares none of the name, as for [`member`].
pub(crate) fn is_required(api: &Api, schema: SchemaId, name: &str) -> Option<bool> {
    find(api, schema, Unions::Unread, &|kind| match kind {
        SchemaKind::Object(object) => object.properties.get(name).map(|property| property.required),
        _ => None,
    })
}

/// The schema of the item of an index; none as for [`items`].
pub(crate) fn item(api: &Api, schema: SchemaId, index: usize) -> Option<SchemaId> {
    find(api, schema, Unions::Unread, &|kind| match kind {
        SchemaKind::Array(array) => array.prefix_items.get(index).copied().or(array.items),
        _ => None,
    })
}

/// The schema of what a JSON Pointer (RFC 6901) leads to; of a union, what the first of its variants has there.
pub(crate) fn at(api: &Api, schema: SchemaId, pointer: &str) -> Option<SchemaId> {
    pointer::tokens(pointer).try_fold(schema, |schema, name| named(api, schema, &name))
}

/// The schema of the items of an operation's pages.
pub(crate) fn page_item(api: &Api, operation: &Operation, law: &PageLaw) -> Option<SchemaId> {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let mut content = successes.flat_map(|response| &response.content);
    let body = content.find(|media_type| media_type.is_json())?.schema?;
    at(api, body, &format!("{}/0", law.items))
}

/// The schema of the member of a name, or of the item of an index; of a union, what the first of its variants has there.
pub(crate) fn named(api: &Api, schema: SchemaId, name: &str) -> Option<SchemaId> {
    find(api, schema, Unions::First, &|kind| match kind {
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

fn find<T>(api: &Api, schema: SchemaId, unions: Unions, part: &dyn Fn(&SchemaKind) -> Option<T>) -> Option<T> {
    find_unseen(api, schema, unions, DEPTH, part, &mut FxHashSet::default())
}

/// Looks into each schema once: what was not found there is not there.
fn find_unseen<T>(
    api: &Api,
    schema: SchemaId,
    unions: Unions,
    depth: usize,
    part: &dyn Fn(&SchemaKind) -> Option<T>,
    seen: &mut FxHashSet<SchemaId>,
) -> Option<T> {
    let depth = depth.checked_sub(1)?;
    let schema = api.schemas.as_one(schema);
    if !seen.insert(schema) {
        return None;
    }
    let schemas = match (&api.schemas[schema].kind, unions) {
        (SchemaKind::AllOf(parts), _) => parts,
        (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants), Unions::First) => &variants.schemas,
        (kind, _) => return part(kind),
    };
    schemas.iter().find_map(|schema| find_unseen(api, *schema, unions, depth, part, seen))
}
