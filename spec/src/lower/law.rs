//! The `x-trueline-*` extensions: fixed fields, so an unknown one is a mistake.

use super::context::Lowering;
use crate::model::{
    Comparison, DeclaredPaging, Echo, FieldSelection, Laws, PageLaw, PagingKind, Readable, RequiredWith, Session,
    SortOrder, ValueSource,
};
use crate::source::{Node, NodeKind};

/// The laws of an operation.
pub(super) fn laws<'a>(lowering: &mut Lowering<'a>, operation: Node<'a>) -> Laws {
    let page_node = operation.get("x-trueline-page");
    let has_kind = |node: Node<'_>| node.get("kind").is_some();
    Laws {
        page: page_node.filter(|node| !has_kind(*node)).and_then(|node| page(lowering, node)),
        paging: page_node.filter(|node| has_kind(*node)).and_then(|node| paging(lowering, node)),
        fields: operation.get("x-trueline-fields").and_then(|node| fields(lowering, node)),
        echoes: lowering
            .items(operation, "x-trueline-echoes")
            .into_iter()
            .filter_map(|node| {
                lowering.known_fields(node, &["request", "response"]);
                Some(Echo {
                    request: lowering.required(node, "request")?,
                    response: lowering.required(node, "response")?,
                })
            })
            .collect(),
    }
}

/// Pages of a kind that is said: the client follows them, and the suite has no laws of them.
fn paging<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<DeclaredPaging> {
    lowering.known_fields(node, &["kind", "parameter", "next", "items", "has-more", "first", "key"]);
    let text = lowering.required(node, "kind")?;
    let Ok(kind) = text.parse() else {
        let kinds = PagingKind::ALL.map(PagingKind::as_str).join(", ");
        lowering.error(
            "wrong-value",
            node,
            format!("`{text}` is not a kind of paging"),
            format!("write one of {kinds}"),
        );
        return None;
    };
    Some(DeclaredPaging {
        kind,
        parameter: lowering.string(node, "parameter"),
        next: lowering.string(node, "next"),
        items: lowering.string(node, "items"),
        has_more: lowering.string(node, "has-more"),
        first: node.get("first").and_then(|_| integer(lowering, node, "first")),
        key: lowering.string(node, "key"),
    })
}

fn integer<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, key: &str) -> Option<i64> {
    let text = lowering.required(node, key)?;
    let integer = text.parse().ok();
    if integer.is_none() {
        let place = node.get(key).unwrap_or(node);
        lowering.error("wrong-value", place, format!("`{text}` is not an integer"), "write an integer");
    }
    integer
}

fn page<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<PageLaw> {
    lowering.known_fields(
        node,
        &[
            "limit",
            "cursor",
            "cursor-is-base64-of-sort-key",
            "limit-echo",
            "next-cursor",
            "has-more",
            "items",
            "identity",
            "sort-key",
            "order",
            "hidden-by",
        ],
    );
    let order = node.get("order");
    Some(PageLaw {
        limit: lowering.string(node, "limit"),
        cursor: lowering.required(node, "cursor")?,
        cursor_is_base64_of_sort_key: lowering.boolean(node, "cursor-is-base64-of-sort-key") == Some(true),
        limit_echo: lowering.string(node, "limit-echo"),
        next_cursor: lowering.required(node, "next-cursor")?,
        has_more: lowering.string(node, "has-more"),
        items: lowering.required(node, "items")?,
        identity: lowering.string(node, "identity"),
        sort_key: lowering.string(node, "sort-key"),
        order: order.and_then(|order| {
            lowering.known_fields(order, &["parameter", "ascending", "descending"]);
            Some(SortOrder {
                parameter: lowering.required(order, "parameter")?,
                ascending: lowering.required(order, "ascending")?,
                descending: lowering.required(order, "descending")?,
            })
        }),
        hidden_by: lowering.string(node, "hidden-by"),
    })
}

fn fields<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<FieldSelection> {
    lowering.known_fields(node, &["parameter", "items"]);
    Some(FieldSelection { parameter: lowering.required(node, "parameter")?, items: lowering.required(node, "items")? })
}

/// `x-trueline-readable` of a link.
pub(super) fn readable<'a>(lowering: &mut Lowering<'a>, link: Node<'a>) -> Option<Readable> {
    let node = link.get("x-trueline-readable")?;
    lowering.known_fields(node, &["items", "equal"]);
    let equal = lowering.items(node, "equal");
    Some(Readable {
        items: lowering.required(node, "items")?,
        equal: equal
            .into_iter()
            .filter_map(|node| {
                lowering.known_fields(node, &["request", "response", "item"]);
                let source = match lowering.string(node, "request") {
                    Some(pointer) => ValueSource::Request(pointer),
                    None => ValueSource::Response(lowering.required(node, "response")?),
                };
                Some(Comparison { source, item: lowering.required(node, "item")? })
            })
            .collect(),
    })
}

/// `x-trueline-required-with` of a parameter.
pub(super) fn required_with<'a>(lowering: &mut Lowering<'a>, parameter: Node<'a>) -> Option<RequiredWith> {
    let node = parameter.get("x-trueline-required-with")?;
    lowering.known_fields(node, &["body", "missing-status"]);
    Some(RequiredWith {
        body: lowering.required(node, "body")?,
        missing_status: lowering.status(node, "missing-status")?,
    })
}

/// `x-trueline-session` of a parameter.
pub(super) fn session<'a>(lowering: &mut Lowering<'a>, parameter: Node<'a>) -> Option<Session> {
    let node = parameter.get("x-trueline-session")?;
    lowering.known_fields(node, &["unknown-status", "foreign-status", "owner"]);
    Some(Session {
        unknown_status: lowering.status(node, "unknown-status")?,
        foreign_status: lowering.status(node, "foreign-status")?,
        owner: lowering.string(node, "owner"),
    })
}

impl<'a> Lowering<'a> {
    /// Reports fields that an extension does not have.
    pub(super) fn known_fields(&mut self, node: Node<'a>, known: &[&str]) {
        if node.kind() != NodeKind::Mapping {
            self.wrong_type(node, "this extension", "an object");
        }
        for entry in node.entries().filter(|entry| !known.contains(&entry.key)) {
            let message = format!("this extension has no field `{}`", entry.key);
            self.error("unknown-field", entry.value, message, format!("its fields are {}", known.join(", ")));
        }
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, node: Node<'a>, key: &str) -> Option<String> {
        match node.get(key) {
            None => self.error("missing-field", node, format!("`{key}` is missing"), format!("add `{key}: ...`")),
            Some(field) if matches!(field.kind(), NodeKind::Null | NodeKind::Sequence | NodeKind::Mapping) => {
                self.wrong_type(field, key, "a string");
            }
            Some(field) => return self.text(field, key),
        }
        None
    }

    /// A status of HTTP that must be there.
    pub(super) fn status(&mut self, node: Node<'a>, key: &str) -> Option<u16> {
        let text = self.required(node, key)?;
        let status = text.parse().ok().filter(|status| (100..600).contains(status));
        if status.is_none() {
            let place = node.get(key).unwrap_or(node);
            self.error("wrong-value", place, format!("`{text}` is not an HTTP status"), "write a number of 100 to 599");
        }
        status
    }
}
