//! Declared answers.

use super::context::Lowering;
use super::{body, link, parameter};
use crate::model::{Response, ResponseStatus};
use crate::reference::Unresolved;
use crate::source::{Entry, Node, NodeKind};

/// `responses` of an operation.
pub(super) fn responses<'a>(lowering: &mut Lowering<'a>, operation: Node<'a>) -> Vec<Response> {
    if operation.get("responses").is_none() {
        let help = "declare its responses (OpenAPI 3.1.0 section 4.8.10)";
        lowering.warning("no-responses", operation, "this operation declares no response", help);
    }
    lowering.entries(operation, "responses").into_iter().filter_map(|entry| response(lowering, &entry)).collect()
}

fn response<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<Response> {
    let Some(status) = status(entry.key) else {
        let help = "write a status such as '200', a class such as '4XX', or `default`";
        let message = format!("`{}` is not an HTTP status", entry.key);
        let guess = "until then this response is left out";
        let diagnostic = lowering.recoverable("wrong-status", entry.value.origin(), message, help, guess);
        lowering.sink.push(diagnostic);
        return None;
    };
    if let NodeKind::String(description) = entry.value.kind() {
        let message = "a response must be an object, this is its description";
        lowering.coerced(entry.value, message, "write `{description: ...}`");
        return Some(bare(entry.value, status, description));
    }
    let node = match lowering.resolver.follow(entry.value) {
        Ok(_) => lowering.object(entry.value, entry.key)?,
        Err(unresolved) if unresolved.is_reported() => return None,
        Err(Unresolved { code, message, help }) => {
            let guess = "until then only the status of this response is known";
            let place = entry.value.get("$ref").unwrap_or(entry.value).origin();
            let diagnostic = lowering.recoverable(code, place, message, &help, guess);
            lowering.sink.push(diagnostic);
            return Some(bare(entry.value, status, ""));
        }
    };
    let headers = lowering.dispensable_entries(node, "headers");
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

/// An answer of which only the status is known.
fn bare(node: Node<'_>, status: ResponseStatus, description: &str) -> Response {
    Response {
        origin: node.origin(),
        status,
        description: description.to_owned(),
        headers: Vec::new(),
        content: Vec::new(),
        links: Vec::new(),
    }
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
