//! Request bodies and media types.

use super::context::Lowering;
use super::{example, misplaced, parameter, schema};
use crate::model::{Encoding, MediaType, RequestBody};
use crate::source::{Entry, Node};

/// `requestBody` of an operation.
pub(super) fn body<'a>(lowering: &mut Lowering<'a>, operation: Node<'a>) -> Option<RequestBody> {
    let field = lowering.field(operation, "requestBody")?;
    let node = lowering.object(field, "requestBody")?;
    Some(RequestBody {
        origin: node.origin(),
        description: lowering.string(node, "description"),
        required: lowering.boolean(node, "required") == Some(true),
        content: content(lowering, node),
    })
}

/// `content` of a body or an answer.
pub(super) fn content<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Vec<MediaType> {
    if let Some(misplaced) = misplaced::content(lowering, node) {
        return vec![misplaced];
    }
    lowering.entries(node, "content").into_iter().filter_map(|entry| media_type(lowering, &entry)).collect()
}

fn media_type<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<MediaType> {
    let node = lowering.object(entry.value, entry.key)?;
    Some(MediaType {
        origin: node.origin(),
        name: entry.key.to_owned(),
        schema: misplaced::schema_of(lowering, node),
        item_schema: node.get("itemSchema").map(|schema| schema::lower(lowering, schema)),
        examples: example::examples(lowering, node),
        encodings: lowering
            .dispensable_entries(node, "encoding")
            .into_iter()
            .filter_map(|entry| encoding(lowering, &entry))
            .collect(),
    })
}

fn encoding<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<Encoding> {
    let node = lowering.dispensable_object(entry.value, entry.key)?;
    let headers = lowering.dispensable_entries(node, "headers");
    Some(Encoding {
        origin: node.origin(),
        property: entry.key.to_owned(),
        content_type: lowering.string(node, "contentType"),
        headers: headers.into_iter().filter_map(|h| parameter::header(lowering, h.key, h.value)).collect(),
        style: lowering.string(node, "style").as_deref().and_then(parameter::parse_style),
        explode: lowering.boolean(node, "explode"),
        allow_reserved: lowering.boolean(node, "allowReserved") == Some(true),
    })
}
