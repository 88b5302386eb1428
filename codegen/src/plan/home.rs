//! Where the document itself has a schema, whoever refers to it: the place that it is named by.

use std::collections::BTreeMap;

use trueline_spec::model::{Api, Direction, Operation, SchemaId, SchemaKind, Schemas};
use trueline_spec::source::{Documents, Node, NodeKind, Origin};

use super::listening;
use super::name_hint::NameHint;
use super::operation_name::{OperationNames, key};
use super::planner::TypePlanner;
use super::unions::numbered;

/// What the nodes of a document are.
pub(super) struct Homes<'a> {
    documents: &'a Documents,
    entry: Origin,
    /// The schemas of a node: that which is read there is the first, the others are put together from it.
    schemas: BTreeMap<Origin, Vec<SchemaId>>,
    operations: BTreeMap<Origin, NameHint>,
    known: BTreeMap<Origin, NameHint>,
}

impl<'a> Homes<'a> {
    pub(super) fn of(api: &'a Api, names: &OperationNames) -> Self {
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
            let hints = webhook.operations.iter().map(|one| (one.origin, listening::webhook(webhook, one)));
            operations.extend(hints);
        }
        Self { documents: &api.documents, entry: api.origin, schemas, operations, known: BTreeMap::new() }
    }

    /// The schema that is read at a node.
    fn schema(&self, origin: Origin) -> Option<SchemaId> {
        self.schemas.get(&origin)?.first().copied()
    }

    /// Whether a node is another one or below it.
    fn is_within(&self, inner: Origin, outer: Origin) -> bool {
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
    fn root(&self, schemas: &Schemas, node: Node<'_>) -> Option<NameHint> {
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
    pub(super) fn words(&self, schemas: &Schemas, origin: Origin) -> String {
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
pub(super) fn path_words(path: &str) -> String {
    path.replace('/', " ").replace('{', " by ").replace('}', " ")
}

impl TypePlanner<'_> {
    /// The hint of a schema: the given one, where the schema is below the place that it comes from, else that of the
    /// schema's own place. One that is put together from several has the place where that is done.
    pub(super) fn located(&mut self, id: SchemaId, hint: &NameHint) -> NameHint {
        let origin = self.schemas[id].origin;
        if hint.origin.is_some_and(|outer| self.homes.is_within(origin, outer)) {
            return hint.clone().below(origin);
        }
        if self.homes.schema(origin) == Some(id) {
            return self.home(origin);
        }
        // What is put together of parts that are elsewhere may be put together by others, too.
        let joined = hint.operation.and_then(|operation| self.joined(id, operation));
        joined.unwrap_or_else(|| hint.clone().below(None))
    }

    /// The hint of parts of which none belongs to an operation.
    fn joined(&mut self, id: SchemaId, operation: Origin) -> Option<NameHint> {
        let SchemaKind::AllOf(parts) = &self.schemas[id].kind else { return None };
        let origins: Vec<Origin> = parts.iter().map(|part| self.schemas[*part].origin).collect();
        if origins.iter().any(|origin| self.homes.is_within(*origin, operation)) {
            return None;
        }
        let homes: Vec<NameHint> = origins.into_iter().map(|origin| self.home(origin)).collect();
        NameHint::joined(&homes)
    }

    /// The hint of a component that an operation has: by the operation where it is written there, else by itself.
    pub(super) fn part_of(&mut self, operation: &Operation, origin: Origin, hint: NameHint) -> NameHint {
        if self.homes.is_within(origin, operation.origin) {
            return hint.below(origin);
        }
        self.home(origin).below(origin)
    }

    /// The hint of a node by where it is.
    fn home(&mut self, origin: Origin) -> NameHint {
        if let Some(known) = self.homes.known.get(&origin) {
            return known.clone();
        }
        let mut steps = Vec::new();
        let mut node = self.homes.documents.node(origin);
        let mut hint = loop {
            if let Some(id) = self.homes.schema(node.origin()).filter(|id| self.is_component(*id)) {
                break self.component_hint(id);
            }
            if let Some(root) = self.homes.root(self.schemas, node) {
                break root;
            }
            let Some(parent) = node.parent() else { break NameHint::schema("", "", origin) };
            steps.push(node);
            node = parent;
        };
        while let Some(node) = steps.pop() {
            hint = self.step(node, hint, &mut steps);
        }
        let hint = hint.below(origin);
        self.homes.known.insert(origin, hint.clone());
        hint
    }

    /// A node below one that has a hint; `further` are those below it, the nearest last.
    fn step(&self, node: Node<'_>, hint: NameHint, further: &mut Vec<Node<'_>>) -> NameHint {
        let holder = node.parent().and_then(|parent| self.homes.schema(parent.origin()));
        let mut name = || further.pop().and_then(Node::key).unwrap_or_default();
        match (node.key().unwrap_or_default(), holder) {
            ("properties", Some(_)) => hint.property(name()),
            ("patternProperties", Some(_)) => hint.pattern(name()),
            ("items", Some(_)) => hint.item(),
            ("additionalProperties", Some(holder)) => match &self.schemas[holder].kind {
                SchemaKind::Object(object) if self.map_of(object).is_none() => hint.additional(),
                _ => hint.value(),
            },
            ("prefixItems", Some(_)) => {
                let item = further.pop();
                let mut items = node.items();
                hint.nth(1 + items.position(|one| Some(one.origin()) == item.map(Node::origin)).unwrap_or_default())
            }
            ("anyOf" | "oneOf", Some(holder)) => match further.pop() {
                Some(variant) => self.alternative_at(holder, variant.origin(), hint),
                None => hint,
            },
            ("responses", None) => {
                let status = name();
                hint.message(&format!("{status} response"), status).of(Direction::Response)
            }
            ("requestBody", None) => hint.message("body", "body"),
            ("headers", None) => hint.parameter("header", name()),
            _ => hint,
        }
    }

    /// The hint of an alternative by its node; without a label of its own where it is the only one.
    fn alternative_at(&self, holder: SchemaId, variant: Origin, hint: NameHint) -> NameHint {
        let origin = self.schemas[holder].origin;
        let all = self.homes.schemas.get(&origin).into_iter().flatten();
        let unions = all.filter_map(|id| match &self.schemas[*id].kind {
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => Some(variants),
            _ => None,
        });
        for variants in unions {
            let schemas = self.without_nulls(&variants.schemas);
            let Some(place) = schemas.iter().position(|id| self.schemas[*id].origin == variant) else { continue };
            if schemas.len() == 1 {
                return hint;
            }
            let implied = self.implied_tags(&schemas);
            let called = self.called(&schemas, variants.discriminator.as_ref().or(implied.as_ref()));
            return numbered(&called).get(place).map_or(hint.clone(), |label| hint.alternative(label));
        }
        hint
    }
}
