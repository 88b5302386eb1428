//! Changes of the tree after its reading. What comes from another text keeps its places there, and stands, for references
//! and pointers, where it was put in.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::documents::{Documents, WIDE, offset};
use super::node::{Node, NodeData, NodeDataKind, Origin};

/// From a collection to what it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// The value of a key.
    Name(String),
    /// An item.
    Index(usize),
}

impl Documents {
    /// The node below another one at the end of a path.
    pub(crate) fn below(&self, root: Origin, path: &[Step]) -> Option<Origin> {
        path.iter().try_fold(root, |holder, step| self.child(holder, step))
    }

    fn child(&self, holder: Origin, step: &Step) -> Option<Origin> {
        let node = self.node(holder);
        match step {
            Step::Name(name) => node.get(name).map(Node::origin),
            Step::Index(index) => node.item(*index).map(Node::origin),
        }
    }

    /// Gives every place below a root a node of its own: what aliases and merge keys share is copied.
    pub(crate) fn part(&mut self, root: Origin) {
        let mut waiting = vec![root.0];
        while let Some(holder) = waiting.pop() {
            let mut seen = FxHashSet::default();
            let mut own = |documents: &mut Self, child: u32| {
                if documents.nodes[child as usize].parent == holder && seen.insert(child) {
                    waiting.push(child);
                    return child;
                }
                documents.copy(Origin(child), Origin(holder)).0
            };
            let kind = match self.nodes[holder as usize].kind.clone() {
                NodeDataKind::Sequence(items) => {
                    NodeDataKind::Sequence(items.iter().map(|item| own(self, *item)).collect())
                }
                NodeDataKind::Mapping(pairs) => NodeDataKind::Mapping(
                    pairs.iter().map(|(key, value)| (own(self, *key), own(self, *value))).collect(),
                ),
                _ => continue,
            };
            self.nodes[holder as usize].kind = kind;
        }
    }

    /// Copies a value to where another node holds it, with all that is below it.
    pub(crate) fn copy(&mut self, value: Origin, holder: Origin) -> Origin {
        let NodeData { document, start, end, .. } = *self.data(value);
        let node = Origin(offset(self.nodes.len()));
        self.nodes.push(NodeData { kind: NodeDataKind::Null, document, start, end, parent: holder.0 });
        let kind = match self.data(value).kind.clone() {
            NodeDataKind::Sequence(items) => {
                NodeDataKind::Sequence(items.iter().map(|item| self.copy(Origin(*item), node).0).collect())
            }
            NodeDataKind::Mapping(pairs) => {
                let copied =
                    |(key, value): &(u32, u32)| (self.copy(Origin(*key), node).0, self.copy(Origin(*value), node).0);
                NodeDataKind::Mapping(pairs.iter().map(copied).collect())
            }
            scalar => scalar,
        };
        self.replace(node, kind);
        node
    }

    /// Gives a mapping copies of keys and their values; they take the place of those of the same names.
    pub(crate) fn put(&mut self, mapping: Origin, entries: &[(Origin, Origin)]) {
        if entries.is_empty() {
            return;
        }
        let copied: Vec<(u32, u32)> =
            entries.iter().map(|(key, value)| (self.copy(*key, mapping).0, self.copy(*value, mapping).0)).collect();
        let mut pairs = match &self.data(mapping).kind {
            NodeDataKind::Mapping(pairs) => pairs.to_vec(),
            _ => return,
        };
        let mut places = self.wide.remove(&mapping.0).unwrap_or_else(|| self.places_of(&pairs));
        for pair in copied {
            match places.entry(self.name(pair.0)) {
                Entry::Occupied(place) => pairs[*place.get()] = pair,
                Entry::Vacant(place) => {
                    place.insert(pairs.len());
                    pairs.push(pair);
                }
            }
        }
        if pairs.len() > WIDE {
            self.wide.insert(mapping.0, places);
        }
        self.nodes[mapping.0 as usize].kind = NodeDataKind::Mapping(pairs.into_boxed_slice());
    }

    fn name(&self, key: u32) -> Box<str> {
        self.node(Origin(key)).as_str().unwrap_or_default().into()
    }

    /// Where each name stands among pairs.
    fn places_of(&self, pairs: &[(u32, u32)]) -> FxHashMap<Box<str>, usize> {
        pairs.iter().enumerate().map(|(at, (key, _))| (self.name(*key), at)).collect()
    }

    /// Appends copies of values to a sequence.
    pub(crate) fn append(&mut self, sequence: Origin, values: &[Origin]) {
        let copied: Vec<u32> = values.iter().map(|value| self.copy(*value, sequence).0).collect();
        if let NodeDataKind::Sequence(items) = &self.data(sequence).kind {
            let items = items.iter().copied().chain(copied).collect();
            self.nodes[sequence.0 as usize].kind = NodeDataKind::Sequence(items);
        }
    }

    /// Takes values out of a collection.
    pub(crate) fn remove(&mut self, holder: Origin, steps: &BTreeSet<&Step>) {
        let left = match &self.data(holder).kind {
            NodeDataKind::Sequence(items) => {
                let is_left = |(index, _): &(usize, &u32)| !steps.contains(&Step::Index(*index));
                NodeDataKind::Sequence(items.iter().enumerate().filter(is_left).map(|(_, item)| *item).collect())
            }
            NodeDataKind::Mapping(pairs) => {
                let is_left = |pair: &&(u32, u32)| !steps.contains(&Step::Name(self.name(pair.0).into()));
                NodeDataKind::Mapping(pairs.iter().filter(is_left).copied().collect())
            }
            _ => return,
        };
        self.replace(holder, left);
    }

    /// Changes what a collection holds, and where its names stand.
    fn replace(&mut self, holder: Origin, kind: NodeDataKind) {
        self.wide.remove(&holder.0);
        if let NodeDataKind::Mapping(pairs) = &kind
            && pairs.len() > WIDE
        {
            self.wide.insert(holder.0, self.places_of(pairs));
        }
        self.nodes[holder.0 as usize].kind = kind;
    }

    /// Notes the order of everything below a root, once all changes are made.
    pub(crate) fn settle(&mut self, root: Origin) {
        let mut waiting = vec![root.0];
        while let Some(holder) = waiting.pop() {
            let kind = self.nodes[holder as usize].kind.clone();
            match &kind {
                NodeDataKind::Sequence(items) => waiting.extend(items),
                NodeDataKind::Mapping(pairs) => waiting.extend(pairs.iter().map(|(_, value)| *value)),
                _ => continue,
            }
            self.note_order(holder, &kind);
        }
    }
}
