//! `type`, `nullable`, and the types that other keywords imply.

use crate::lower::context::Lowering;
use crate::model::{JsonType, SchemaKind, SpecificationVersion, TypeKeyword, Variants};
use crate::source::{Node, NodeKind};

use super::{array, enumeration, number, object, string, unnamed};

/// What the schema says itself, combinations apart; nothing where it says nothing.
pub(super) fn own_kind<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> (Option<SchemaKind>, TypeKeyword) {
    let written = written_types(lowering, node);
    if let Some(kind) = enumeration::enumeration(lowering, node, written.as_deref()) {
        return (Some(kind), TypeKeyword::Written);
    }
    let (types, keyword) = match written {
        Some(types) => (types, TypeKeyword::Written),
        None => (implied_types(node), TypeKeyword::Implied),
    };
    let mut kinds: Vec<SchemaKind> = types.into_iter().map(|json_type| of_type(lowering, node, json_type)).collect();
    if kinds.len() <= 1 {
        return (kinds.pop(), keyword);
    }
    let schemas = kinds.into_iter().map(|kind| unnamed(lowering, node.origin(), kind, keyword)).collect();
    (Some(SchemaKind::AnyOf(Variants { schemas, discriminator: None, written: false })), TypeKeyword::Written)
}

/// `nullable` of 3.0; in 3.1 it is a leftover that still says what is meant.
pub(super) fn is_nullable<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> bool {
    let nullable = lowering.boolean(node, "nullable") == Some(true);
    if nullable && lowering.version == SpecificationVersion::V3_1 {
        let first = lowering.nullables.map_or(node.origin(), |(first, _)| first);
        lowering.nullables = Some((first, lowering.nullables.map_or(0, |(_, count)| count) + 1));
    }
    nullable
}

fn of_type<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, json_type: JsonType) -> SchemaKind {
    match json_type {
        JsonType::Null => SchemaKind::Null,
        JsonType::Boolean => SchemaKind::Boolean,
        JsonType::Integer => SchemaKind::Number(number::number(lowering, node, true)),
        JsonType::Number => SchemaKind::Number(number::number(lowering, node, false)),
        JsonType::String => SchemaKind::String(string::string(lowering, node)),
        JsonType::Array => SchemaKind::Array(Box::new(array::array(lowering, node))),
        JsonType::Object => SchemaKind::Object(Box::new(object::object(lowering, node))),
    }
}

/// `type` as written, `null` the last; nothing where it is absent or says nothing that is known.
fn written_types<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<Vec<JsonType>> {
    let field = lowering.field(node, "type")?;
    let names = if field.kind() == NodeKind::Sequence { field.items().collect() } else { vec![field] };
    let mut types: Vec<JsonType> = names.into_iter().filter_map(|name| json_type(lowering, name)).collect();
    types.sort_by_key(|json_type| *json_type == JsonType::Null);
    types.dedup();
    if types.contains(&JsonType::Number) {
        types.retain(|json_type| *json_type != JsonType::Integer);
    }
    (!types.is_empty()).then_some(types)
}

fn json_type<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<JsonType> {
    let text = match node.kind() {
        NodeKind::Null => "null",
        NodeKind::String(text) => text,
        _ => {
            lowering.ignored_wrong_type(node, "type", "a string");
            return None;
        }
    };
    let known = [
        JsonType::Null,
        JsonType::Boolean,
        JsonType::Integer,
        JsonType::Number,
        JsonType::String,
        JsonType::Array,
        JsonType::Object,
    ];
    if let Some(found) = known.into_iter().find(|json_type| json_type.as_str() == text) {
        return Some(found);
    }
    let meant = match text.to_ascii_lowercase().as_str() {
        "int" | "long" | "int32" | "int64" => Some(JsonType::Integer),
        "float" | "double" | "decimal" => Some(JsonType::Number),
        "bool" => Some(JsonType::Boolean),
        "str" | "text" | "file" | "date" | "datetime" | "date-time" | "uuid" => Some(JsonType::String),
        "list" => Some(JsonType::Array),
        "dict" | "map" => Some(JsonType::Object),
        lower => known.into_iter().find(|json_type| json_type.as_str() == lower),
    };
    let help = match meant {
        Some(meant) => format!("it is read as `{}`", meant.as_str()),
        None => "any value is allowed; the types are null, boolean, integer, number, string, array, object".into(),
    };
    lowering.warning("unknown-type", node, format!("JSON Schema has no type `{text}`"), help);
    meant
}

/// The types that keywords belong to, the richest alone: `properties` beside `format` means an object.
fn implied_types(node: Node<'_>) -> Vec<JsonType> {
    const OBJECT: &[&str] = &[
        "properties",
        "additionalProperties",
        "patternProperties",
        "required",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedProperties",
    ];
    const ARRAY: &[&str] =
        &["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "unevaluatedItems"];
    const STRING: &[&str] = &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"];
    const NUMBER: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    const TABLE: [(&[&str], JsonType); 4] =
        [(OBJECT, JsonType::Object), (ARRAY, JsonType::Array), (STRING, JsonType::String), (NUMBER, JsonType::Number)];
    TABLE
        .iter()
        .find(|(keywords, _)| keywords.iter().any(|keyword| node.get(keyword).is_some()))
        .map(|(_, json_type)| *json_type)
        .or_else(|| implied_by_format(node))
        .into_iter()
        .collect()
}

fn implied_by_format(node: Node<'_>) -> Option<JsonType> {
    Some(match node.get("format")?.as_str()? {
        "int32" | "int64" => JsonType::Integer,
        "float" | "double" | "decimal" => JsonType::Number,
        _ => JsonType::String,
    })
}
