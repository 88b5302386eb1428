//! What leaves no doubt about how pages follow each other.

use super::envelope::{Field, FieldKind, fields};
use super::list::{List, find};
use super::model::{Advance, Ends, Paging};
use super::queries::{Query, queries};
use crate::model::{Api, Method, Operation, SchemaId, SchemaKind, Variants};
use crate::resources::response_values::{bodies, plain, properties};

/// What a response calls the value that asks for the next page.
const NEXT: [&str; 15] = [
    "next_cursor",
    "next_page_cursor",
    "next_page_token",
    "next_token",
    "next_continuation_token",
    "continuation_token",
    "next_marker",
    "next_page",
    "next_page_id",
    "next_start_cursor",
    "next_after",
    "next_key",
    "next",
    "end_cursor",
    "after_cursor",
];
const HAS_MORE: [&str; 8] = [
    "has_more",
    "has_more_items",
    "has_more_pages",
    "has_more_results",
    "has_next",
    "has_next_page",
    "more",
    "more_results",
];
const IS_LAST: [&str; 4] = ["last", "last_page", "is_last", "is_last_page"];
const PAGES: [&str; 7] =
    ["total_pages", "max_page", "pages", "last_page", "num_pages", "pages_count", "total_page_count"];
/// Variants of a union that are looked at.
const MOST_VARIANTS: usize = 100;

impl Paging {
    /// How the pages of an operation follow each other: nothing where there may be another way to read it.
    #[must_use]
    pub fn infer(api: &Api, operation: &Operation) -> Option<Self> {
        if !matches!(operation.method, Method::Get | Method::Post) {
            return None;
        }
        let body = bodies(operation).next()?;
        let List { pointer: items, item } = find(api, operation, body)?;
        let survey = Survey {
            api,
            operation,
            queries: queries(api, operation),
            fields: fields(api, body, &items),
            key: id(api, item),
        };
        let (advance, reason) = survey.advance()?;
        let ends = survey.ends(&advance);
        Some(Self { items, item, advance, ends, reason: Some(reason) })
    }
}

/// What is known of a list.
struct Survey<'a> {
    api: &'a Api,
    operation: &'a Operation,
    queries: Vec<Query<'a>>,
    fields: Vec<Field>,
    /// Where an item has its own name.
    key: Option<String>,
}

