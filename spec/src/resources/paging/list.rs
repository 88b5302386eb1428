//! Where the items of a response are.

use crate::model::{Api, Operation, PathPart, SchemaId, SchemaKind};
use crate::pointer;
use crate::resources::response_values::{plain, properties};
use crate::resources::words;

/// The items of a response.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// Their place; empty where they are the whole.
    pub pointer: String,
    /// What one of them is.
    pub item: SchemaId,
}

/// What lists are called that are not the ones that a list operation is for.
const ASIDE: [&str; 12] = [
    "errors", "error", "warnings", "warning", "included", "links", "facets", "order", "order_by", "sort", "fields",
    "columns",
];
/// What the items are called among other lists, the surest first.
const USUAL: [&str; 12] = [
    "data",
    "items",
    "results",
    "entries",
    "list",
    "records",
    "values",
    "objects",
    "result",
    "resources",
    "value",
    "nodes",
];

/// The items of a body: it is a list itself, has one, or has one within one object.
pub(super) fn find(api: &Api, operation: &Operation, body: SchemaId) -> Option<List> {
    let body = plain(api, body);
    if let SchemaKind::Array(array) = &api.schemas[body].kind {
        return Some(List { pointer: String::new(), item: array.items? });
    }
    among(api, operation, body, "").or_else(|| {
        let objects = properties(api, body).into_iter();
        let mut found = objects.filter(|(_, value, _)| matches!(api.schemas[*value].kind, SchemaKind::Object(_)));
        let wrapper = |name: &str| {
            let own = words(name).join("_");
            USUAL.contains(&own.as_str()) || last_words(operation) == own
        };
        let (name, value, _) = found.find(|(name, ..)| wrapper(name))?;
        among(api, operation, value, &format!("/{}", pointer::escape(name)))
    })
}

/// The list among the members of an object.
fn among(api: &Api, operation: &Operation, object: SchemaId, place: &str) -> Option<List> {
    let mut lists: Vec<(String, List)> = Vec::new();
    for (name, value, _) in properties(api, object) {
        let SchemaKind::Array(array) = &api.schemas[plain(api, value)].kind else { continue };
        let (own, Some(item)) = (words(name).join("_"), array.items) else { continue };
        if !ASIDE.contains(&own.as_str()) {
            lists.push((own, List { pointer: format!("{place}/{}", pointer::escape(name)), item }));
        }
    }
    if let [(_, only)] = lists.as_slice() {
        return Some(only.clone());
    }
    let of_path = last_words(operation);
    let named = |wanted: &str| lists.iter().find(|(name, _)| name == wanted).map(|(_, list)| list.clone());
    USUAL.iter().find_map(|name| named(name)).or_else(|| named(&of_path))
}

/// The words of the last part of the path that is no parameter.
fn last_words(operation: &Operation) -> String {
    let mut literals = operation.path.parts().iter().filter_map(|part| match part {
        PathPart::Literal(text) => Some(text.trim_matches('/')),
        PathPart::Parameter(_) => None,
    });
    let last = literals.rfind(|text| !text.is_empty()).unwrap_or_default();
    words(last.rsplit('/').next().unwrap_or_default()).join("_")
}
