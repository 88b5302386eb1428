//! Texts, places in them, and the one spanned tree that they become.

/// A node of the tree: where something of the model was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(pub(crate) u32);

/// Every text that was read, and the tree of its nodes.
#[derive(Debug, Default)]
pub struct Documents {}

/// A place that people can find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name or address as given by the user.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values.
    pub column: usize,
    /// JSON Pointer (RFC 6901) of the node within its file.
    pub pointer: String,
}

impl Documents {
    /// The place of a node.
    #[must_use]
    pub fn place(&self, _origin: Origin) -> Place {
        Place { file: String::new(), line: 1, column: 1, pointer: String::new() }
    }

    /// The place of a keyword within the node, `minLength` of a schema for instance; the node's own where it has none.
    #[must_use]
    pub fn place_of(&self, origin: Origin, _keyword: &str) -> Place {
        self.place(origin)
    }
}
