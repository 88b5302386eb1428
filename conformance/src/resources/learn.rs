//! What an exchange shows of things.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use trueline_spec::model::{Api, Method, Operation, OperationId, PathTemplate};
use trueline_spec::resources::{FieldPath, KindId, Produced, Producer, Reason, Role, Step};

use super::learned::Learned;
use super::things::{Thing, Things, text_of};
use crate::wire::match_path;

/// Things of one answer that are looked at.
const MOST: usize = 200;

/// An exchange as far as it shows of things.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    /// The request's path and query.
    pub target: &'a str,
    pub status: u16,
    /// The answer's headers.
    pub headers: &'a [(String, String)],
    /// The answer's body.
    pub body: &'a [u8],
    /// The request's body.
    pub sent: &'a [u8],
}

/// A thing that is called otherwise after a change.
pub(crate) struct Renamed {
    pub kind: KindId,
    pub before: Vec<Option<Value>>,
    pub after: Vec<Option<Value>>,
}

impl Told<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Things {
    /// Reads what the success of a valid request shows.
    pub(crate) fn learn(&self, api: &Api, id: OperationId, told: Told<'_>, learned: &mut Learned) {
        let role = self.resources.role(id);
        let told_by = self.told_by.get(id.index()).map_or(&[][..], Vec::as_slice);
        let removes = matches!(role, Some((_, Role::Delete)));
        let is_untold = |kind: KindId| !told_by.iter().any(|(own, _)| *own == kind);
        let creates = role.filter(|(kind, role)| *role == Role::Create && is_untold(*kind)).map(|(kind, _)| kind);
        if !(200..300).contains(&told.status) || told_by.is_empty() && !removes && creates.is_none() {
            return;
        }
        let Some(own) = own_values(&api.operation(id).path, told) else { return };
        if let Some((kind, Role::Delete)) = role {
            let count = self.resources.kind(kind).parameters.len();
            let values = own.iter().take(count).map(|(_, value)| Some(Value::String(value.clone()))).collect();
            learned.remove(kind, values);
        }
        if let Some(kind) = creates
            && let Some(values) = self.undeclared(kind, &own, told)
        {
            learned.find(kind, Thing { values, is_own: true, reason: Reason::Collection });
        }
        let body: Option<Value> = if told_by.is_empty() { None } else { serde_json::from_slice(told.body).ok() };
        for (kind, index) in told_by {
            let producer = &self.resources.kind(*kind).producers[*index];
            let makes = role.is_some_and(|(own, role)| own == *kind && role == Role::Create)
                || matches!(producer.reason, Reason::Place);
            let does_something = role.is_some_and(|(own, role)| own == *kind && role == Role::Other);
            let may_make_more = does_something && (told.status == 201 || copies(api.operation(id)));
            for values in self.told(*kind, producer, &own, body.as_ref(), told) {
                let is_own = makes || may_make_more && self.is_another(*kind, &own, &values);
                learned.find(*kind, Thing { values, is_own, reason: producer.reason });
            }
        }
    }

    /// Whether an answer to what was done with one thing names another, of which nothing was known: a copy of it.
    fn is_another(&self, kind: KindId, own: &[(String, String)], values: &[Option<Value>]) -> bool {
        let asked = |at: usize| own.get(at).map(|(_, value)| value.as_str());
        let is_asked = values.iter().enumerate().all(|(at, value)| value.as_ref().map(text_of).as_deref() == asked(at));
        !is_asked && !self.known[kind.index()].iter().any(|thing| thing.values == values)
    }

    /// What a creation calls its thing though the document does not say that it does: by a member of the parameter's own name, or
    /// by the place of the thing.
    fn undeclared(&self, kind: KindId, own: &[(String, String)], told: Told<'_>) -> Option<Vec<Option<Value>>> {
        let names = &self.resources.kind(kind).parameters;
        let (last, outer) = names.split_last()?;
        let body: Option<Value> = serde_json::from_slice(told.body).ok();
        let in_body = || at(body.as_ref()?, &[Step::Member(last.clone())]);
        let in_place = || last_segment(told.header("location").filter(|_| told.status == 201)?).map(Value::String);
        let name = in_body().or_else(in_place)?;
        let outer = outer.iter().enumerate().map(|(at, _)| own.get(at).map(|(_, value)| value.clone().into()));
        Some(outer.chain([Some(name)]).collect())
    }

