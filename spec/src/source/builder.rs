//! Grows the tree from the events of a YAML or JSON reader, both alike.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::documents::{Documents, WIDE, offset, span};
use super::node::{NodeData, NodeDataKind, Origin};
use super::read::{ALIAS_LIMIT, DEPTH_LIMIT, NODE_LIMIT};
use crate::diagnostic::{Diagnostic, Sink};

/// The tree of one document while it is being read.
pub(super) struct Builder<'d> {
    pub documents: &'d mut Documents,
    pub document: u32,
    pub sink: &'d mut Sink,
    /// Whether a duplicate key is an error.
    pub strict: bool,
    /// How many nodes there were before.
    first: usize,
    stack: Vec<Frame>,
    root: Option<u32>,
    /// How large the nodes are that aliases can mean.
    extents: FxHashMap<u32, Extent>,
    /// How many nodes aliases have expanded to.
    aliased: usize,
}

/// A collection that is not closed yet.
struct Frame {
    node: u32,
    children: Vec<u32>,
    is_mapping: bool,
    extent: Extent,
}

/// How large a value is, its aliases written out.
#[derive(Clone, Copy)]
struct Extent {
    nodes: usize,
    /// Collections within each other.
    levels: usize,
}

impl Extent {
    const SCALAR: Self = Self { nodes: 1, levels: 0 };

    /// That of the collection that holds it.
    fn with(self, item: Self) -> Self {
        Self { nodes: self.nodes.saturating_add(item.nodes), levels: self.levels.max(item.levels + 1) }
    }
}

impl<'d> Builder<'d> {
    pub(super) fn new(documents: &'d mut Documents, document: u32, sink: &'d mut Sink, strict: bool) -> Self {
        let first = documents.nodes.len();
        let (stack, extents) = (Vec::new(), FxHashMap::default());
        Self { documents, document, sink, strict, first, stack, root: None, extents, aliased: 0 }
    }

    /// Forgets what was built.
    pub(super) fn restart(&mut self) {
        self.documents.nodes.truncate(self.first);
        let first = offset(self.first);
        self.documents.wide.retain(|mapping, _| *mapping < first);
        self.documents.disordered.retain(|holder, _| *holder < first);
        self.stack.clear();
        self.root = None;
        self.extents.clear();
        self.aliased = 0;
    }

    /// Whether the next node is a key of a mapping.
    pub(super) fn expects_key(&self) -> bool {
        self.stack.last().is_some_and(|frame| frame.is_mapping && frame.children.len().is_multiple_of(2))
    }

    /// A scalar; nothing where there are too many nodes.
    pub(super) fn scalar(&mut self, kind: NodeDataKind, range: Range<usize>) -> Option<u32> {
        let node = self.push(kind, range)?;
        self.place(node, Extent::SCALAR);
        Some(node)
    }

    /// Begins a collection; nothing where it is nested too deeply, or where there are too many nodes.
    pub(super) fn open(&mut self, is_mapping: bool, range: Range<usize>) -> Option<u32> {
        if self.stack.len() >= DEPTH_LIMIT {
            self.report_depth(range);
            return None;
        }
        let node = self.push(NodeDataKind::Null, range)?;
        self.stack.push(Frame { node, children: Vec::new(), is_mapping, extent: Extent { nodes: 1, levels: 1 } });
        Some(node)
    }

    /// Notes that aliases can mean a node, while it is open.
    pub(super) fn anchor(&mut self, node: u32) {
        self.extents.insert(node, Extent::SCALAR);
    }

    /// Ends the innermost collection at an offset.
    pub(super) fn close(&mut self, end: usize) {
        let Some(frame) = self.stack.pop() else { return };
        let kind = if frame.is_mapping {
            NodeDataKind::Mapping(self.pairs(frame.node, &frame.children))
        } else {
            NodeDataKind::Sequence(frame.children.into_boxed_slice())
        };
        self.documents.note_order(frame.node, &kind);
        let data = &mut self.documents.nodes[frame.node as usize];
        data.kind = kind;
        data.end = offset(end).max(data.start);
        if let Some(extent) = self.extents.get_mut(&frame.node) {
            *extent = frame.extent;
        }
        self.place(frame.node, frame.extent);
    }