impl Survey<'_> {
    fn advance(&self) -> Option<(Advance, String)> {
        self.cursor()
            .or_else(|| self.link())
            .or_else(|| self.url())
            .or_else(|| self.last_item())
            .or_else(|| self.number())
            .or_else(|| self.offset())
    }

    /// A parameter and a value of the response that belong together, the nearest names before others; none where two are as near.
    fn cursor(&self) -> Option<(Advance, String)> {
        // One of two ways to ask is chosen by another parameter then.
        if self.queries.iter().any(|query| query.name == "usemarker" || query.name.starts_with("use_")) {
            return None;
        }
        let mut pairs: Vec<(u8, &Query<'_>, &Field)> = Vec::new();
        for query in &self.queries {
            let near = self.fields.iter().filter_map(|field| Some((nearness(query, field)?, query, field)));
            pairs.extend(near);
        }
        let best = pairs.iter().map(|(rank, ..)| *rank).min()?;
        pairs.retain(|(rank, ..)| *rank == best);
        if let [(_, query, field)] = pairs.as_slice() {
            let reason = format!(
                "{} takes the value that a response has at {}",
                code(&query.parameter.name),
                code(&field.pointer)
            );
            return Some((Advance::Cursor { parameter: query.index, next: field.pointer.clone() }, reason));
        }
        None
    }

    /// Responses declare `Link`, and a parameter asks for pages.
    fn link(&self) -> Option<(Advance, String)> {
        let headers =
            || self.operation.responses.iter().filter(|one| one.status.is_success()).flat_map(|one| &one.headers);
        let is_declared = headers().any(|header| header.name.eq_ignore_ascii_case("link"));
        (is_declared && self.queries.iter().any(Query::is_about_pages))
            .then(|| (Advance::Link, "responses declare the header `Link` (RFC 8288)".to_owned()))
    }

    /// The response has the address of the next page.
    fn url(&self) -> Option<(Advance, String)> {
        const NAMES: [&str; 9] = [
            "next",
            "next_uri",
            "next_url",
            "next_link",
            "next_href",
            "next_page_uri",
            "next_page_url",
            "next_page_link",
            "odata_next_link",
        ];
        let mut found = self.fields.iter().filter(|field| field.kind == FieldKind::Address);
        let is_next = |field: &&Field| {
            NAMES.contains(&field.name.as_str())
                || field.owner == "next" && matches!(field.name.as_str(), "href" | "url")
        };
        let field = found.by_ref().find(is_next)?;
        let reason = format!("a response has the address of the next page at {}", code(&field.pointer));
        Some((Advance::Url { next: field.pointer.clone() }, reason))
    }

    /// A parameter takes what the last item is known by, and the response says whether there are more.
    fn last_item(&self) -> Option<(Advance, String)> {
        let mut found = self.queries.iter().filter(|query| query.is_last_item());
        let (query, None) = (found.next()?, found.next()) else { return None };
        let more = self.boolean(&HAS_MORE)?;
        let name = code(&query.parameter.name);
        if let Some(last) = self.fields.iter().find(|field| field.name == "last_id" && field.kind == FieldKind::Text) {
            let reason = format!(
                "{name} takes the value that a response has at {}, and a response says at {} whether there are more",
                code(&last.pointer),
                code(&more.pointer)
            );
            return Some((Advance::Cursor { parameter: query.index, next: last.pointer.clone() }, reason));
        }
        let key = self.key.clone()?;
        let reason = format!(
            "{name} takes the {} of an item, and a response says at {} whether there are more",
            code(key.trim_start_matches('/')),
            code(&more.pointer)
        );
        Some((Advance::LastItem { parameter: query.index, key }, reason))
    }

    /// A parameter takes the number of a page, and it is known which is the first.
    fn number(&self) -> Option<(Advance, String)> {
        let mut found = self.queries.iter().filter(|query| query.is_number());
        let (query, None) = (found.next()?, found.next()) else { return None };
        let has_limit = self.queries.iter().any(Query::is_limit);
        let current = self.fields.iter().find(|field| field.name == query.name && field.kind == FieldKind::Integer);
        let is_counted = current.is_some() || self.pages().is_some() || self.boolean(&HAS_MORE).is_some();
        if !has_limit && !is_counted && self.queries.iter().any(|query| query.name == "start" || query.name == "end") {
            return None;
        }
        let first = query.first_page(self.api);
        let name = code(&query.parameter.name);
        let reason = match (first, current) {
            (Some(first), _) => format!("{name} takes the number of a page, which is {first} for the first"),
            (None, Some(current)) => {
                format!("{name} takes the number of a page, which a response has at {}", code(&current.pointer))
            }
            (None, None) => return None,
        };
        let current = current.map(|field| field.pointer.clone());
        Some((Advance::Number { parameter: query.index, first, current }, reason))
    }

    /// A parameter takes how many items are passed over, beside one that says how many are wanted.
    fn offset(&self) -> Option<(Advance, String)> {
        let mut found = self.queries.iter().filter(|query| query.is_offset());
        let (query, None) = (found.next()?, found.next()) else { return None };
        let limit = self.queries.iter().find(|query| query.is_limit())?;
        // Times begin and end.
        if self.queries.iter().any(|query| matches!(query.name.as_str(), "end" | "to" | "until")) {
            return None;
        }
        let declared = query.default.or(query.minimum).filter(|first| matches!(first, 0 | 1));
        let first = declared.unwrap_or(i64::from(query.name == "start_index"));
        let (name, limit) = (code(&query.parameter.name), code(&limit.parameter.name));
        let reason = format!("{name} takes the number of items before a page, together with {limit}");
        Some((Advance::Offset { parameter: query.index, first }, reason))
    }

    fn ends(&self, advance: &Advance) -> Ends {
        let place = |field: &Field| field.pointer.clone();
        let is_counted = matches!(advance, Advance::Number { .. });
        let next = self.fields.iter().find(|field| {
            let is_next = NEXT.contains(&field.name.as_str()) || field.name == "next_page_url";
            is_next && field.kind != FieldKind::Boolean
        });
        Ends {
            has_more: self.boolean(&HAS_MORE).map(place),
            is_last: self.boolean(&IS_LAST).map(place),
            pages: self.pages().filter(|_| is_counted).map(place),
            next: next.filter(|_| matches!(advance, Advance::Number { .. } | Advance::Offset { .. })).map(place),
        }
    }

    fn boolean(&self, names: &[&str]) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == FieldKind::Boolean && names.contains(&field.name.as_str()))
    }

    fn pages(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == FieldKind::Integer && PAGES.contains(&field.name.as_str()))
    }
}

/// How near the names of a parameter and of a value are, 0 the nearest; none where they do not belong together.
fn nearness(query: &Query<'_>, field: &Field) -> Option<u8> {
    let is_scalar = matches!(field.kind, FieldKind::Text | FieldKind::Integer);
    if !is_scalar || query.is_limit() || query.is_integer && field.kind == FieldKind::Text {
        return None;
    }
    let stem = field.name.strip_prefix("next_").or_else(|| field.name.strip_prefix("end_"));
    if stem == Some(query.name.as_str()) || field.owner == "next" && field.name == query.name {
        return Some(0);
    }
    if query.is_cursor() && field.name == query.name {
        return Some(1);
    }
    let is_next = NEXT.contains(&field.name.as_str());
    let takes = query.is_cursor() || query.name == "from" && field.name == "next" && query.is_integer;
    (takes && is_next).then_some(2)
}

/// Where every item has its own name: `/id`.
fn id(api: &Api, item: SchemaId) -> Option<String> {
    let item = api.schemas.as_one(item);
    let has_id = |schema: SchemaId| {
        let mut own = properties(api, plain(api, schema)).into_iter();
        own.any(|(name, value, _)| name == "id" && is_name(api, value))
    };
    let has = match &api.schemas[item].kind {
        SchemaKind::AnyOf(Variants { schemas, .. }) | SchemaKind::OneOf(Variants { schemas, .. }) => {
            let with_values = || schemas.iter().filter(|id| !matches!(api.schemas[**id].kind, SchemaKind::Null));
            with_values().count() <= MOST_VARIANTS
                && with_values().next().is_some()
                && with_values().all(|id| has_id(*id))
        }
        _ => has_id(item),
    };
    has.then(|| "/id".to_owned())
}

fn is_name(api: &Api, value: SchemaId) -> bool {
    matches!(api.schemas[plain(api, value)].kind, SchemaKind::String(_) | SchemaKind::Number(_))
}

/// A name of the document as code within a line of Markdown.
fn code(text: &str) -> String {
    format!("`{}`", crate::render::printable_line(text).replace('`', "'"))
}
