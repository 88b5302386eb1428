//! What holds across exchanges, which OpenAPI has no word for: the `x-trueline-*` extensions of an operation.

use super::DeclaredPaging;

/// The laws of an operation.
#[derive(Debug, Clone, Default)]
pub struct Laws {
    /// Its response is a page (`x-trueline-page`).
    pub page: Option<PageLaw>,
    /// The same where pages follow each other in another way than by a cursor.
    pub paging: Option<DeclaredPaging>,
    /// A parameter selects fields of the response (`x-trueline-fields`).
    pub fields: Option<FieldSelection>,
    /// Fields of the request that the response repeats (`x-trueline-echoes`).
    pub echoes: Vec<Echo>,
}

/// What forms a page. Parameters are named; places in the response are JSON Pointers (RFC 6901).
#[derive(Debug, Clone)]
pub struct PageLaw {
    /// The query parameter that bounds the number of items.
    pub limit: Option<String>,
    /// The query parameter that gives the start of the page.
    pub cursor: String,
    /// Whether the cursor is the base64 of the last item's sort key.
    pub cursor_is_base64_of_sort_key: bool,
    /// Where the response repeats the limit.
    pub limit_echo: Option<String>,
    /// Where the response gives the next page's cursor; null or absent on the last page.
    pub next_cursor: String,
    /// Where the response says whether there are more pages.
    pub has_more: Option<String>,
    /// Where the response's items are.
    pub items: String,
    /// Where an item's identity is, within the item.
    pub identity: Option<String>,
    /// Where an item's sort key is, within the item.
    pub sort_key: Option<String>,
    /// The parameter that sets an order, and its values.
    pub order: Option<SortOrder>,
    /// A boolean within an item: where it is true the item must not be shown.
    pub hidden_by: Option<String>,
}

/// A parameter that sets an order.
#[derive(Debug, Clone)]
pub struct SortOrder {
    /// The query parameter.
    pub parameter: String,
    /// The value for the smallest sort key first.
    pub ascending: String,
    /// The value for the greatest sort key first.
    pub descending: String,
}

/// A parameter that selects fields of the response.
#[derive(Debug, Clone)]
pub struct FieldSelection {
    /// The query parameter.
    pub parameter: String,
    /// Where the objects are whose fields are selected: an array's items, or one object.
    pub items: String,
}

/// A value of the request that the response repeats.
#[derive(Debug, Clone)]
pub struct Echo {
    /// JSON Pointer of the field in the request's body.
    pub request: String,
    /// JSON Pointer of the field in the response's body.
    pub response: String,
}

/// `x-trueline-readable` of a link: what was created can be read through it.
#[derive(Debug, Clone)]
pub struct Readable {
    /// Where, in the response of the link's target, the created item is found: an array's items, or one object.
    pub items: String,
    /// What must be equal.
    pub equal: Vec<Comparison>,
}

/// An equality between the creation and what is read later.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What the creation said.
    pub source: ValueSource,
    /// JSON Pointer within the item that is read.
    pub item: String,
}

/// A value of the creating exchange, by JSON Pointer.
#[derive(Debug, Clone)]
pub enum ValueSource {
    /// In the request's body.
    Request(String),
    /// In the response's body.
    Response(String),
}
