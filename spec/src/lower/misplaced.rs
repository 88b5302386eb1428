//! Schemas that stand where a parameter, a media type, a body or an answer belongs, as Swagger 2.0 had them or as they
//! are forgotten to be wrapped: what is meant is clear, and reported.

use super::context::Lowering;
use super::schema;
use crate::model::{MediaType, SchemaId};
use crate::source::Node;

/// Keywords of a schema that nothing else in a document has.
const KEYWORDS: [&str; 7] = ["type", "properties", "items", "allOf", "anyOf", "oneOf", "enum"];

/// The schema of a parameter, a header or a media type: below `schema`, or else what stands in its place.
pub(super) fn schema_of<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<SchemaId> {
    if let Some(schema) = node.get("schema") {
        return Some(schema::lower(lowering, schema));
    }
    if !is_schema(node) {
        return None;
    }
    let message = "this schema belongs below `schema`";
    report(lowering, node, message, "write it as `schema: {...}`");
    Some(schema::lower(lowering, node))
}

/// What a body or an answer holds that has no `content`, and a schema instead: it is meant to be JSON.
pub(super) fn content<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<MediaType> {
    if node.get("content").is_some() {
        return None;
    }
    let schema = node.get("schema").or_else(|| is_schema(node).then_some(node))?;
    let message = "this schema belongs below `content`";
    report(lowering, schema, message, "write it as `content: {application/json: {schema: {...}}}`");
    Some(MediaType {
        origin: node.origin(),
        name: "application/json".to_owned(),
        schema: Some(schema::lower(lowering, schema)),
        item_schema: None,
        examples: Vec::new(),
        encodings: Vec::new(),
    })
}

fn is_schema(node: Node<'_>) -> bool {
    KEYWORDS.iter().any(|keyword| node.get(keyword).is_some())
}

fn report(lowering: &mut Lowering<'_>, node: Node<'_>, message: &str, help: &str) {
    let guess = "until then it is read as that";
    let diagnostic = lowering.recoverable("misplaced-schema", node.origin(), message.to_owned(), help, guess);
    lowering.sink.push(diagnostic);
}
