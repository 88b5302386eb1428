//! Pages of what is remembered, as an operation's page law says.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, Location, Operation, PageLaw};

use crate::judge::{Reading, RequestViolation, Rule, Validators, location_of};
use crate::schema::{json_pointer, subschema};

/// What a request asks of a page.
#[derive(Clone)]
pub(super) struct PageRequest {
    limit: usize,
    descending: bool,
    after: Option<Value>,
}

impl PageRequest {
    /// Reads the parameters that the law names.
    ///
    /// # Errors
    ///
    /// The cursor is none that the law's operation gives.
    pub(super) fn read(
        api: &Api,
        validators: &Validators,
        operation: &Operation,
        law: &PageLaw,
        reading: &Reading,
    ) -> Result<Self, RequestViolation> {
        let limit = law.limit.as_ref().and_then(|name| number(api, operation, name, reading));
        let descending = law.order.as_ref().is_some_and(|order| {
            value(api, operation, &order.parameter, reading).is_some_and(|value| value == order.descending.as_str())
        });
        let cursor = reading.parameter(Location::Query, &law.cursor).and_then(Value::as_str);
        let after = match cursor {
            None => None,
            Some(cursor) => {
                Some(decode(api, validators, operation, law, cursor).ok_or_else(|| unknown(operation, law))?)
            }
        };
        Ok(Self { limit: limit.unwrap_or(usize::MAX), descending, after })
    }

    /// Fills an answer's body with the page.
    pub(super) fn fill(&self, law: &PageLaw, items: &Items, body: &mut Value) {
        let order = if self.descending { &items.descending } else { &items.ascending };
        let is_before = |index: &usize| {
            let key = key(law, &items.all[*index]);
            self.after.as_ref().is_some_and(|after| self.order(key, Some(after)) != Ordering::Greater)
        };
        let rest = &order[order.partition_point(is_before)..];
        let page: Vec<Value> = rest.iter().take(self.limit).map(|index| items.all[*index].clone()).collect();
        let has_more = rest.len() > page.len();
        let next = page.last().filter(|_| has_more).and_then(|last| key(law, last));
        let next = if has_more { encode(next.unwrap_or(&Value::Null)).into() } else { Value::Null };
        if let (Some(pointer), Ok(limit)) = (&law.limit_echo, u64::try_from(self.limit)) {
            json_pointer::put(body, pointer, limit.into());
        }
        if let Some(pointer) = &law.has_more {
            json_pointer::put(body, pointer, has_more.into());
        }
        json_pointer::put(body, &law.next_cursor, next);
        json_pointer::put(body, &law.items, page.into());
    }

    fn order(&self, a: Option<&Value>, b: Option<&Value>) -> Ordering {
        let ascending = ascending(a, b);
        if self.descending { ascending.reverse() } else { ascending }
    }
}

/// The items of one resource. They are put in order once, so that a page costs no more than what it shows.
#[derive(Debug, Default)]
pub(super) struct Items {
    all: Vec<Value>,
    /// Indices of those that are not hidden.
    ascending: Vec<usize>,
    descending: Vec<usize>,
}

impl Items {
    pub(super) fn new(all: Vec<Value>, law: Option<&PageLaw>) -> Self {
        let Some(law) = law else { return Self { all, ..Self::default() } };
        let is_hidden = |item: &Value| {
            law.hidden_by.as_ref().is_some_and(|pointer| item.pointer(pointer).and_then(Value::as_bool) == Some(true))
        };
        let shown: Vec<(usize, Option<&Value>)> = all
            .iter()
            .enumerate()
            .filter(|(_, item)| !is_hidden(item))
            .map(|(at, item)| (at, key(law, item)))
            .collect();
        let sorted = |order: &dyn Fn(Ordering) -> Ordering| -> Vec<usize> {
            let mut sorted = shown.clone();
            sorted.sort_by(|(_, a), (_, b)| order(ascending(*a, *b)));
            sorted.into_iter().map(|(at, _)| at).collect()
        };
        let (ascending, descending) = (sorted(&|order| order), sorted(&Ordering::reverse));
        Self { all, ascending, descending }
    }

    /// All of them, hidden ones included.
    pub(super) fn all(&self) -> &[Value] {
        &self.all
    }
}

fn key<'i>(law: &PageLaw, item: &'i Value) -> Option<&'i Value> {
    item.pointer(law.sort_key.as_ref()?)
}

fn ascending(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a.and_then(Value::as_f64), b.and_then(Value::as_f64)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.and_then(Value::as_str).unwrap_or_default().cmp(b.and_then(Value::as_str).unwrap_or_default()),
    }
}

/// A parameter's value, else its default.
fn value(api: &Api, operation: &Operation, name: &str, reading: &Reading) -> Option<Value> {
    let sent = reading.parameter(Location::Query, name).cloned();
    sent.or_else(|| {
        let parameter = operation.parameters.iter().find(|parameter| parameter.name == name)?;
        let schema = parameter.schema()?;
        let own = api.schemas[schema].annotations.default.clone();
        own.or_else(|| api.schemas[api.schemas.resolve(schema)].annotations.default.clone())
    })
}

fn number(api: &Api, operation: &Operation, name: &str, reading: &Reading) -> Option<usize> {
    value(api, operation, name, reading)?.as_u64().and_then(|number| usize::try_from(number).ok())
}

fn encode(key: &Value) -> String {
    STANDARD.encode(key.as_str().map_or_else(|| key.to_string(), str::to_owned))
}

/// The sort key that a cursor stands for, where it is one that the items' schema allows.
fn decode(api: &Api, validators: &Validators, operation: &Operation, law: &PageLaw, cursor: &str) -> Option<Value> {
    let bytes =
        [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].iter().find_map(|engine| engine.decode(cursor).ok())?;
    let text = String::from_utf8(bytes).ok()?;
    let item = subschema::page_item(api, operation, law)?;
    let schema = subschema::at(api, item, law.sort_key.as_ref()?)?;
    [serde_json::from_str(&text).unwrap_or(Value::Null), Value::String(text.clone())]
        .into_iter()
        .find(|value| !value.is_null() && validators.is_valid(api, schema, Direction::Response, value) == Ok(true))
}

fn unknown(operation: &Operation, law: &PageLaw) -> RequestViolation {
    let parameter = operation.parameters.iter().find(|parameter| parameter.name == law.cursor);
    RequestViolation {
        location: parameter.map_or_else(|| law.cursor.clone(), location_of),
        rule: Rule::new(operation.origin, "x-trueline-page"),
        message: "it is no cursor that a page gave".to_owned(),
        status: None,
    }
}
