//! Schemas whose values need no type of their own.

use std::collections::BTreeSet;

use serde_json::Value;
use trueline_spec::model::{
    AdditionalProperties, EnumSchema, ObjectSchema, SchemaId, SchemaKind, Schemas, StringSchema,
};

use crate::options::DateTimeCrate;
use crate::plan::model::rust_type::RustType;

/// The type of a string, with dates and times of a crate.
pub(crate) fn string(schema: &StringSchema, date_time: DateTimeCrate) -> RustType {
    match (schema.format.as_deref(), schema.content_encoding.as_deref()) {
        (_, Some("base64")) | (Some("byte"), None) => RustType::Base64,
        (Some("uuid" | "uuid1" | "uuid2" | "uuid3" | "uuid4" | "uuid5" | "uuid6" | "uuid7" | "uuid8"), _) => {
            RustType::Uuid
        }
        (Some("date-time"), _) => RustType::DateTime(date_time),
        (Some("date"), _) => RustType::Date(date_time),
        (Some("ipv4"), None) => RustType::Ipv4,
        (Some("ipv6"), None) => RustType::Ipv6,
        (Some("ip" | "ipvanyaddress"), None) => RustType::Ip,
        _ => RustType::String,
    }
}

/// The type of listed values that have no enumeration of their own.
pub(crate) fn listed(schema: &EnumSchema) -> RustType {
    let mut values = schema.values.iter().map(|value| &value.value).filter(|value| !value.is_null()).peekable();
    if values.peek().is_none() {
        return RustType::Unit;
    }
    let values: Vec<_> = values.collect();
    if values.iter().all(|value| value.is_u64()) {
        RustType::U64
    } else if values.iter().all(|value| value.is_number()) {
        RustType::F64
    } else if values.iter().all(|value| value.is_boolean()) {
        RustType::Bool
    } else {
        RustType::Value
    }
}

/// The values of an enumeration of strings, null apart; none where others are among them.
pub(crate) fn strings_of(schema: &EnumSchema) -> Option<Vec<&str>> {
    let values = schema.values.iter().filter(|value| !value.value.is_null());
    let strings: Option<Vec<&str>> = values.map(|value| value.value.as_str()).collect();
    strings.filter(|strings| !strings.is_empty())
}

/// The values of an enumeration of scalars of several kinds, null apart; none where there are others among them.
pub(crate) fn mixed_of(schema: &EnumSchema) -> Option<Vec<&Value>> {
    let values: Vec<&Value> = schema.values.iter().map(|value| &value.value).filter(|value| !value.is_null()).collect();
    let kinds: BTreeSet<&str> = values
        .iter()
        .map(|value| match value {
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            _ => "other",
        })
        .collect();
    (kinds.len() > 1 && !kinds.contains("other")).then_some(values)
}

/// The values of an enumeration of integers, null apart; none where others are among them.
pub(crate) fn integers_of(schema: &EnumSchema) -> Option<Vec<i64>> {
    let values = schema.values.iter().filter(|value| !value.value.is_null());
    let integers: Option<Vec<i64>> = values.map(|value| value.value.as_i64()).collect();
    integers.filter(|integers| !integers.is_empty())
}

/// An object without declared properties is a map: the schemas of its values, none where they can be anything.
pub(crate) fn map_of(object: &ObjectSchema) -> Option<Vec<SchemaId>> {
    let is_empty = object.pattern_properties.is_empty() && object.additional == AdditionalProperties::Forbidden;
    (object.properties.is_empty() && !is_empty).then(|| undeclared(object))
}

/// The schemas of what an object with declared properties keeps beside them; none where it keeps nothing.
pub(crate) fn additional(object: &ObjectSchema) -> Option<Vec<SchemaId>> {
    let is_closed = matches!(object.additional, AdditionalProperties::Unstated | AdditionalProperties::Forbidden);
    (!object.pattern_properties.is_empty() || !is_closed).then(|| undeclared(object))
}

/// The schemas of undeclared properties, by their patterns or without; none where they can be anything.
fn undeclared(object: &ObjectSchema) -> Vec<SchemaId> {
    let by_pattern = object.pattern_properties.iter().map(|(_, schema)| *schema);
    match object.additional {
        AdditionalProperties::Any | AdditionalProperties::Unstated => Vec::new(),
        AdditionalProperties::Forbidden => by_pattern.collect(),
        AdditionalProperties::Schema(further) => by_pattern.chain([further]).collect(),
    }
}

/// The kind of JSON that every value of a schema is, where it is one.
pub(crate) fn kind(schemas: &Schemas, id: SchemaId) -> Option<&'static str> {
    match &schemas[schemas.as_one(id)].kind {
        SchemaKind::Boolean => Some("boolean"),
        SchemaKind::Number(_) => Some("number"),
        SchemaKind::String(_) => Some("string"),
        SchemaKind::Array(_) => Some("array"),
        SchemaKind::Object(_) => Some("object"),
        SchemaKind::Enum(values) if strings_of(values).is_some() => Some("string"),
        _ => None,
    }
}

/// Whether an object says nothing but that it is one, nor that it keeps what no one declares.
pub(crate) fn is_any_object(object: &ObjectSchema) -> bool {
    says_presence_alone(object)
        && object.required_undeclared.is_empty()
        && object.additional == AdditionalProperties::Unstated
}

/// Whether an object says no more than which properties must be there.
pub(crate) fn says_presence_alone(object: &ObjectSchema) -> bool {
    object.properties.is_empty()
        && object.pattern_properties.is_empty()
        && matches!(object.additional, AdditionalProperties::Unstated | AdditionalProperties::Any)
}
