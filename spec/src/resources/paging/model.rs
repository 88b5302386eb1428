//! What forms pages.

use crate::model::{PagingKind, SchemaId};

/// How the pages of a list follow each other. Places in responses are JSON Pointers (RFC 6901), parameters are indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Where the items are.
    pub items: String,
    /// What an item is.
    pub item: SchemaId,
    /// How the next page is asked for.
    pub advance: Advance,
    /// How a response says that it is the last.
    pub ends: Ends,
    /// Why it is taken for pages, as a sentence for people; none where the document or its user says so.
    pub reason: Option<String>,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advance {
    /// By a value of the response.
    Cursor {
        /// The parameter that takes it.
        parameter: usize,
        /// Where it is; null, absent or empty on the last page.
        next: String,
    },
    /// By the number of the page.
    Number {
        /// The parameter that takes it.
        parameter: usize,
        /// The number of the first page; none where only responses give.
        first: Option<i64>,
        /// Where a response has its own number.
        current: Option<String>,
    },
    /// By the number of items that are passed over.
    Offset {
        /// The parameter that takes it.
        parameter: usize,
        /// The number at which nothing is passed over.
        first: i64,
    },
    /// By what the last item is known by.
    LastItem {
        /// The parameter that takes it.
        parameter: usize,
        /// Where it is in an item.
        key: String,
    },
    /// By the header `Link` with `rel="next"` (RFC 8288).
    Link,
    /// By an address in the response.
    Url {
        /// Where it is; null, absent or empty on the last page.
        next: String,
    },
}

impl Advance {
    /// The kind without its details.
    #[must_use]
    pub fn kind(&self) -> PagingKind {
        match self {
            Self::Cursor { .. } => PagingKind::Cursor,
            Self::Number { .. } => PagingKind::Number,
            Self::Offset { .. } => PagingKind::Offset,
            Self::LastItem { .. } => PagingKind::LastItem,
            Self::Link => PagingKind::Link,
            Self::Url { .. } => PagingKind::Url,
        }
    }
}

/// How a response says that it is the last; whatever is not said is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// Where it says whether there are more.
    pub has_more: Option<String>,
    /// Where it says whether it is the last.
    pub is_last: Option<String>,
    /// Where it says how many pages there are.
    pub pages: Option<String>,
    /// What is null or absent on the last page.
    pub next: Option<String>,
}
