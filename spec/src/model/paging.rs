//! What a document, or the configuration of a generated client, declares about pages.

use std::fmt;
use std::str::FromStr;

/// How pages follow each other, without details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PagingKind {
    /// By a value of the response.
    #[default]
    Cursor,
    /// By the number of the page.
    Number,
    /// By the number of items that are passed over.
    Offset,
    /// By what the last item is known by.
    LastItem,
    /// By the header `Link`.
    Link,
    /// By an address in the response.
    Url,
}

impl PagingKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Cursor, Self::Number, Self::Offset, Self::LastItem, Self::Link, Self::Url];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cursor => "cursor",
            Self::Number => "number",
            Self::Offset => "offset",
            Self::LastItem => "last-item",
            Self::Link => "link",
            Self::Url => "url",
        }
    }
}

impl fmt::Display for PagingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PagingKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// The declared paging of an operation. Places are JSON Pointers (RFC 6901).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredPaging {
    /// How pages follow each other.
    pub kind: PagingKind,
    /// The query parameter that requests a page.
    pub parameter: Option<String>,
    /// Where the response has the next page's cursor or address.
    pub next: Option<String>,
    /// Where the items are; by default the one list of the response.
    pub items: Option<String>,
    /// Where the response says whether there are more pages.
    pub has_more: Option<String>,
    /// The number of the first page, or of the first item.
    pub first: Option<i64>,
    /// Where an item has the value that identifies it; `/id` by default.
    pub key: Option<String>,
}
