//! `allOf`, `anyOf`, `oneOf`, `not`, `if`, and discriminators.

use rustc_hash::FxHashSet;

use crate::diagnostic::shortened;
use crate::lower::context::Lowering;
use crate::model::{Discriminator, SchemaId, SchemaKind, Variants};
use crate::source::{Entry, Node, NodeKind};

/// What the combining keywords say, one kind each; every part of `allOf` is one of its own.
pub(super) fn combinations<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Vec<SchemaKind> {
    let mut found = Vec::new();
    for part in lowering.items(node, "allOf") {
        found.push(SchemaKind::Ref(super::lower(lowering, part)));
    }
    let any_of = variants(lowering, node, "anyOf");
    found.extend(any_of.map(SchemaKind::AnyOf));
    let one_of = variants(lowering, node, "oneOf");
    found.extend(one_of.map(SchemaKind::OneOf));
    if let Some(schema) = node.get("not") {
        found.push(SchemaKind::Not(super::lower(lowering, schema)));
    }
    if let Some(condition) = node.get("if") {
        found.push(SchemaKind::Conditional {
            condition: super::lower(lowering, condition),
            then: node.get("then").map(|schema| super::lower(lowering, schema)),
            otherwise: node.get("else").map(|schema| super::lower(lowering, schema)),
        });
    }
    found
}

fn variants<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, key: &str) -> Option<Variants> {
    let items = lowering.items(node, key);
    if items.is_empty() {
        return None;
    }
    let discriminator = discriminator(lowering, node, &items);
    let schemas = items.into_iter().map(|item| super::lower(lowering, item)).collect();
    Some(Variants { schemas, discriminator, written: true })
}

/// `discriminator` of a schema, with the names of those variants that are references and not mapped.
pub(super) fn discriminator<'a>(
    lowering: &mut Lowering<'a>,
    node: Node<'a>,
    variants: &[Node<'a>],
) -> Option<Discriminator> {
    let field = lowering.field(node, "discriminator")?;
    if field.kind() != NodeKind::Mapping {
        let help = "write `discriminator: {propertyName: ...}` (OpenAPI 3.1.0 section 4.8.25)";
        lowering.warning("malformed-discriminator", field, "a discriminator is an object", help);
        return None;
    }
    let Some(property) = lowering.string(field, "propertyName") else {
        let help = "add `propertyName: ...` (OpenAPI 3.1.0 section 4.8.25)";
        lowering.warning("malformed-discriminator", field, "a discriminator must name a property", help);
        return None;
    };
    let mut mapping: Vec<(String, SchemaId)> = Vec::new();
    for entry in lowering.dispensable_entries(field, "mapping") {
        let Some(text) = entry.value.as_str().or_else(|| referred(lowering, &entry)) else {
            lowering.ignored_wrong_type(entry.value, entry.key, "a string");
            continue;
        };
        if let Some(target) = mapping_target(lowering, node, text) {
            mapping.push((entry.key.to_owned(), target));
        } else {
            let message = format!("`{}` leads to no schema", shortened(text));
            let place = entry.value.origin();
            let help = "name a schema of `components.schemas`, or write a reference to one";
            let diagnostic = lowering.recoverable("mapping-to-nothing", place, message, help, "it is left out");
            lowering.sink.push(diagnostic);
        }
    }
    let mut mapped: FxHashSet<SchemaId> = mapping.iter().map(|(_, target)| *target).collect();
    for reference in variants.iter().filter_map(|variant| variant.get("$ref")?.as_str()) {
        let Ok(target) = lowering.resolver.resolve(node.origin(), reference) else { continue };
        let target = super::lower(lowering, lowering.documents.node(target.origin()));
        let name = reference.rsplit('/').next().unwrap_or(reference);
        if mapped.insert(target) {
            mapping.push((name.to_owned(), target));
        }
    }
    Some(Discriminator { origin: field.origin(), property, mapping })
}

/// What a reference object says that stands where its text belongs.
fn referred<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<&'a str> {
    let text = entry.value.get("$ref")?.as_str()?;
    let message = format!("`{}` must be a string, this is an object with a `$ref`", entry.key);
    let help = "write the reference's text alone";
    let guess = "until then it is read as that";
    let diagnostic = lowering.recoverable("wrong-type", entry.value.origin(), message, help, guess);
    lowering.sink.push(diagnostic);
    Some(text)
}

/// A mapping's value: a name of `components.schemas`, or a reference.
fn mapping_target<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, text: &str) -> Option<SchemaId> {
    let schemas = node.root().get("components").and_then(|components| components.get("schemas"));
    let target = match schemas.and_then(|schemas| schemas.get(text)) {
        Some(named) => named,
        None => lowering.resolver.resolve(node.origin(), text).ok()?,
    };
    let target = lowering.documents.node(target.origin());
    (target.kind() == NodeKind::Mapping).then(|| super::lower(lowering, target))
}
