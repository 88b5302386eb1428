//! Which way a value goes, and which properties go only one way.

use super::{Schema, SchemaId, Schemas};

/// Which way a value goes; `readOnly` and `writeOnly` properties are required one way only (OpenAPI 3.1.0 section
/// 4.8.24.4, and 3.0.3 section 4.7.24.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the server: `readOnly` properties are never required.
    Request,
    /// From the server: `writeOnly` properties are never required.
    Response,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }
}

impl Schemas {
    /// Whether a property of this schema belongs to the other direction: it is `readOnly` in a request, or `writeOnly` in
    /// a response, by itself, by what it refers to, or by a part of its `allOf`.
    #[must_use]
    pub fn is_hidden(&self, property: SchemaId, direction: Direction) -> bool {
        let marked = |flag: fn(&Schema) -> bool| {
            [property, self.resolve(property), self.as_one(property)].into_iter().any(|id| flag(&self[id]))
        };
        match direction {
            Direction::Request => marked(|schema| schema.annotations.read_only),
            Direction::Response => marked(|schema| schema.annotations.write_only),
        }
    }
}
