//! The parameters of a query that ask for pages.

use crate::model::{Api, Location, Operation, Parameter, SchemaKind};
use crate::resources::response_values::plain;
use crate::resources::words;

/// A parameter of the query.
#[derive(Debug, Clone)]
pub(super) struct Query<'a> {
    /// Its index in the operation.
    pub index: usize,
    /// The words of its name, joined by `_`.
    pub name: String,
    pub parameter: &'a Parameter,
    /// Whether its values are whole numbers.
    pub is_integer: bool,
    /// The least of them.
    pub minimum: Option<i64>,
    /// The value that stands for none.
    pub default: Option<i64>,
}

/// What takes a cursor and nothing else.
const CURSORS: [&str; 19] = [
    "cursor",
    "page_cursor",
    "start_cursor",
    "after_cursor",
    "next_cursor",
    "page_token",
    "next_token",
    "next_page_token",
    "continuation_token",
    "pagination_token",
    "continue",
    "marker",
    "page_marker",
    "next_marker",
    "after",
    "page_after",
    "starting_after",
    "bookmark",
    "next_page",
];
/// What takes what the last item is known by.
const LAST_ITEMS: [&str; 6] = ["starting_after", "after", "after_id", "page_after", "last_id", "start_after"];
const NUMBERS: [&str; 7] = ["page", "page_number", "page_num", "page_no", "pagenumber", "page_index", "current_page"];
const OFFSETS: [&str; 6] = ["offset", "skip", "start_index", "page_offset", "start", "offset_index"];
const LIMITS: [&str; 17] = [
    "limit",
    "per_page",
    "perpage",
    "page_size",
    "pagesize",
    "page_limit",
    "size",
    "count",
    "max_results",
    "max_items",
    "take",
    "top",
    "hits_per_page",
    "items_per_page",
    "results_per_page",
    "max_page_size",
    "rows",
];

/// The parameters of an operation's query.
pub(super) fn queries<'a>(api: &Api, operation: &'a Operation) -> Vec<Query<'a>> {
    let of_query = operation.parameters.iter().enumerate().filter(|(_, one)| one.location == Location::Query);
    of_query.map(|(index, parameter)| query(api, index, parameter)).collect()
}

fn query<'a>(api: &Api, index: usize, parameter: &'a Parameter) -> Query<'a> {
    let name = words(&parameter.name).join("_");
    let mut query = Query { index, name, parameter, is_integer: false, minimum: None, default: None };
    let Some(schema) = parameter.schema() else { return query };
    let values = plain(api, schema);
    if let SchemaKind::Number(number) = &api.schemas[values].kind {
        // Documents call numbers of pages numbers.
        query.is_integer = true;
        query.minimum = number.minimum.as_ref().and_then(|bound| bound.value.to_string().parse().ok());
    }
    let defaults = [schema, values].map(|id| api.schemas[id].annotations.default.as_ref());
    query.default = defaults.into_iter().flatten().find_map(serde_json::Value::as_i64);
    query
}

impl Query<'_> {
    pub(super) fn is_cursor(&self) -> bool {
        CURSORS.contains(&self.name.as_str())
    }

    pub(super) fn is_last_item(&self) -> bool {
        LAST_ITEMS.contains(&self.name.as_str())
    }

    pub(super) fn is_number(&self) -> bool {
        self.is_integer && NUMBERS.contains(&self.name.as_str())
    }

    pub(super) fn is_offset(&self) -> bool {
        self.is_integer && OFFSETS.contains(&self.name.as_str())
    }

    pub(super) fn is_limit(&self) -> bool {
        LIMITS.contains(&self.name.as_str())
    }

    /// Whether it asks for pages in any way.
    pub(super) fn is_about_pages(&self) -> bool {
        self.is_cursor() || self.is_last_item() || self.is_number() || self.is_offset() || self.is_limit()
    }

    /// The number of the first page, where the document shows it.
    pub(super) fn first_page(&self, api: &Api) -> Option<i64> {
        let first = |number: &i64| matches!(number, 0 | 1);
        let texts = [
            self.parameter.description.as_ref(),
            self.parameter.schema().and_then(|schema| api.schemas[schema].annotations.description.as_ref()),
        ];
        let declared_start = |text: &String| counts_from(&text.to_lowercase());
        let declared = self.default.filter(first).or(self.minimum.filter(first));
        declared.or_else(|| texts.into_iter().flatten().find_map(declared_start))
    }
}

/// The number from which a text says that pages are counted.
fn counts_from(text: &str) -> Option<i64> {
    const SAYS: [&str; 12] = [
        "starting at ",
        "starting from ",
        "starting with ",
        "starts at ",
        "starts from ",
        "starts with ",
        "start at ",
        "begins at ",
        "begins with ",
        "default is ",
        "defaults to ",
        "default: ",
    ];
    let clear = text.replace(['`', '*', '"', '\''], "");
    let number = |digit: &str| SAYS.iter().any(|says| clear.contains(&format!("{says}{digit}")));
    let is = |base: &str, digit: &str| {
        ["based", "indexed"].iter().any(|how| [base, digit].iter().any(|one| clear.contains(&format!("{one}-{how}"))))
    };
    match (number("1") || is("one", "1"), number("0") || is("zero", "0")) {
        (true, false) => Some(1),
        (false, true) => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::counts_from;

    #[test]
    fn a_text_tells_where_pages_begin() {
        for (text, first) in [
            ("The page, starting at 1.", Some(1)),
            ("Page index (zero-based)", Some(0)),
            ("page number, defaults to `1`", Some(1)),
            ("the page", None),
            ("starts at 0; the 1-based number is in the response", None),
        ] {
            assert_eq!(counts_from(&text.to_lowercase()), first, "{text}");
        }
    }
}
