//! Changes of the tree after its reading. What comes from another text keeps its places there, and stands, for references
//! and pointers, where it was put in.

use rustc_hash::FxHashSet;

use super::documents::{Documents, offset};
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
        self.nodes[node.0 as usize].kind = kind;
        node
    }

    /// Gives a mapping copies of a key and its value; they take the place of those of the same name.
    pub(crate) fn put(&mut self, mapping: Origin, key: Origin, value: Origin) {
        let (key, value) = (self.copy(key, mapping), self.copy(value, mapping));
        let name = self.node(key).as_str().unwrap_or_default();
        let at = self.node(mapping).entries().position(|entry| entry.key == name);
        self.wide.remove(&mapping.0);
        let NodeDataKind::Mapping(pairs) = &mut self.nodes[mapping.0 as usize].kind else { return };
        match at {
            Some(at) => pairs[at] = (key.0, value.0),
            None => *pairs = pairs.iter().copied().chain([(key.0, value.0)]).collect(),
        }
    }

    /// Appends a copy of a value to a sequence.
    pub(crate) fn append(&mut self, sequence: Origin, value: Origin) {
        let value = self.copy(value, sequence);
        if let NodeDataKind::Sequence(items) = &mut self.nodes[sequence.0 as usize].kind {
            *items = items.iter().copied().chain([value.0]).collect();
        }
    }

    /// Takes a value out of the node that holds it.
    pub(crate) fn remove(&mut self, value: Origin) {
        let holder = self.data(value).parent;
        self.wide.remove(&holder);
        match &mut self.nodes[holder as usize].kind {
            NodeDataKind::Sequence(items) => *items = items.iter().copied().filter(|item| *item != value.0).collect(),
            NodeDataKind::Mapping(pairs) => *pairs = pairs.iter().copied().filter(|pair| pair.1 != value.0).collect(),
            _ => {}
        }
    }
}
