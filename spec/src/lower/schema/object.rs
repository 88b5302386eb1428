//! Objects.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::number::counts;
use super::{combination, string};
use crate::lower::context::{Lowering, truth};
use crate::model::{AdditionalProperties, ObjectSchema, Pattern, Property};
use crate::source::{Node, NodeKind};

pub(super) fn object<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> ObjectSchema {
    let (min_properties, max_properties) = counts(lowering, node, "minProperties", "maxProperties");
    let required = required(lowering, node);
    let required_names: FxHashSet<&str> = required.iter().map(String::as_str).collect();
    let properties: IndexMap<String, Property> = all_entries(lowering, node, "properties")
        .into_iter()
        .map(|(name, value)| {
            let required = required_names.contains(name);
            (name.to_owned(), Property { origin: value.origin(), schema: super::lower(lowering, value), required })
        })
        .collect();
    ObjectSchema {
        required_undeclared: required.into_iter().filter(|name| !properties.contains_key(name)).collect(),
        properties,
        pattern_properties: all_entries(lowering, node, "patternProperties")
            .into_iter()
            .filter(|(pattern, value)| string::usable(lowering, *value, pattern))
            .map(|(pattern, value)| (Pattern(pattern.to_owned()), value))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(pattern, value)| (pattern, super::lower(lowering, value)))
            .collect(),
        additional: additional(lowering, node),
        property_names: node.get("propertyNames").map(|schema| super::lower(lowering, schema)),
        min_properties,
        max_properties,
        dependent_required: all_entries(lowering, node, "dependentRequired")
            .into_iter()
            .map(|(name, list)| (name.to_owned(), names(lowering, list, name)))
            .collect(),
        dependent_schemas: all_entries(lowering, node, "dependentSchemas")
            .into_iter()
            .map(|(name, schema)| (name.to_owned(), super::lower(lowering, schema)))
            .collect(),
        unevaluated_properties: node.get("unevaluatedProperties").map(|schema| super::lower(lowering, schema)),
        discriminator: combination::discriminator(lowering, node, &[]),
    }
}

/// Entries whose keys are names of the API's own, so that `x-...` is one like any other.
fn all_entries<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, key: &str) -> Vec<(&'a str, Node<'a>)> {
    let Some(field) = lowering.object_field(node, key) else { return Vec::new() };
    field.entries().map(|entry| (entry.key, entry.value)).collect()
}

fn required<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Vec<String> {
    let Some(field) = lowering.field(node, "required") else { return Vec::new() };
    let is_name = |text: &str| node.get("properties").is_some_and(|properties| properties.get(text).is_some());
    if !matches!(field.kind(), NodeKind::String(text) if is_name(text)) && truth(field.kind()).is_some() {
        let help = "list the property's name in the object's own `required`; this one has no effect";
        lowering.warning("leftover-of-draft-3", field, "`required` is a list of names, not a boolean", help);
        return Vec::new();
    }
    lowering.strings(node, "required")
}

/// The names that a name requires.
fn names<'a>(lowering: &mut Lowering<'a>, list: Node<'a>, name: &str) -> Vec<String> {
    if list.kind() != NodeKind::Sequence {
        lowering.ignored_wrong_type(list, name, "an array");
    }
    list.items().filter_map(|item| lowering.text(item, name)).collect()
}

fn additional<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> AdditionalProperties {
    match node.get("additionalProperties") {
        None => AdditionalProperties::Unstated,
        Some(field) => match field.kind() {
            NodeKind::Bool(true) => AdditionalProperties::Any,
            NodeKind::Bool(false) => AdditionalProperties::Forbidden,
            NodeKind::Mapping if field.entries().next().is_none() => AdditionalProperties::Any,
            _ => AdditionalProperties::Schema(super::lower(lowering, field)),
        },
    }
}
