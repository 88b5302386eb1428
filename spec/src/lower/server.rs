//! Servers.

use indexmap::IndexMap;

use super::context::Lowering;
use crate::model::{Server, ServerVariable};
use crate::source::{Node, NodeKind};

/// `servers` of a node; what is malformed is reported and left out.
pub(super) fn servers(lowering: &mut Lowering<'_>, servers: Option<Node<'_>>) -> Vec<Server> {
    let Some(servers) = servers else { return Vec::new() };
    let servers = lowering.documents.node(servers.origin());
    if servers.kind() != NodeKind::Sequence {
        lowering.warning("malformed-servers", servers, "`servers` must be an array", "write `servers: [{url: ...}]`");
        return Vec::new();
    }
    servers.items().filter_map(|node| server(lowering, node.origin())).collect()
}

/// One server.
pub(super) fn server(lowering: &mut Lowering<'_>, origin: crate::source::Origin) -> Option<Server> {
    let documents = std::sync::Arc::clone(lowering.documents);
    let node = documents.node(origin);
    let Some(url) = node.get("url").and_then(Node::as_str) else {
        lowering.warning("malformed-servers", node, "a server must be an object with a `url`", "write `{url: ...}`");
        return None;
    };
    let text = |node: Node<'_>, key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    if let Some(variables) = node.get("variables").filter(|variables| variables.kind() != NodeKind::Mapping) {
        let help = "write `variables: {NAME: {default: ...}}`";
        lowering.warning("malformed-servers", variables, "variables of a server are an object", help);
    }
    let variables: IndexMap<_, _> = node
        .get("variables")
        .into_iter()
        .flat_map(Node::entries)
        .map(|entry| {
            if entry.value.kind() != NodeKind::Mapping {
                lowering.ignored_wrong_type(entry.value, entry.key, "an object");
            }
            let allowed = entry.value.get("enum").into_iter().flat_map(Node::items);
            let variable = ServerVariable {
                default: text(entry.value, "default").unwrap_or_default(),
                allowed: allowed.filter_map(Node::as_str).map(str::to_owned).collect(),
                description: text(entry.value, "description"),
            };
            (entry.key.to_owned(), variable)
        })
        .collect();
    Some(Server { origin, url: url.to_owned(), description: text(node, "description"), variables })
}
