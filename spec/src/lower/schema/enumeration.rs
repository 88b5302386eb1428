//! `enum` and `const`.

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{or_null, unnamed};
use crate::diagnostic::shortened;
use crate::lower::context::Lowering;
use crate::model::{EnumSchema, EnumValue, JsonType, SchemaKind, TypeKeyword};
use crate::source::{Node, NodeKind};

/// The list of values, where there is one; `null` among others becomes a variant of its own.
pub(super) fn enumeration<'a>(
    lowering: &mut Lowering<'a>,
    node: Node<'a>,
    types: Option<&[JsonType]>,
) -> Option<SchemaKind> {
    let (values, is_const) = match (node.get("const"), lowering.field(node, "enum")) {
        (Some(value), _) => (vec![value], true),
        (None, Some(list)) if list.kind() == NodeKind::Sequence => (list.items().collect(), false),
        (None, Some(other)) => {
            lowering.ignored_wrong_type(other, "enum", "an array");
            return None;
        }
        (None, None) => return None,
    };
    let names = strings_of(node, &["x-enum-varnames", "x-enumNames", "x-enum-names"]);
    let descriptions = strings_of(node, &["x-enum-descriptions", "x-enumDescriptions"]);
    let mut found: Vec<EnumValue> = Vec::new();
    let mut seen = FxHashSet::default();
    let (mut has_null, mut is_short) = (false, false);
    for (index, value_node) in values.into_iter().enumerate() {
        let mut value = lowering.json(value_node);
        if value.is_null() {
            has_null = true;
            continue;
        }
        if let Some(types) = types.filter(|types| !types.iter().any(|json_type| is_of(&value, *json_type))) {
            let message = format!("{} is not of the schema's `type`", shortened(&value.to_string()));
            let Some(meant) = meant(lowering, value_node, types) else {
                lowering.warning("enum-against-type", value_node, message, "no value can be both; it is left out");
                is_short = true;
                continue;
            };
            let help = format!("write `{}`; it is read as that", shortened(&meant.to_string()));
            lowering.warning("enum-against-type", value_node, message, help);
            value = meant;
        }
        if seen.insert(value.clone()) {
            let (name, description) = (names.get(index).cloned(), descriptions.get(index).cloned());
            found.push(EnumValue { value, name, description });
        }
    }
    if found.is_empty() && is_short {
        let (message, help) =
            ("no value of this list has the schema's `type`", "fix the list; until then only the type counts");
        lowering.warning("enum-against-type", node.get("enum").unwrap_or(node), message, help);
        return None;
    }
    if found.is_empty() && has_null {
        return Some(SchemaKind::Null);
    }
    let format = lowering.string(node, "format");
    let kind = SchemaKind::Enum(EnumSchema { values: found, is_const, format });
    if has_null {
        let variant = unnamed(lowering, node.origin(), kind, TypeKeyword::Written);
        return Some(or_null(lowering, node.origin(), vec![variant]));
    }
    Some(kind)
}

fn strings_of(node: Node<'_>, keys: &[&str]) -> Vec<String> {
    let list = keys.iter().find_map(|key| node.get(key));
    list.into_iter().flat_map(Node::items).map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
}

/// What a value says in another type: `1` is the text "1", as texts without quotes are written in YAML, and "1" is the
/// number.
fn meant<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, types: &[JsonType]) -> Option<Value> {
    match node.kind() {
        NodeKind::Number(_) | NodeKind::Bool(_) if types.contains(&JsonType::String) => {
            lowering.text(node, "enum").map(Value::from)
        }
        NodeKind::String(text) => {
            let read: Value = serde_json::from_str(text.trim()).ok()?;
            types
                .iter()
                .any(|json_type| is_of(&read, *json_type))
                .then_some(read)
                .filter(|read| read.is_number() || read.is_boolean())
        }
        _ => None,
    }
}

fn is_of(value: &Value, json_type: JsonType) -> bool {
    match json_type {
        JsonType::Null => value.is_null(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        JsonType::Number => value.is_number(),
        JsonType::String => value.is_string(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
    }
}
