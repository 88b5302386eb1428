//! One node of the tree, seen from outside.

use serde_json::{Map, Value};

use super::Documents;
use super::documents::WIDE;
use crate::model::Number;
use crate::pointer;

/// A node of the tree: where something of the model was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(pub(crate) u32);

/// A node together with the tree that it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Node<'d> {
    documents: &'d Documents,
    origin: Origin,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs, reason = "the variants are the kinds of JSON values")]
pub enum NodeKind<'d> {
    Null,
    Bool(bool),
    Number(Number),
    String(&'d str),
    Sequence,
    Mapping,
}

/// A key and a value of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'d> {
    /// The key's text.
    pub key: &'d str,
    /// The key's own node.
    pub key_origin: Origin,
    /// The value.
    pub value: Node<'d>,
}

/// What the tree keeps of a node.
#[derive(Debug)]
pub(super) struct NodeData {
    pub kind: NodeDataKind,
    pub document: u32,
    pub start: u32,
    pub end: u32,
    /// The node that holds it, itself for a root.
    pub parent: u32,
}

#[derive(Debug, Clone)]
pub(super) enum NodeDataKind {
    Null,
    Bool(bool),
    /// Apart, since it would make every node half as large again.
    Number(Box<Number>),
    String(Box<str>),
    Sequence(Box<[u32]>),
    Mapping(Box<[(u32, u32)]>),
}

impl<'d> Node<'d> {
    pub(super) fn new(documents: &'d Documents, origin: Origin) -> Self {
        Self { documents, origin }
    }

    /// Its index, for the model to carry.
    #[must_use]
    pub fn origin(self) -> Origin {
        self.origin
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> NodeKind<'d> {
        match &self.documents.data(self.origin).kind {
            NodeDataKind::Null => NodeKind::Null,
            NodeDataKind::Bool(value) => NodeKind::Bool(*value),
            NodeDataKind::Number(value) => NodeKind::Number(**value),
            NodeDataKind::String(value) => NodeKind::String(value),
            NodeDataKind::Sequence(_) => NodeKind::Sequence,
            NodeDataKind::Mapping(_) => NodeKind::Mapping,
        }
    }

    /// Its text, where it is a string.
    #[must_use]
    pub fn as_str(self) -> Option<&'d str> {
        match self.kind() {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, where it is a mapping that has it.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let pairs = self.pairs();
        if pairs.len() > WIDE
            && let Some(places) = self.documents.wide.get(&self.origin.0)
        {
            return places.get(key).map(|at| self.documents.node(Origin(pairs[*at].1)));
        }
        self.entries().find(|entry| entry.key == key).map(|entry| entry.value)
    }

    /// Keys and values in the order of the document; empty where it is no mapping.
    #[must_use]
    pub fn entries(self) -> impl DoubleEndedIterator<Item = Entry<'d>> + ExactSizeIterator + use<'d> {
        let documents = self.documents;
        self.pairs().iter().map(move |(key, value)| Entry {
            key: documents.node(Origin(*key)).as_str().unwrap_or_default(),
            key_origin: Origin(*key),
            value: documents.node(Origin(*value)),
        })
    }

    /// The nodes of keys and values; empty where it is no mapping.
    fn pairs(self) -> &'d [(u32, u32)] {
        match &self.documents.data(self.origin).kind {
            NodeDataKind::Mapping(pairs) => pairs,
            _ => &[],
        }
    }

    /// The pair that a key or a value belongs to; their nodes ascend but where keys are there twice or are merged.
    fn pair_of(self, child: Origin) -> Option<&'d (u32, u32)> {
        let pairs = self.pairs();
        if let Some(places) = self.documents.disordered.get(&self.origin.0) {
            return places.get(&child.0).and_then(|at| pairs.get(*at));
        }
        let holds = |pair: &&(u32, u32)| pair.0 == child.0 || pair.1 == child.0;
        let guess = pairs.partition_point(|(_, value)| *value < child.0);
        pairs.get(guess).filter(holds).or_else(|| pairs.iter().find(holds))
    }

    /// The items in order; empty where it is no sequence.
    #[must_use]
    pub fn items(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + use<'d> {
        let documents = self.documents;
        self.item_nodes().iter().map(move |item| documents.node(Origin(*item)))
    }

    /// The item at an index, where it is a sequence that has one there.
    #[must_use]
    pub fn item(self, index: usize) -> Option<Self> {
        self.item_nodes().get(index).map(|item| self.documents.node(Origin(*item)))
    }

    fn item_nodes(self) -> &'d [u32] {
        match &self.documents.data(self.origin).kind {
            NodeDataKind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The node that holds it; none for the root of a document.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let parent = Origin(self.documents.data(self.origin).parent);
        (parent != self.origin).then(|| self.documents.node(parent))
    }

    /// Its key, where a mapping holds it.
    #[must_use]
    pub fn key(self) -> Option<&'d str> {
        let (key, value) = self.parent()?.pair_of(self.origin)?;
        (*value == self.origin.0).then(|| self.documents.node(Origin(*key)).as_str())?
    }

    /// The root of its document.
    #[must_use]
    pub fn root(self) -> Self {
        let mut node = self;
        while let Some(parent) = node.parent() {
            node = parent;
        }
        node
    }

    /// JSON Pointer (RFC 6901) from the root of its document; empty for the root itself.
    #[must_use]
    pub fn pointer(self) -> String {
        let mut tokens = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            tokens.push(parent.token_of(node.origin));
            node = parent;
        }
        tokens.iter().rev().fold(String::new(), |pointer, token| pointer + "/" + token)
    }

    fn token_of(self, child: Origin) -> String {
        match &self.documents.data(self.origin).kind {
            NodeDataKind::Sequence(items) => {
                let at = match self.documents.disordered.get(&self.origin.0) {
                    Some(places) => places.get(&child.0).copied(),
                    None => {
                        items.binary_search(&child.0).ok().or_else(|| items.iter().position(|item| *item == child.0))
                    }
                };
                at.map(|index| index.to_string()).unwrap_or_default()
            }
            NodeDataKind::Mapping(_) => self
                .pair_of(child)
                .and_then(|(key, _)| self.documents.node(Origin(*key)).as_str())
                .map(pointer::escape)
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The value as JSON. Neither depth nor aliases make it larger than the limits of reading allow.
    #[must_use]
    pub fn to_json(self) -> Value {
        match self.kind() {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(value) => value.into(),
            NodeKind::Number(number) => number.to_json(),
            NodeKind::String(text) => text.into(),
            NodeKind::Sequence => self.items().map(Self::to_json).collect::<Vec<_>>().into(),
            NodeKind::Mapping => {
                self.entries().map(|entry| (entry.key.to_owned(), entry.value.to_json())).collect::<Map<_, _>>().into()
            }
        }
    }

    /// What it is called in messages: `a string`, `a mapping`, ...
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self.kind() {
            NodeKind::Null => "null",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::Sequence => "an array",
            NodeKind::Mapping => "an object",
        }
    }
}
