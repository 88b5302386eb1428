//! Changes of the document, one action after the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use serde_json_path::PathElement;

use super::action::{Action, Change};
use super::cost::{OVERLAY_LIMIT, cost};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{DEPTH_LIMIT, Documents, Node, NodeKind, Origin, Step};

/// The most that overlays may add: nodes, and texts as so many nodes.
pub const ADDED_LIMIT: usize = 2_000_000;

/// How many bytes of texts count as a node.
const BYTES_PER_NODE: usize = 64;
/// How many entries of a list are moved for as much as a node costs.
const ENTRIES_PER_NODE: usize = 16;

/// The document that overlays change.
pub(super) struct Target<'a> {
    documents: &'a mut Documents,
    root: Origin,
    /// What targets are looked up in: the same document, as JSON.
    mirror: Value,
    /// How deep the document is nested at most, what overlays put in included.
    levels: usize,
    /// What is left of [`OVERLAY_LIMIT`].
    work_left: usize,
    /// What is left of [`ADDED_LIMIT`].
    added_left: usize,
    is_exceeded: bool,
    sink: &'a mut Sink,
}

impl<'a> Target<'a> {
    pub(super) fn new(documents: &'a mut Documents, root: Origin, sink: &'a mut Sink) -> Self {
        documents.part(root);
        let mirror = documents.node(root).to_json();
        let levels = levels(documents.node(root));
        let (work_left, added_left, is_exceeded) = (OVERLAY_LIMIT, ADDED_LIMIT, false);
        Self { documents, root, mirror, levels, work_left, added_left, is_exceeded, sink }
    }

    pub(super) fn apply(&mut self, action: &Action) {
        if !self.spend(action, cost(&action.text, self.documents.len(), self.levels)) {
            return;
        }
        let paths = self.selected(action);
        if paths.is_empty() {
            let message = "this target selects nothing of the document".to_owned();
            let help = "its action changes nothing; fix the target, or remove the action";
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

    /// From the last to the first, so that no removal moves what is still to be removed; all of one holder together.
    fn remove_all(&mut self, action: &Action, paths: &[Vec<Step>]) {
        let mut holders: BTreeMap<&[Step], BTreeSet<&Step>> = BTreeMap::new();
        for path in paths {
            if let Some((last, holder)) = path.split_last() {
                holders.entry(holder).or_default().insert(last);
            } else {
                let help = "a target of `remove` is something within the document";
                self.error("invalid-target", action.origin, "the whole document cannot be removed".to_owned(), help);
            }
        }
        for (holder, steps) in holders.into_iter().rev() {
            let Some(node) = self.documents.below(self.root, holder) else { continue };
            let entries = self.documents.node(node).entries().len() + self.documents.node(node).items().len();
            if !self.spend(action, entries) {
                return;
            }
            self.documents.remove(node, &steps);
            match below(&mut self.mirror, holder) {
                Some(Value::Object(object)) => object.retain(|name, _| !steps.contains(&Step::Name(name.clone()))),
                Some(Value::Array(items)) => {
                    let mut index = 0..;
                    items.retain(|_| !index.next().is_some_and(|index| steps.contains(&Step::Index(index))));
                }
                _ => {}
            }
        }
    }

    fn update_all(&mut self, action: &Action, update: Origin, paths: &[Vec<Step>]) {
        let value = self.documents.node(update).to_json();
        let levels = levels(self.documents.node(update));
        let weight = weight(self.documents.node(update));
        for path in paths {
            if path.len() + levels > DEPTH_LIMIT {
                let message = "this action makes the document too deep".to_owned();
                let help = format!("at most {DEPTH_LIMIT} levels are read");
                self.error("nesting-too-deep", action.origin, message, &help);
                return;
            }
            self.levels = self.levels.max(path.len() + levels);
            let Some(target) = self.documents.below(self.root, path) else { continue };
            let node = self.documents.node(target);
            let entries = node.entries().len() + node.items().len();
            if !self.spend(action, entries / ENTRIES_PER_NODE) || !self.add(action, weight) {
                return;
            }
            match (self.documents.node(target).kind(), self.documents.node(update).kind()) {
                (NodeKind::Mapping, NodeKind::Mapping) => self.merge(target, update),
                (NodeKind::Sequence, _) => self.documents.append(target, &[update]),
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

    /// Takes what an action adds from what overlays may add; false, and reported once, where that is exceeded.
    fn add(&mut self, action: &Action, weight: usize) -> bool {
        let Some(left) = self.added_left.checked_sub(weight) else {
            let message = "overlays add too much from this action on".to_owned();
            let help = format!("they may add {ADDED_LIMIT} nodes in all, {BYTES_PER_NODE} bytes of text being one");
            self.error("overlay-too-costly", action.origin, message, &help);
            self.is_exceeded = true;
            return false;
        };
        self.added_left = left;
        true
    }

    /// Takes work from what overlays may cost; false, and reported once, where that is exceeded.
    fn spend(&mut self, action: &Action, work: usize) -> bool {
        if self.is_exceeded {
            return false;
        }
        if let Some(left) = self.work_left.checked_sub(work) {
            self.work_left = left;
            return true;
        }
        let message = "from this action on, overlays cost too much: they visit too many places".to_owned();
        let help = format!(
            "they may visit or copy {OVERLAY_LIMIT} nodes in total; select places directly, with fewer `..`, `*`, `$` and `,`"
        );
        self.error("overlay-too-costly", action.origin, message, &help);
        self.is_exceeded = true;
        false
    }

    /// Objects are merged, arrays joined, all else replaced; null leaves a collection as it is.
    fn merge(&mut self, target: Origin, update: Origin) {
        let pairs: Vec<(Origin, Origin)> =
            self.documents.node(update).entries().map(|entry| (entry.key_origin, entry.value.origin())).collect();
        let mut put = Vec::new();
        for (key, value) in pairs {
            let known = self.documents.node(key).as_str().and_then(|key| self.documents.node(target).get(key));
            let kinds = (known.map(Node::kind), self.documents.node(value).kind());
            match (known.map(Node::origin), kinds) {
                (Some(known), (Some(NodeKind::Mapping), NodeKind::Mapping)) => self.merge(known, value),
                (Some(known), (Some(NodeKind::Sequence), NodeKind::Sequence)) => {
                    let items: Vec<Origin> = self.documents.node(value).items().map(Node::origin).collect();
                    self.documents.append(known, &items);
                }
                (_, (Some(NodeKind::Mapping | NodeKind::Sequence), NodeKind::Null)) => {}
                _ => put.push((key, value)),
            }
        }
        self.documents.put(target, &put);
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

/// What a value costs to copy.
fn weight(node: Node<'_>) -> usize {
    let text = node.as_str().map_or(0, |text| text.len() / BYTES_PER_NODE);
    let below = node.items().chain(node.entries().map(|entry| entry.value)).map(weight);
    below.fold(1 + text, usize::saturating_add)
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
