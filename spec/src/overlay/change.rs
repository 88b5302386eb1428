//! Changes of the document, one action after the other.

use serde_json::Value;
use serde_json_path::PathElement;

use super::action::{Action, Change};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{DEPTH_LIMIT, Documents, Node, NodeKind, Origin, Step};

/// The most nodes that overlays may add.
const ADDED_LIMIT: usize = 2_000_000;

/// The document that overlays change.
pub(super) struct Target<'a> {
    documents: &'a mut Documents,
    root: Origin,
    /// What targets are looked up in: the same document, as JSON.
    mirror: Value,
    /// How many nodes there were before.
    first: usize,
    sink: &'a mut Sink,
}

impl<'a> Target<'a> {
    pub fn new(documents: &'a mut Documents, root: Origin, sink: &'a mut Sink) -> Self {
        documents.part(root);
        let mirror = documents.node(root).to_json();
        let first = documents.len();
        Self { documents, root, mirror, first, sink }
    }

    pub fn apply(&mut self, action: &Action) {
        let paths = self.selected(action);
        if paths.is_empty() {
            let message = "this target selects nothing of the document".to_owned();
            let help = "its action changes nothing; mend the target, or remove the action";
            let span = self.documents.span(action.origin);
            self.sink.push(Diagnostic::warning("target-selects-nothing", span, message).help(help));
        }
        match action.change {
            Change::Remove => self.remove_all(action, &paths),
            Change::Update(update) => self.update_all(action, update, &paths),
        }
    }

    /// Where the target leads to, each place once.
    fn selected(&self, action: &Action) -> Vec<Vec<Step>> {
        let mut nodes = action.target.query_located(&self.mirror);
        nodes.dedup_in_place();
        let step = |element: &PathElement<'_>| match element {
            PathElement::Name(name) => Step::Name((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        };
        nodes.locations().map(|location| location.iter().map(step).collect()).collect()
    }

    /// From the last to the first, so that no removal moves what is still to be removed.
    fn remove_all(&mut self, action: &Action, paths: &[Vec<Step>]) {
        let mut paths: Vec<&[Step]> = paths.iter().map(Vec::as_slice).collect();
        paths.sort_unstable();
        for path in paths.into_iter().rev() {
            let Some((last, holder)) = path.split_last() else {
                let help = "a target of `remove` is something within the document";
                self.error("invalid-target", action.origin, "the whole document cannot be removed".to_owned(), help);
                continue;
            };
            if let Some(node) = self.documents.below(self.root, path) {
                self.documents.remove(node);
            }
            match (below(&mut self.mirror, holder), last) {
                (Some(Value::Object(object)), Step::Name(name)) => drop(object.shift_remove(name)),
                (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => drop(items.remove(*index)),
                _ => {}
            }
        }
    }

    fn update_all(&mut self, action: &Action, update: Origin, paths: &[Vec<Step>]) {
        let value = self.documents.node(update).to_json();
        let levels = levels(self.documents.node(update));
        for path in paths {
            if path.len() + levels > DEPTH_LIMIT || self.documents.len() - self.first > ADDED_LIMIT {
                let message = "this action makes the document too deep or too large".to_owned();
                let help =
                    format!("at most {DEPTH_LIMIT} levels are read, and overlays add at most {ADDED_LIMIT} nodes");
                self.error("nesting-too-deep", action.origin, message, &help);
                return;
            }
            let Some(target) = self.documents.below(self.root, path) else { continue };
            match (self.documents.node(target).kind(), self.documents.node(update).kind()) {
                (NodeKind::Mapping, NodeKind::Mapping) => self.merge(target, update),
                (NodeKind::Sequence, _) => self.documents.append(target, update),
                (NodeKind::Mapping, _) => return self.not_mergeable(action, update),
                _ => return self.not_changeable(action, target),
            }
            match below(&mut self.mirror, path) {
                Some(Value::Array(items)) => items.push(value.clone()),
                Some(target) => merge(target, &value),
                None => {}
            }
        }
    }

    /// Objects are merged, arrays joined, all else replaced; null leaves a collection as it is.
    fn merge(&mut self, target: Origin, update: Origin) {
        let pairs: Vec<(Origin, Origin)> =
            self.documents.node(update).entries().map(|entry| (entry.key_origin, entry.value.origin())).collect();
        for (key, value) in pairs {
            let known = self.documents.node(key).as_str().and_then(|key| self.documents.node(target).get(key));
            let kinds = (known.map(Node::kind), self.documents.node(value).kind());
            match (known.map(Node::origin), kinds) {
                (Some(known), (Some(NodeKind::Mapping), NodeKind::Mapping)) => self.merge(known, value),
                (Some(known), (Some(NodeKind::Sequence), NodeKind::Sequence)) => {
                    let items: Vec<Origin> = self.documents.node(value).items().map(Node::origin).collect();
                    for item in items {
                        self.documents.append(known, item);
                    }
                }
                (_, (Some(NodeKind::Mapping | NodeKind::Sequence), NodeKind::Null)) => {}
                _ => self.documents.put(target, key, value),
            }
        }
    }

    fn not_mergeable(&mut self, action: &Action, update: Origin) {
        let message = format!(
            "the target selects an object, so `update` must be an object, this is {}",
            self.documents.node(update).describe()
        );
        let span = self.documents.span(action.origin);
        let help = "write the properties to merge with it";
        let place = self.documents.span(update);
        self.sink.push(Diagnostic::error("wrong-type", place, message).label(span, "the target").help(help));
    }

    fn not_changeable(&mut self, action: &Action, target: Origin) {
        let message = format!("this target selects {}, and only objects and arrays are updated", {
            self.documents.node(target).describe()
        });
        let span = self.documents.span(target);
        let help = "select the object that holds it, and give the property its new value there";
        let place = self.documents.span(action.origin);
        self.sink.push(Diagnostic::error("invalid-target", place, message).label(span, "selected").help(help));
    }

    fn error(&mut self, code: &'static str, place: Origin, message: String, help: &str) {
        let span = self.documents.span(place);
        self.sink.push(Diagnostic::error(code, span, message).help(help));
    }
}

/// How many collections stand within each other.
fn levels(node: Node<'_>) -> usize {
    let below = node.items().chain(node.entries().map(|entry| entry.value)).map(levels).max().unwrap_or(0);
    match node.kind() {
        NodeKind::Mapping | NodeKind::Sequence => below + 1,
        _ => 0,
    }
}

fn below<'v>(root: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(root, |value, step| match step {
        Step::Name(name) => value.get_mut(name),
        Step::Index(index) => value.get_mut(index),
    })
}

/// The same as [`Target::merge`], for the mirror.
fn merge(target: &mut Value, update: &Value) {
    let (Value::Object(target), Value::Object(update)) = (target, update) else { return };
    for (key, value) in update {
        match (target.get_mut(key), value) {
            (Some(known @ Value::Object(_)), Value::Object(_)) => merge(known, value),
            (Some(Value::Array(known)), Value::Array(items)) => known.extend(items.iter().cloned()),
            (Some(Value::Object(_) | Value::Array(_)), Value::Null) => {}
            (Some(known), _) => *known = value.clone(),
            (None, _) => drop(target.insert(key.clone(), value.clone())),
        }
    }
}