    /// Puts a node that exists already where the next one belongs (an alias); false where that makes the document too
    /// large or too deep.
    pub(super) fn alias(&mut self, node: u32, range: Range<usize>) -> bool {
        let extent = self.extents.get(&node).copied().unwrap_or(Extent::SCALAR);
        self.aliased = self.aliased.saturating_add(extent.nodes);
        if self.aliased > ALIAS_LIMIT {
            let message = format!("up to here, aliases expand to more than {ALIAS_LIMIT} nodes");
            self.sink.push(
                Diagnostic::error("alias-bomb", span(self.document, range), message)
                    .help("write the value out, or make it smaller; what repeats can be a `$ref`"),
            );
            return false;
        }
        if self.stack.len() + extent.levels > DEPTH_LIMIT {
            self.report_depth(range);
            return false;
        }
        if let Some(frame) = self.stack.last_mut() {
            frame.children.push(node);
            frame.extent = frame.extent.with(extent);
        }
        true
    }

    /// Whether a collection of this node is still open (an alias to it would be a cycle).
    pub(super) fn is_open(&self, node: u32) -> bool {
        self.stack.iter().any(|frame| frame.node == node)
    }

    /// The root, once everything is closed.
    pub(super) fn finish(self) -> Option<Origin> {
        self.root.map(Origin)
    }

    fn push(&mut self, kind: NodeDataKind, range: Range<usize>) -> Option<u32> {
        if self.documents.nodes.len() - self.first >= NODE_LIMIT {
            let message = format!("up to here, the text has {NODE_LIMIT} values, which is the most that is read");
            self.sink.push(
                Diagnostic::error("too-large", span(self.document, range), message)
                    .help("split the document, or check that this is the file you meant"),
            );
            return None;
        }
        let node = offset(self.documents.nodes.len());
        let parent = self.stack.last().map_or(node, |frame| frame.node);
        let (start, end) = (offset(range.start), offset(range.end));
        self.documents.nodes.push(NodeData { kind, document: self.document, start, end, parent });
        Some(node)
    }

    fn place(&mut self, node: u32, extent: Extent) {
        match self.stack.last_mut() {
            Some(frame) => {
                frame.children.push(node);
                frame.extent = frame.extent.with(extent);
            }
            None => self.root = self.root.or(Some(node)),
        }
    }

    /// Reports a place that is nested too deeply.
    pub(super) fn report_depth(&mut self, range: Range<usize>) {
        let span = span(self.document, range);
        self.sink.push(
            Diagnostic::error("nesting-too-deep", span, format!("nested more than {DEPTH_LIMIT} levels deep"))
                .help("a document for people is never this deep: look for a generator that went astray"),
        );
    }

    /// Keys with their values: merge keys applied, of a key that is there twice the last.
    fn pairs(&mut self, mapping: u32, children: &[u32]) -> Box<[(u32, u32)]> {
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(children.len() / 2);
        let mut merged = Vec::new();
        let mut seen: FxHashMap<Box<str>, usize> = FxHashMap::default();
        for pair in children.chunks_exact(2) {
            let (key, value) = (pair[0], pair[1]);
            let text = self.key_text(key);
            if &*text == "<<" {
                merged.push(value);
                continue;
            }
            if let Some(earlier) = seen.get(&text) {
                self.report_duplicate(&text, pairs[*earlier].0, key);
                pairs[*earlier] = (key, value);
            } else {
                seen.insert(text, pairs.len());
                pairs.push((key, value));
            }
        }
        for value in merged {
            for (key, value) in self.merged_pairs(value) {
                let text = self.key_text(key);
                seen.entry(text).or_insert_with(|| {
                    pairs.push((key, value));
                    pairs.len() - 1
                });
            }
        }
        if pairs.len() > WIDE {
            self.documents.wide.insert(mapping, seen);
        }
        pairs.into_boxed_slice()
    }

    /// What `<<` brings in: a mapping, or several, the earlier winning.
    fn merged_pairs(&self, value: u32) -> Vec<(u32, u32)> {
        match &self.documents.nodes[value as usize].kind {
            NodeDataKind::Mapping(pairs) => pairs.to_vec(),
            NodeDataKind::Sequence(items) => items.iter().flat_map(|item| self.merged_pairs(*item)).collect(),
            _ => Vec::new(),
        }
    }

    fn key_text(&self, key: u32) -> Box<str> {
        match &self.documents.nodes[key as usize].kind {
            NodeDataKind::String(text) => text.clone(),
            _ => Box::default(),
        }
    }

    fn report_duplicate(&mut self, text: &str, earlier: u32, later: u32) {
        let later = self.documents.span(Origin(later));
        let message = format!("the key `{text}` is there twice");
        let diagnostic = if self.strict {
            Diagnostic::error("duplicate-key", later, message)
        } else {
            Diagnostic::warning("duplicate-key", later, message)
        };
        let earlier = self.documents.span(Origin(earlier));
        self.sink.push(diagnostic.label(earlier, "first here").help("the last one wins; remove the other"));
    }
}
