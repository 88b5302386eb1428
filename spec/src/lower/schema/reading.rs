//! Any schema: reserved when it is met, read in turn.

use rustc_hash::FxHashSet;

use super::{annotations, combination, reference, types};
use crate::lower::context::Lowering;
use crate::model::{Annotations, Schema, SchemaId, SchemaKind, StringSchema, TypeKeyword, Variants};
use crate::source::{Entry, Node, NodeKind, Origin};

/// The id of a schema; it is read later, once.
pub(in crate::lower) fn lower<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> SchemaId {
    if let Some(id) = lowering.schema_of.get(&node.origin()) {
        return *id;
    }
    let id = any(lowering, node.origin());
    lowering.schema_of.insert(node.origin(), id);
    lowering.reserved.push((node.origin(), id));
    id
}

/// A schema of `components.schemas`. One that an alias of YAML names again refers to the first: every name is a type.
pub(in crate::lower) fn lower_named<'a>(
    lowering: &mut Lowering<'a>,
    entry: &Entry<'a>,
    named: &mut FxHashSet<SchemaId>,
) -> SchemaId {
    let id = lower(lowering, entry.value);
    if named.insert(id) {
        return id;
    }
    lowering.schemas.push(Schema {
        origin: entry.value.origin(),
        name: Some(entry.key.to_owned()),
        annotations: Annotations::default(),
        kind: SchemaKind::Ref(id),
        type_keyword: TypeKeyword::Written,
    })
}

/// Reads every schema that is reserved, and those that they reserve.
pub(in crate::lower) fn lower_reserved(lowering: &mut Lowering<'_>) {
    let documents = std::sync::Arc::clone(lowering.documents);
    let mut next = 0;
    while let Some((origin, id)) = lowering.reserved.get(next).copied() {
        next += 1;
        let node = lowering.documents.node(documents.node(origin).origin());
        let schema = schema(lowering, node);
        lowering.schemas.replace(id, schema);
    }
}

/// A schema that says nothing.
pub(in crate::lower) fn any(lowering: &mut Lowering<'_>, origin: Origin) -> SchemaId {
    unnamed(lowering, origin, SchemaKind::Any, TypeKeyword::Written)
}

/// A schema of every string.
pub(in crate::lower) fn string(lowering: &mut Lowering<'_>, origin: Origin) -> SchemaId {
    unnamed(lowering, origin, SchemaKind::String(StringSchema::default()), TypeKeyword::Written)
}

/// A part or variant that stands for keywords of another schema.
pub(super) fn unnamed(
    lowering: &mut Lowering<'_>,
    origin: Origin,
    kind: SchemaKind,
    type_keyword: TypeKeyword,
) -> SchemaId {
    lowering.schemas.push(Schema { origin, name: None, annotations: Annotations::default(), kind, type_keyword })
}

fn schema<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Schema {
    let (kind, type_keyword) = match node.kind() {
        NodeKind::Bool(true) => (SchemaKind::Any, TypeKeyword::Written),
        NodeKind::Bool(false) => (SchemaKind::Never, TypeKeyword::Written),
        NodeKind::Mapping => kind(lowering, node),
        _ => {
            let message = format!("a schema is an object or a boolean, this is {}", node.describe());
            let guess = "until then any value is allowed";
            let diagnostic = lowering.recoverable("wrong-type", node.origin(), message, "write an object", guess);
            lowering.sink.push(diagnostic);
            (SchemaKind::Any, TypeKeyword::Written)
        }
    };
    let annotations = annotations::annotations(lowering, node);
    Schema { origin: node.origin(), name: name(node), annotations, kind, type_keyword }
}

/// The key of a schema that stands in `components.schemas`, `$defs` or `definitions`.
fn name(node: Node<'_>) -> Option<String> {
    let map = node.parent()?;
    matches!(map.key(), Some("schemas" | "$defs" | "definitions")).then(|| node.key().map(str::to_owned))?
}

/// All that a schema says: one kind, or several that hold together.
fn kind<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> (SchemaKind, TypeKeyword) {
    let mut parts = Vec::new();
    let mut type_keyword = TypeKeyword::Written;
    if let Some(target) = reference::reference(lowering, node) {
        parts.push(SchemaKind::Ref(target));
    }
    if parts.is_empty() || lowering.siblings_of_references_count() {
        let (own, keyword) = types::own_kind(lowering, node);
        type_keyword = keyword;
        parts.extend(own);
        parts.extend(combination::combinations(lowering, node));
    }
    let nullable = types::is_nullable(lowering, node);
    let kind = join(lowering, node.origin(), parts, type_keyword);
    if nullable && !matches!(kind, SchemaKind::Any | SchemaKind::Null) {
        let variant = unnamed(lowering, node.origin(), kind, type_keyword);
        return (or_null(lowering, node.origin(), vec![variant]), TypeKeyword::Written);
    }
    (kind, type_keyword)
}

fn join(lowering: &mut Lowering<'_>, origin: Origin, mut parts: Vec<SchemaKind>, keyword: TypeKeyword) -> SchemaKind {
    if parts.len() <= 1 {
        return parts.pop().unwrap_or(SchemaKind::Any);
    }
    let parts = parts
        .into_iter()
        .map(|kind| match kind {
            SchemaKind::Ref(target) => target,
            kind => unnamed(lowering, origin, kind, keyword),
        })
        .collect();
    SchemaKind::AllOf(parts)
}

/// Variants of several types, `null` the last.
pub(super) fn or_null(lowering: &mut Lowering<'_>, origin: Origin, mut schemas: Vec<SchemaId>) -> SchemaKind {
    schemas.push(unnamed(lowering, origin, SchemaKind::Null, TypeKeyword::Written));
    SchemaKind::AnyOf(Variants { schemas, discriminator: None, written: false })
}
