//! Links and runtime expressions.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::context::Lowering;
use super::{law, server};
use crate::model::{Link, LinkTarget, OperationId, RuntimeExpression};
use crate::source::{Entry, Node, Origin};

/// `links` of an answer. Targets by `operationId` are written as external until every operation is known.
pub(super) fn links<'a>(lowering: &mut Lowering<'a>, response: Node<'a>) -> Vec<Link> {
    lowering.dispensable_entries(response, "links").into_iter().filter_map(|entry| link(lowering, &entry)).collect()
}

fn link<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<Link> {
    let node = lowering.dispensable_object(entry.value, entry.key)?;
    let target = lowering.string(node, "operationId").or_else(|| lowering.string(node, "operationRef"));
    let Some(target) = target else {
        let help = "add `operationId: ...` (OpenAPI 3.1.0 section 4.8.20)";
        let message = "a link must name the operation that it links to".to_owned();
        let diagnostic =
            lowering.recoverable("missing-field", node.origin(), message, help, "until then it is left out");
        lowering.sink.push(diagnostic);
        return None;
    };
    let parameters: IndexMap<_, _> = lowering
        .dispensable_entries(node, "parameters")
        .into_iter()
        .map(|entry| (entry.key.to_owned(), expression(&lowering.json(entry.value))))
        .collect();
    Some(Link {
        origin: node.origin(),
        name: entry.key.to_owned(),
        description: lowering.string(node, "description"),
        target: LinkTarget::External(target),
        parameters,
        request_body: node.get("requestBody").map(|body| expression(&lowering.json(body))),
        server: node.get("server").and_then(|node| server::server(lowering, node.origin())),
        readable: law::readable(lowering, node),
    })
}

/// Points links at their operations, once all are known.
pub(super) fn connect(lowering: &mut Lowering<'_>, operations: &mut [crate::model::Operation]) {
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    let mut by_origin: FxHashMap<Origin, usize> = FxHashMap::default();
    for (index, operation) in operations.iter().enumerate() {
        by_origin.entry(operation.origin).or_insert(index);
        if let Some(id) = &operation.operation_id {
            by_id.entry(id.clone()).or_insert(index);
        }
    }
    let documents = std::sync::Arc::clone(lowering.documents);
    for link in operations.iter_mut().flat_map(|o| &mut o.responses).flat_map(|response| &mut response.links) {
        let LinkTarget::External(name) = &link.target else { continue };
        let node = documents.node(link.origin);
        let by_reference = node.get("operationId").is_none();
        let found = if by_reference {
            let target = lowering.resolver.resolve(link.origin, name).ok();
            target.and_then(|target| by_origin.get(&target.origin()).copied())
        } else {
            by_id.get(name).copied()
        };
        match found {
            Some(index) => link.target = LinkTarget::Operation(OperationId::new(index)),
            None if by_reference => {}
            None => {
                let message = format!("no operation has the `operationId` `{name}`");
                lowering.warning("link-to-nothing", node.get("operationId").unwrap_or(node), message, "fix the name");
            }
        }
    }
}

/// A value or expression (OpenAPI 3.1.0 section 4.8.20.3).
pub(super) fn expression(value: &Value) -> RuntimeExpression {
    let Some(text) = value.as_str() else { return RuntimeExpression::Constant(value.clone()) };
    if text.starts_with('$') {
        return simple(text).unwrap_or_else(|| RuntimeExpression::Constant(value.clone()));
    }
    if !text.contains("{$") {
        return RuntimeExpression::Constant(value.clone());
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{$") {
        let Some(close) = rest[open..].find('}') else { break };
        if open > 0 {
            parts.push(RuntimeExpression::Constant(rest[..open].into()));
        }
        let inner = &rest[open + 1..open + close];
        parts.push(simple(inner).unwrap_or_else(|| RuntimeExpression::Constant(inner.into())));
        rest = &rest[open + close + 1..];
    }
    if !rest.is_empty() {
        parts.push(RuntimeExpression::Constant(rest.into()));
    }
    RuntimeExpression::Template(parts)
}

fn simple(text: &str) -> Option<RuntimeExpression> {
    let named = |prefix: &str| text.strip_prefix(prefix).map(str::to_owned);
    Some(match text {
        "$url" => RuntimeExpression::Url,
        "$method" => RuntimeExpression::Method,
        "$statusCode" => RuntimeExpression::StatusCode,
        "$request.body" => RuntimeExpression::RequestBody(String::new()),
        "$response.body" => RuntimeExpression::ResponseBody(String::new()),
        _ => named("$request.header.")
            .map(RuntimeExpression::RequestHeader)
            .or_else(|| named("$request.query.").map(RuntimeExpression::RequestQuery))
            .or_else(|| named("$request.path.").map(RuntimeExpression::RequestPath))
            .or_else(|| named("$request.body#").map(RuntimeExpression::RequestBody))
            .or_else(|| named("$response.header.").map(RuntimeExpression::ResponseHeader))
            .or_else(|| named("$response.body#").map(RuntimeExpression::ResponseBody))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_constants() {
        let body = RuntimeExpression::ResponseBody("/thread/id".to_owned());
        assert_eq!(expression(&"$response.body#/thread/id".into()), body);
        assert_eq!(expression(&"plain".into()), RuntimeExpression::Constant("plain".into()));
        assert_eq!(
            expression(&"id-{$request.path.id}".into()),
            RuntimeExpression::Template(vec![
                RuntimeExpression::Constant("id-".into()),
                RuntimeExpression::RequestPath("id".to_owned()),
            ])
        );
    }
}