    /// What a thing is called before and after a change of it, if the answer to the change calls it, as answers to creations
    /// do, by another name than the request: a change may rename a thing.
    pub(crate) fn renamed(&self, api: &Api, id: OperationId, told: Told<'_>) -> Option<Renamed> {
        let (kind, _) = self.resources.role(id).filter(|(_, role)| matches!(role, Role::Change | Role::Replace))?;
        let of = self.resources.kind(kind);
        let path = &api.operation(id).path;
        let is_item = path.as_str().trim_end_matches('/') == of.item && (200..300).contains(&told.status);
        let own = own_values(path, told).filter(|_| is_item)?;
        let is_creation = |id| self.resources.role(id) == Some((kind, Role::Create));
        let producer = of.producers.iter().find(|producer| is_creation(producer.operation))?;
        let body: Option<Value> = serde_json::from_slice(told.body).ok();
        let after = self.told(kind, producer, &own, body.as_ref(), told).into_iter().next()?;
        let before: Vec<_> = own.into_iter().map(|(_, value)| Some(Value::String(value))).collect();
        (before != after).then_some(Renamed { kind, before, after })
    }

    /// The values of each thing that an answer shows.
    fn told(
        &self,
        kind: KindId,
        producer: &Producer,
        own: &[(String, String)],
        body: Option<&Value>,
        told: Told<'_>,
    ) -> Vec<Vec<Option<Value>>> {
        let names = &self.resources.kind(kind).parameters;
        let of_path = |name: &str| own.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone().into());
        let in_body: Vec<(&String, &FieldPath)> = producer
            .values
            .iter()
            .filter_map(|(name, produced)| match produced {
                Produced::Body(path) => Some((name, path)),
                _ => None,
            })
            .collect();
        let rows = match body {
            _ if in_body.is_empty() => vec![Vec::new()],
            Some(body) => rows(body, &in_body.iter().map(|(_, path)| path.0.as_slice()).collect::<Vec<_>>()),
            None => Vec::new(),
        };
        let is_sent = producer.values.iter().any(|(_, produced)| matches!(produced, Produced::Request(_)));
        let sent: Option<Value> = if is_sent { serde_json::from_slice(told.sent).ok() } else { None };
        let value = |position: usize, name: &String, row: &[Option<Value>]| match producer
            .values
            .iter()
            .find(|(other, _)| other == name)
        {
            Some((_, Produced::Body(_))) => {
                let column = in_body.iter().position(|(other, _)| *other == name)?;
                row.get(column).cloned().flatten()
            }
            Some((_, Produced::Header(header))) => last_segment(told.header(header)?).map(Value::String),
            Some((_, Produced::Path(name))) => of_path(name),
            Some((_, Produced::Request(path))) => at(sent.as_ref()?, &path.0),
            // The outer parts of the path are those of the request's own.
            None => own.get(position).map(|(_, value)| Value::String(value.clone())),
        };
        let things = rows
            .iter()
            .take(MOST)
            .map(|row| names.iter().enumerate().map(|(at, name)| value(at, name, row)).collect::<Vec<Option<Value>>>());
        things.filter(|values: &Vec<Option<Value>>| values.last().is_some_and(Option::is_some)).collect()
    }
}

/// What operations are called that make one thing of another.
const COPYING: [&str; 5] = ["clone", "copy", "duplicate", "fork", "replicate"];

/// Whether an operation says of itself that it makes one thing of another.
fn copies(operation: &Operation) -> bool {
    let last = operation.path.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    operation.method == Method::Post && COPYING.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// The values in the path of a request.
fn own_values(path: &PathTemplate, told: Told<'_>) -> Option<Vec<(String, String)>> {
    let target = told.target.split_once('?').map_or(told.target, |(path, _)| path);
    let own = match_path(path, target)?;
    Some(own.into_iter().map(|(name, value)| (name, unescaped(&value))).collect())
}

/// The values that paths lead to, those of one item beside each other.
fn rows(body: &Value, paths: &[&[Step]]) -> Vec<Vec<Option<Value>>> {
    let first = paths.first().and_then(|path| path.first());
    let is_shared = first.is_some() && paths.iter().all(|path| path.first() == first);
    let rest = || paths.iter().map(|path| &path[1..]).collect::<Vec<_>>();
    match first.filter(|_| is_shared) {
        Some(Step::Items) => {
            body.as_array().into_iter().flatten().flat_map(|item| rows(item, &rest())).take(MOST).collect()
        }
        Some(Step::Member(name)) => member(body, name).map(|body| rows(body, &rest())).unwrap_or_default(),
        None => vec![paths.iter().map(|path| at(body, path)).collect()],
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        other => other.get(name),
    }
}

/// The text or number that a path leads to, the first where it leads to several.
fn at(value: &Value, path: &[Step]) -> Option<Value> {
    let mut value = value;
    for step in path {
        value = match step {
            Step::Member(name) => member(value, name)?,
            Step::Items => value.as_array()?.first()?,
        };
    }
    match value {
        Value::String(text) if !text.is_empty() => Some(value.clone()),
        Value::Number(_) => Some(value.clone()),
        _ => None,
    }
}

/// What stands last in the path of an address.
fn last_segment(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').next().filter(|last| !last.is_empty())?;
    Some(unescaped(last))
}

fn unescaped(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
