//! Schemas whose values need no type of their own.

use trueline_spec::model::{
    AdditionalProperties, Bound, EnumSchema, NumberSchema, ObjectSchema, SchemaId, SchemaKind, Schemas, StringSchema,
};

use super::RustType;

/// The type of a number. A bound beyond 64 bits is one that a floating-point writer rounded: 64 bits are meant.
pub(super) fn number(schema: &NumberSchema) -> RustType {
    if !schema.integer {
        return if schema.format.as_deref() == Some("float") { RustType::F32 } else { RustType::F64 };
    }
    let integer = |bound: &Option<Bound>| bound.and_then(|bound| bound.value.as_integer());
    let (low, high) = (integer(&schema.minimum), integer(&schema.maximum));
    let beyond = |limit: i128| high.is_some_and(|high| high > limit);
    let fits = |low_limit: i128, high_limit: i128| {
        low.is_none_or(|low| low >= low_limit) && high.is_none_or(|high| high <= high_limit)
    };
    match schema.format.as_deref() {
        Some("int32") if fits(i32::MIN.into(), i32::MAX.into()) => RustType::I32,
        Some("uint32") if fits(0, u32::MAX.into()) => RustType::U32,
        Some("uint64" | "unsigned-long" | "ulong") => RustType::U64,
        _ if low.is_some_and(|low| low >= 0) && beyond(i64::MAX.into()) => RustType::U64,
        _ => RustType::I64,
    }
}

/// The type of a string.
pub(super) fn string(schema: &StringSchema) -> RustType {
    match (schema.format.as_deref(), schema.content_encoding.as_deref()) {
        (_, Some("base64")) | (Some("byte"), None) => RustType::Base64,
        (Some("uuid"), _) => RustType::Uuid,
        (Some("date-time"), _) => RustType::DateTime,
        (Some("date"), _) => RustType::Date,
        _ => RustType::String,
    }
}

/// The type of listed values that have no enumeration of their own.
pub(super) fn listed(schema: &EnumSchema) -> RustType {
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
pub(super) fn strings_of(schema: &EnumSchema) -> Option<Vec<&str>> {
    let values = schema.values.iter().filter(|value| !value.value.is_null());
    let strings: Option<Vec<&str>> = values.map(|value| value.value.as_str()).collect();
    strings.filter(|strings| !strings.is_empty())
}

/// The values of an enumeration of integers, null apart; none where others are among them.
pub(super) fn integers_of(schema: &EnumSchema) -> Option<Vec<i64>> {
    let values = schema.values.iter().filter(|value| !value.value.is_null());
    let integers: Option<Vec<i64>> = values.map(|value| value.value.as_i64()).collect();
    integers.filter(|integers| !integers.is_empty())
}

/// An object without declared properties is a map: the schema of its values, where there is one.
#[allow(clippy::option_option, reason = "a map or not, and the schema of its values or none")]
pub(super) fn map_of(object: &ObjectSchema) -> Option<Option<SchemaId>> {
    if !object.properties.is_empty() {
        return None;
    }
    match (object.pattern_properties.as_slice(), object.additional) {
        ([(_, only)], AdditionalProperties::Unstated | AdditionalProperties::Forbidden) => Some(Some(*only)),
        ([], AdditionalProperties::Schema(values)) => Some(Some(values)),
        ([], AdditionalProperties::Forbidden) => None,
        _ => Some(None),
    }
}

/// The kind of JSON that every value of a schema is, where it is one.
pub(super) fn kind(schemas: &Schemas, id: SchemaId) -> Option<&'static str> {
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

/// Whether an object says nothing but that it is one.
pub(super) fn is_any_object(object: &ObjectSchema) -> bool {
    object.properties.is_empty()
        && object.required_undeclared.is_empty()
        && object.pattern_properties.is_empty()
        && matches!(object.additional, AdditionalProperties::Unstated | AdditionalProperties::Any)
}

/// What an object keeps beside its declared properties.
pub(super) enum Additional {
    /// Nothing.
    Dropped,
    /// Values of any kind.
    Any,
    /// Values of a schema.
    Typed(SchemaId),
}

/// What an object with declared properties keeps beside them.
pub(super) fn additional(object: &ObjectSchema) -> Additional {
    match (object.pattern_properties.as_slice(), object.additional) {
        ([], AdditionalProperties::Unstated | AdditionalProperties::Forbidden) => Additional::Dropped,
        ([], AdditionalProperties::Schema(values)) => Additional::Typed(values),
        ([(_, only)], AdditionalProperties::Unstated | AdditionalProperties::Forbidden) => Additional::Typed(*only),
        _ => Additional::Any,
    }
}
