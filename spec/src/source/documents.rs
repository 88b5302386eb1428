//! Every text that was read, with its lines.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::columns::Columns;
use super::node::{NodeData, NodeDataKind, Origin};
use super::{Excerpt, Node};

/// Every text that was read, and the tree of its nodes.
#[derive(Debug, Default)]
pub struct Documents {
    pub(super) texts: Vec<Text>,
    pub(super) nodes: Vec<NodeData>,
    /// Of mappings that have many keys, where each stands among them.
    pub(super) wide: FxHashMap<u32, FxHashMap<Box<str>, usize>>,
    /// Of collections of many nodes whose nodes do not ascend (a key that is there twice, aliases, merge keys), where
    /// each node stands among them.
    pub(super) disordered: FxHashMap<u32, FxHashMap<u32, usize>>,
}

/// The most keys that are looked through one by one.
pub(super) const WIDE: usize = 32;

/// A text with its name and the offsets at which its lines begin.
#[derive(Debug)]
pub(super) struct Text {
    pub name: String,
    pub content: String,
    pub line_starts: Vec<u32>,
    columns: Columns,
}

/// A range of bytes in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which text, in the order of reading.
    pub document: u32,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A place that people can find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name or address as given by the user.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values.
    pub column: usize,
    /// JSON Pointer (RFC 6901) of the node within its document; of what an overlay put in, within the document that the
    /// overlay changed.
    pub pointer: String,
}

impl Documents {
    /// One text alone, without a tree: for showing places of what is no OpenAPI document.
    #[must_use]
    pub fn of_text(name: &str, text: &str) -> Self {
        let mut documents = Self::default();
        documents.add_text(name, text.to_owned());
        documents
    }

    /// A node with its tree.
    #[must_use]
    pub fn node(&self, origin: Origin) -> Node<'_> {
        Node::new(self, origin)
    }

    /// The range of a node in its text.
    #[must_use]
    pub fn span(&self, origin: Origin) -> Span {
        let data = self.data(origin);
        Span { document: data.document, start: data.start, end: data.end }
    }

    /// The place of a node.
    #[must_use]
    pub fn place(&self, origin: Origin) -> Place {
        let (file, line, column) = self.position(&self.span(origin));
        Place { file, line, column, pointer: self.node(origin).pointer() }
    }

    /// The place of a keyword within the node, `minLength` of a schema for instance; the node's own where it has none.
    #[must_use]
    pub fn place_of(&self, origin: Origin, keyword: &str) -> Place {
        self.place(self.keyword(origin, keyword))
    }

    /// The line of a keyword within the node, as it is shown to people; the node's own where it has none.
    #[must_use]
    pub fn excerpt_of(&self, origin: Origin, keyword: &str) -> Excerpt {
        self.excerpt(&self.span(self.keyword(origin, keyword)))
    }

    /// The line on which a span begins, as it is shown to people.
    #[must_use]
    pub fn excerpt(&self, span: &Span) -> Excerpt {
        let text = self.text(span.document).map_or("", |(_, text)| text);
        match self.line(span) {
            Some((_, line)) => Excerpt::within(text, line, span.start as usize),
            None => Excerpt::of(text, span.start as usize),
        }
    }

    fn keyword(&self, origin: Origin, keyword: &str) -> Origin {
        let found = self.node(origin).entries().find(|entry| entry.key == keyword);
        found.map_or(origin, |entry| entry.key_origin)
    }

    /// File, line and column at which a span begins; of an address what may be shown of it.
    #[must_use]
    pub fn position(&self, span: &Span) -> (String, usize, usize) {
        let (line, column) = self.line_and_column(span);
        let name = self.texts.get(span.document as usize).map(|text| text.name.clone());
        (name.unwrap_or_default(), line, column)
    }

    /// Line and column at which a span begins, from 1.
    #[must_use]
    pub fn line_and_column(&self, span: &Span) -> (usize, usize) {
        let Some(text) = self.texts.get(span.document as usize) else { return (1, 1) };
        let line = text.line_starts.partition_point(|start| *start <= span.start).max(1);
        let line_start = text.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        (line, text.columns.between(&text.content, line_start, span.start as usize) + 1)
    }

    /// The number of the line on which a span begins, from 1, and its bytes without the line feed.
    pub(crate) fn line(&self, span: &Span) -> Option<(usize, Range<usize>)> {
        let text = self.texts.get(span.document as usize)?;
        let line = text.line_starts.partition_point(|start| *start <= span.start).max(1);
        let start = text.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = text.line_starts.get(line).map_or(text.content.len(), |next| *next as usize - 1);
        Some((line, start..end))
    }

    /// The name and the text of a document, by its place in the order of reading.
    #[must_use]
    pub fn text(&self, document: u32) -> Option<(&str, &str)> {
        self.texts.get(document as usize).map(|text| (text.name.as_str(), text.content.as_str()))
    }

    /// The name of every text that was read, in the order of reading.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| text.name.as_str())
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Notes where each node of a collection of many stands among them, where they do not ascend.
    pub(super) fn note_order(&mut self, holder: u32, kind: &NodeDataKind) {
        self.disordered.remove(&holder);
        let places: FxHashMap<u32, usize> = match kind {
            NodeDataKind::Sequence(items) if items.len() > WIDE && !items.is_sorted() => {
                items.iter().enumerate().rev().map(|(at, item)| (*item, at)).collect()
            }
            NodeDataKind::Mapping(pairs) if pairs.len() > WIDE && !pairs.is_sorted_by_key(|(_, value)| *value) => {
                let places = pairs.iter().enumerate().rev();
                places.flat_map(|(at, (key, value))| [(*key, at), (*value, at)]).collect()
            }
            _ => return,
        };
        self.disordered.insert(holder, places);
    }

    pub(super) fn data(&self, origin: Origin) -> &NodeData {
        &self.nodes[origin.0 as usize]
    }

    pub(super) fn add_text(&mut self, name: &str, text: String) -> u32 {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| offset(at + 1)))
            .collect();
        let columns = Columns::default();
        self.texts.push(Text { name: name.to_owned(), content: text, line_starts, columns });
        offset(self.texts.len() - 1)
    }
}

/// Texts are below [`SIZE_LIMIT`](super::SIZE_LIMIT), so that offsets fit.
pub(super) fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

pub(super) fn span(document: u32, range: Range<usize>) -> Span {
    Span { document, start: offset(range.start), end: offset(range.end) }
}
