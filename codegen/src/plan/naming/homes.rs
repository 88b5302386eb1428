//! Where the document itself has a schema, whoever refers to it: the place that it is named by.

use std::collections::BTreeMap;

use trueline_spec::model::{Api, Direction, Operation, SchemaId, Schemas};
use trueline_spec::source::{Documents, Node, NodeKind, Origin};

use crate::plan::hints::name_hint::NameHint;
use crate::plan::hints::operation_id::key;
use crate::plan::naming::inbound;
use crate::plan::naming::operation_name::OperationNames;

/// What the nodes of a document are.
pub(crate) struct Homes<'a> {
    pub(crate) documents: &'a Documents,
    entry: Origin,
    /// The schemas of a node: that which is read there is the first, the others are put together from it.
    pub(crate) schemas: BTreeMap<Origin, Vec<SchemaId>>,
    operations: BTreeMap<Origin, NameHint>,
    pub(crate) known: BTreeMap<Origin, NameHint>,
}

impl<'a> Homes<'a> {
    pub(crate) fn of(api: &'a Api, names: &OperationNames) -> Self {
        let mut schemas: BTreeMap<Origin, Vec<SchemaId>> = BTreeMap::new();
        for (id, schema) in api.schemas.iter() {
            schemas.entry(schema.origin).or_default().push(id);
        }
        let hint = |operation: &'a Operation| (operation.origin, names.hint(operation));
        // Path items can be shared, and their operations with them: the first path is theirs.
        let mut sorted: Vec<&Operation> = api.operations.iter().collect();
        sorted.sort_by_cached_key(|operation| std::cmp::Reverse(key(operation)));
        let mut operations: BTreeMap<Origin, NameHint> = sorted.into_iter().map(hint).collect();
        for webhook in &api.webhooks {
            let hints = webhook.operations.iter().map(|one| (one.origin, inbound::webhook(webhook, one)));
            operations.extend(hints);
        }
        Self { documents: &api.documents, entry: api.origin, schemas, operations, known: BTreeMap::new() }
    }

    /// The schema that is read at a node.
    pub(crate) fn schema(&self, origin: Origin) -> Option<SchemaId> {
        self.schemas.get(&origin)?.first().copied()
    }

    /// Whether a node is another one or below it.
    pub(crate) fn is_within(&self, inner: Origin, outer: Origin) -> bool {
        let mut node = Some(self.documents.node(inner));
        while let Some(found) = node {
            if found.origin() == outer {
                return true;
            }
            node = found.parent();
        }
        false
    }

    /// The entry document's nodes have no name; others have their file's.
    fn file(&self, node: Node<'_>) -> String {
        let root = node.root();
        if root.origin() == self.documents.node(self.entry).root().origin() {
            return String::new();
        }
        let file = self.documents.place(root.origin()).file;
        file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
    }

    /// What is known of a node by itself: a schema with a name, an operation, a component, a whole file.
    pub(crate) fn root(&self, schemas: &Schemas, node: Node<'_>) -> Option<NameHint> {
        if let Some(hint) = self.operations.get(&node.origin()) {
            return Some(hint.clone());
        }
        let place = || format!("{}#{}", self.file(node), node.pointer());
        if let Some(id) = self.schema(node.origin())
            && let Some(name) = &schemas[id].name
        {
            return Some(NameHint::schema(name, &place(), node.origin()));
        }
        let Some(parent) = node.parent() else {
            let file = self.file(node);
            let stem = file.split('.').next().unwrap_or_default();
            return Some(NameHint::schema(stem, &place(), node.origin()));
        };
        let name = || node.key().unwrap_or_default();
        let component = |kind, usual| Some(NameHint::component(name(), &place(), kind, usual).below(node.origin()));
        match parent.key()? {
            "parameters" if parent.kind() == NodeKind::Sequence => {
                let location = node.get("in").and_then(Node::as_str).unwrap_or_default();
                let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
                let item = parent.parent()?;
                let of_path = || {
                    let place = format!("{}#{}", self.file(node), item.pointer());
                    NameHint::operation(&path_words(item.key().unwrap_or_default()), &place)
                };
                let hint = self.operations.get(&item.origin()).cloned().unwrap_or_else(of_path);
                Some(hint.parameter(location, name).below(node.origin()))
            }
            "parameters" => component("parameter", Direction::Request),
            "requestBodies" => component("body", Direction::Request),
            "responses" => component("response", Direction::Response),
            "headers" => component("header", Direction::Response),
            _ => None,
        }
    }
}

impl Homes<'_> {
    /// The words of a node's place, as far as the document itself says them.
    pub(crate) fn words(&self, schemas: &Schemas, origin: Origin) -> String {
        let mut words = Vec::new();
        let mut node = self.documents.node(origin);
        loop {
            if let Some(root) = self.root(schemas, node) {
                words.push(root.words().to_owned());
                break;
            }
            let Some(parent) = node.parent() else { break };
            let is_list = parent.kind() == NodeKind::Sequence;
            let title = || node.get("title").and_then(Node::as_str).map(str::to_owned);
            let word = match (parent.key().unwrap_or_default(), node.key().unwrap_or_default()) {
                ("properties" | "responses" | "headers" | "patternProperties", name) => Some(name.to_owned()),
                ("anyOf" | "oneOf" | "prefixItems", _) if is_list => {
                    let place = parent.items().position(|item| item.origin() == node.origin());
                    title().or(place.map(|place| format!("variant {}", place + 1)))
                }
                (_, "items") => Some("item".to_owned()),
                (_, "additionalProperties") => Some("value".to_owned()),
                (_, "requestBody") => Some("body".to_owned()),
                _ => None,
            };
            words.extend(word);
            node = parent;
        }
        words.reverse();
        words.join(" ")
    }
}

/// The words of a path: `/pets/{id}` is `pets by id`.
fn path_words(path: &str) -> String {
    path.replace('/', " ").replace('{', " by ").replace('}', " ")
}
