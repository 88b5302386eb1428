//! Declared answers.

use super::context::Lowering;
use super::{body, link, parameter};
use crate::model::{Response, ResponseStatus};
use crate::source::{Entry, Node};

/// `responses` of an operation.
pub(super) fn responses<'a>(lowering: &mut Lowering<'a>, operation: Node<'a>) -> Vec<Response> {
    if operation.get("responses").is_none() {
        let help = "declare what it answers (OpenAPI 3.1.0 section 4.8.10)";
        lowering.warning("no-responses", operation, "this operation declares no answer", help);
    }
    lowering.entries(operation, "responses").into_iter().filter_map(|entry| response(lowering, &entry)).collect()
}

fn response<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<Response> {
    let Some(status) = status(entry.key) else {
        let help = "write a status such as '200', a class such as '4XX', or `default`";
        lowering.error("wrong-status", entry.value, format!("`{}` is no status of HTTP", entry.key), help);
        return None;
    };
    let node = lowering.object(entry.value, entry.key)?;
    let headers = lowering.entries(node, "headers");
    Some(Response {
        origin: node.origin(),
        status,
        description: lowering.string(node, "description").unwrap_or_default(),
        headers: headers
            .into_iter()
            .filter(|header| !header.key.eq_ignore_ascii_case("content-type"))
            .filter_map(|header| parameter::header(lowering, header.key, header.value))
            .collect(),
        content: body::content(lowering, node),
        links: link::links(lowering, node),
    })
}

fn status(text: &str) -> Option<ResponseStatus> {
    if text == "default" {
        return Some(ResponseStatus::Default);
    }
    let bytes = text.as_bytes();
    if bytes.len() != 3 || !(b'1'..=b'5').contains(&bytes[0]) {
        return None;
    }
    if bytes[1..].eq_ignore_ascii_case(b"XX") {
        return Some(ResponseStatus::Class(bytes[0] - b'0'));
    }
    text.parse().ok().map(ResponseStatus::Code)
}
