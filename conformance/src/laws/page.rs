//! What every page keeps by itself (`x-trueline-page`): its size, the limit it repeats, its order, and what it says of the
//! next.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use chrono::DateTime;
use serde_json::Value;
use trueline_spec::model::PageLaw;

use super::echo::brief;
use super::seen::Seen;
use crate::check::{Check, Finding};
use crate::judge::Rule;

/// A page, read.
pub(super) struct Page<'b> {
    pub items: &'b [Value],
    /// The cursor of the next one.
    pub next: Option<String>,
    /// What it says of further pages, where it says so in a field of its own.
    pub has_more: Option<bool>,
}

impl<'b> Page<'b> {
    /// Reads it; nothing where no list is in its place.
    pub(super) fn read(law: &PageLaw, body: &'b Value) -> Option<Self> {
        let items = body.pointer(&law.items)?.as_array()?;
        let next = body.pointer(&law.next_cursor).and_then(Value::as_str).map(str::to_owned);
        let has_more = law.has_more.as_ref().and_then(|pointer| body.pointer(pointer)).and_then(Value::as_bool);
        Some(Self { items, next, has_more })
    }

    /// The cursor to follow.
    pub(super) fn following(&self) -> Option<&str> {
        self.next.as_deref().filter(|_| self.has_more != Some(false))
    }
}

/// An item's identity: what the law says, else the whole of it.
pub(super) fn identity(law: &PageLaw, item: &Value) -> String {
    let own = law.identity.as_ref().and_then(|pointer| item.pointer(pointer));
    own.map_or_else(|| item.to_string(), |own| own.as_str().map_or_else(|| own.to_string(), str::to_owned))
}

/// An item's sort key.
pub(super) fn sort_key<'v>(law: &PageLaw, item: &'v Value) -> Option<&'v Value> {
    item.pointer(law.sort_key.as_ref()?)
}

/// Times by the instant that they name (RFC 3339), numbers by their value, texts by their characters.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) {
        return left.partial_cmp(&right);
    }
    let (left, right) = (left.as_str()?, right.as_str()?);
    match (DateTime::parse_from_rfc3339(left), DateTime::parse_from_rfc3339(right)) {
        (Ok(left), Ok(right)) => Some(left.cmp(&right)),
        _ => Some(left.cmp(right)),
    }
}

pub(super) fn check(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(law) = &seen.operation.laws.page else { return Vec::new() };
    let Some(page) = Page::read(law, &seen.body) else { return Vec::new() };
    [size(seen, law, &page), limit_echo(seen, law), sorted(seen, law, &page), cursor(law, &page), items(law, &page)]
        .into_iter()
        .flatten()
        .map(|(check, message)| Finding::new(check, message, Some(Rule::new(seen.operation.origin, "x-trueline-page"))))
        .collect()
}

type Found = Option<(Check, String)>;

fn size(seen: &Seen<'_>, law: &PageLaw, page: &Page<'_>) -> Found {
    let limit = seen.query(law.limit.as_ref()?)?;
    let most = limit.as_u64()?;
    let count = page.items.len();
    (u64::try_from(count).is_ok_and(|count| count > most))
        .then(|| (Check::PageSize, format!("the page has {count} items; the limit is {most}")))
}

fn limit_echo(seen: &Seen<'_>, law: &PageLaw) -> Found {
    let pointer = law.limit_echo.as_ref()?;
    let limit = seen.query(law.limit.as_ref()?)?;
    let repeated = seen.body.pointer(pointer)?;
    (*repeated != limit)
        .then(|| (Check::PageLimit, format!("`{pointer}` is {}; the limit is {}", brief(repeated), brief(&limit))))
}

fn sorted(seen: &Seen<'_>, law: &PageLaw, page: &Page<'_>) -> Found {
    let order_law = law.order.as_ref()?;
    let asked = seen.query(&order_law.parameter)?;
    let wrong = match asked.as_str()? {
        text if text == order_law.ascending => Ordering::Greater,
        text if text == order_law.descending => Ordering::Less,
        _ => return None,
    };
    let keys: Vec<&Value> = page.items.iter().filter_map(|item| sort_key(law, item)).collect();
    let pair = keys.windows(2).find(|pair| order(pair[0], pair[1]) == Some(wrong))?;
    let (first, second) = (brief(pair[0]), brief(pair[1]));
    Some((Check::PageOrder, format!("{first} comes before {second}; the order is {}", brief(&asked))))
}

fn cursor(law: &PageLaw, page: &Page<'_>) -> Found {
    let has_more = law.has_more.as_ref()?;
    match (page.has_more?, &page.next) {
        (true, None) => {
            Some((Check::PageCursor, format!("`{has_more}` is true, and `{}` gives no cursor", law.next_cursor)))
        }
        (true, Some(next)) if law.cursor_is_base64_of_sort_key && !is_base64(next) => {
            Some((Check::PageCursor, format!("`{}` is no Base64: {}", law.next_cursor, brief(&next.as_str().into()))))
        }
        (false, Some(_)) => {
            Some((Check::PageCursor, format!("`{has_more}` is false, and `{}` gives a cursor", law.next_cursor)))
        }
        _ => None,
    }
}

/// Whether a cursor is the Base64 of a text, in either alphabet, padded or not (RFC 4648 sections 4 and 5).
fn is_base64(cursor: &str) -> bool {
    let forms = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    forms.iter().any(|form| form.decode(cursor).is_ok_and(|bytes| std::str::from_utf8(&bytes).is_ok()))
}

/// Items that must not be shown, and items that are shown twice.
fn items(law: &PageLaw, page: &Page<'_>) -> Found {
    let is_hidden = |pointer: &String| page.items.iter().position(|item| item.pointer(pointer) == Some(&true.into()));
    if let Some((pointer, at)) = law.hidden_by.as_ref().and_then(|pointer| Some((pointer, is_hidden(pointer)?))) {
        return Some((Check::PageHidden, format!("item {at} is shown, and its `{pointer}` is true")));
    }
    let own = law.identity.as_ref()?;
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    page.items.iter().enumerate().filter(|(_, item)| item.pointer(own).is_some()).find_map(|(at, item)| {
        let first = known.insert(identity(law, item), at)?;
        Some((Check::PageIdentity, format!("items {first} and {at} have one `{own}`: `{}`", identity(law, item))))
    })
}
