//! What was created, in bounded number, and what was there at the start. Times are a count and not a clock, so that the
//! same requests give the same answers.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, Link, LinkTarget, MediaType, Operation, OperationId, PageLaw, SchemaId};

use super::{
    fixture::{Fixture, FixtureItems, FixtureResource},
    limits::StateLimits,
    page::Items,
    removed::Removed,
};
use crate::generate::{Completeness, Generator, SeededRng, TextPosition};
use crate::judge::Validators;
use crate::schema::{formats_in_value, json_pointer, subschema};

/// The time of the first creation.
const BEGINNING: &str = "2026-07-01T00:00:00Z";

/// All that a mock remembers.
#[derive(Default)]
pub(super) struct State {
    /// Operations that read what is created.
    readable: FxHashSet<OperationId>,
    /// What a fixture gives, which is never forgotten.
    fixed: Vec<Arc<Resource>>,
    /// What was created, the oldest first.
    made: VecDeque<(Key, Arc<Resource>)>,
    /// The number of the oldest that was made and is remembered.
    oldest: u64,
    /// Which resources a key leads to, in the order of their numbers.
    index: FxHashMap<Key, VecDeque<u64>>,
    /// About the bytes that all that was made takes.
    bytes: usize,
    limits: StateLimits,
    created: u64,
    /// What was deleted.
    pub(super) removed: Removed,
}

/// What a resource is found by: the operation that reads it, its path, and the environment that it is in.
type Key = (OperationId, Vec<(String, String)>, Option<String>);

/// Something that an operation reads.
pub(super) struct Resource {
    pub operation: OperationId,
    /// The path's values, as they are without escapes.
    pub path: Vec<(String, String)>,
    /// The environment of keys that see it; where there is none, all do.
    pub environment: Option<String>,
    /// The actor whose it is; where there is none, it is anybody's.
    pub owner: Option<String>,
    pub items: Items,
}

impl Resource {
    fn key(&self) -> Key {
        key(self.operation, &self.path, self.environment.as_deref())
    }

    /// About the bytes that it takes.
    fn size(&self) -> usize {
        let texts: usize = self.path.iter().map(|(name, value)| name.len() + value.len()).sum();
        // The path is in the index, in its key and here.
        256 + 3 * texts + self.items.all().iter().map(size).sum::<usize>()
    }
}

/// About the bytes that a value takes in memory.
fn size(value: &Value) -> usize {
    let within = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(name, member)| 64 + name.len() + size(member)).sum(),
        _ => 0,
    };
    std::mem::size_of::<Value>() + within
}

/// Paths are compared without regard to the case of their values and the order of their names.
fn key(operation: OperationId, path: &[(String, String)], environment: Option<&str>) -> Key {
    let mut path: Vec<_> = path.iter().map(|(name, value)| (name.clone(), value.to_ascii_lowercase())).collect();
    path.sort_unstable();
    (operation, path, environment.map(str::to_owned))
}

impl State {
    pub(super) fn new(api: &Api, validators: &Validators, fixture: &Fixture) -> Self {
        let mut state = Self { readable: readable(api), ..Self::default() };
        for actor in &fixture.actors {
            for resource in &actor.resources {
                if let Some((id, operation)) = api.operation_by_key(&resource.operation) {
                    let items = items(api, validators, operation, resource);
                    state.fix(Resource {
                        operation: id,
                        path: resource.path.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
                        environment: resource.environment.clone(),
                        owner: Some(actor.name.clone()),
                        items: Items::new(items, operation.laws.page.as_ref()),
                    });
                }
            }
        }
        state
    }

    /// Whether an operation reads what is remembered, now or after a creation.
    pub(super) fn is_kept(&self, operation: OperationId) -> bool {
        self.readable.contains(&operation)
    }

    /// What was remembered first of all that an operation's path leads to in an environment.
    pub(super) fn find(
        &self,
        operation: OperationId,
        path: &[(String, String)],
        environment: Option<&str>,
    ) -> Option<Arc<Resource>> {
        let first = |environment| self.index.get(&key(operation, path, environment))?.front().copied();
        let everywhere = first(None);
        let here = environment.and_then(|environment| first(Some(environment)));
        self.numbered(everywhere.into_iter().chain(here).min()?)
    }

    fn numbered(&self, number: u64) -> Option<Arc<Resource>> {
        let at = usize::try_from(number).ok()?;
        if let Some(resource) = self.fixed.get(at) {
            return Some(Arc::clone(resource));
        }
        let at = usize::try_from(number.checked_sub(self.oldest)?).ok()?;
        self.made.get(at).map(|(_, resource)| Arc::clone(resource))
    }

    fn fix(&mut self, resource: Resource) {
        self.readable.insert(resource.operation);
        self.index.entry(resource.key()).or_default().push_back(self.oldest);
        self.fixed.push(Arc::new(resource));
        // What is made is numbered from there on.
        self.oldest += 1;
    }

    pub(super) fn limit(&mut self, limits: StateLimits) {
        self.limits = limits;
    }

    /// Remembers what was made; says whether something older was forgotten for it.
    pub(super) fn add(&mut self, resource: Resource) -> bool {
        let number = self.oldest + u64::try_from(self.made.len()).unwrap_or(u64::MAX);
        let key = resource.key();
        self.bytes += resource.size();
        self.index.entry(key.clone()).or_default().push_back(number);
        self.made.push_back((key, Arc::new(resource)));
        let mut forgot = false;
        while self.made.len() > self.limits.resources || self.bytes > self.limits.bytes {
            let Some((key, oldest)) = self.made.pop_front() else { break };
            self.bytes -= oldest.size();
            self.oldest += 1;
            if let Some(numbers) = self.index.get_mut(&key) {
                numbers.pop_front();
                if numbers.is_empty() {
                    self.index.remove(&key);
                }
            }
            forgot = true;
        }
        forgot
    }

    /// Counts a creation, and gives its number and its time.
    pub(super) fn create(&mut self) -> (u64, DateTime<Utc>) {
        self.created += 1;
        (self.created, time(BEGINNING, 1, self.created))
    }
}

/// The operations that a link makes readable.
fn readable(api: &Api) -> FxHashSet<OperationId> {
    let links = api.operations.iter().flat_map(|operation| &operation.responses).flat_map(|response| &response.links);
    let target = |link: &Link| match link.target {
        LinkTarget::Operation(target) if link.readable.is_some() => Some(target),
        _ => None,
    };
    links.filter_map(target).collect()
}

fn time(first: &str, step: i64, count: u64) -> DateTime<Utc> {
    let first = DateTime::parse_from_rfc3339(first).map_or(DateTime::UNIX_EPOCH, |time| time.to_utc());
    let seconds = step.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX));
    TimeDelta::try_seconds(seconds).and_then(|delta| first.checked_add_signed(delta)).unwrap_or(first)
}

/// A time as the mock writes it (RFC 3339).
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn items(api: &Api, validators: &Validators, operation: &Operation, resource: &FixtureResource) -> Vec<Value> {
    let FixtureItems { count, hidden, first, step } = &resource.items;
    let all = count.saturating_add(*hidden);
    (0..all)
        .filter_map(|index| {
            let number = u64::try_from(index).unwrap_or(u64::MAX);
            let seed = format!("{} {:?} {number}", resource.operation, resource.path);
            let mut item = new_item(
                api,
                validators,
                operation,
                &seed,
                time(first, *step, number),
                resource.environment.as_deref(),
            )?;
            let page = operation.laws.page.as_ref();
            if let Some(pointer) = page.and_then(|page| page.hidden_by.as_ref()) {
                // The hidden ones stand among the others, not at one end.
                let is_hidden =
                    hidden.checked_mul(index + 1).map(|at| at / all) != hidden.checked_mul(index).map(|at| at / all);
                json_pointer::put(&mut item, pointer, is_hidden.into());
            }
            Some(item)
        })
        .collect()
}

/// An item as an operation's answer shows it: like the answer's example where it has one, with an identity and times of
/// its own.
pub(super) fn new_item(
    api: &Api,
    validators: &Validators,
    operation: &Operation,
    seed: &str,
    time: DateTime<Utc>,
    environment: Option<&str>,
) -> Option<Value> {
    let (media_type, pointer) = answer_with_items(operation)?;
    let schema = media_type.schema.and_then(|schema| subschema::at(api, schema, &pointer));
    let item_schema = schema.map(|schema| subschema::items(api, schema).unwrap_or(schema))?;
    let example = super::respond::examples(media_type).into_iter().find_map(|example| {
        let shown = example.pointer(&pointer)?;
        shown.as_array().map_or(Some(shown.clone()), |items| items.first().cloned())
    });
    let rng = SeededRng::of(0, &[seed]);
    let mut generator =
        Generator::new(api, validators, Direction::Response, Completeness::AllDeclared, TextPosition::Short, rng);
    let mut item = example.or_else(|| generator.value(item_schema).ok())?;
    refresh(api, item_schema, &mut item, &mut generator.rng, time);
    if let Some(PageLaw { sort_key: Some(key), .. }) = &operation.laws.page {
        let is_text = item.pointer(key).is_none_or(Value::is_string);
        json_pointer::put(&mut item, key, if is_text { written(time).into() } else { time.timestamp().into() });
    }
    name_environment(api, item_schema, &mut item, environment);
    Some(item)
}

/// The answer that shows items, with the place of the items.
fn answer_with_items(operation: &Operation) -> Option<(&MediaType, String)> {
    let success = operation.responses.iter().find(|response| response.status.is_success())?;
    let media_type = success.content.iter().find(|media_type| media_type.is_json())?;
    let pointer = operation.laws.page.as_ref().map_or(String::new(), |page| page.items.clone());
    Some((media_type, pointer))
}

/// Gives every identity and every time of a value anew.
pub(super) fn refresh(api: &Api, schema: SchemaId, value: &mut Value, rng: &mut SeededRng, time: DateTime<Utc>) {
    formats_in_value::for_each(api, schema, value, &mut |format, place| match format {
        "uuid" => {
            let bits = u128::from(rng.bits()) << 64 | u128::from(rng.bits());
            *place = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string().into();
        }
        "date-time" => *place = written(time).into(),
        _ => {}
    });
}

/// A member whose values are the names of environments shows the one that it is in.
fn name_environment(api: &Api, schema: SchemaId, item: &mut Value, environment: Option<&str>) {
    let Some(environment) = environment else { return };
    let names: Vec<&str> = api
        .security_schemes
        .values()
        .filter_map(|scheme| scheme.roles.as_ref())
        .flat_map(|roles| roles.environments.iter().map(|environment| environment.name.as_str()))
        .collect();
    for (name, member) in item.as_object_mut().into_iter().flatten() {
        let Some(id) = subschema::named(api, schema, name) else { continue };
        if let trueline_spec::model::SchemaKind::Enum(values) = &api.schemas[api.schemas.as_one(id)].kind
            && values.values.iter().all(|value| value.value.as_str().is_some_and(|text| names.contains(&text)))
        {
            *member = environment.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(path: &str, environment: Option<&str>, item: Value) -> Resource {
        Resource {
            operation: OperationId::new(0),
            path: vec![("id".to_owned(), path.to_owned())],
            environment: environment.map(str::to_owned),
            owner: None,
            items: Items::new(vec![item], None),
        }
    }

    fn found(state: &State, path: &str, environment: Option<&str>) -> Option<Value> {
        let path = [("id".to_owned(), path.to_owned())];
        let found = state.find(OperationId::new(0), &path, environment)?;
        found.items.all().first().cloned()
    }

    #[test]
    fn the_oldest_is_forgotten_and_what_was_there_at_the_start_is_not() {
        let mut state = State::default();
        state.fix(resource("fixed", None, json!("fixed")));
        state.limit(StateLimits { resources: 3, ..StateLimits::default() });
        let forgot: Vec<bool> =
            (0..10).map(|number| state.add(resource(&number.to_string(), None, json!(number)))).collect();
        assert_eq!(forgot.iter().filter(|forgot| **forgot).count(), 7);
        assert_eq!(found(&state, "6", None), None);
        assert_eq!((7..10).filter_map(|number: u64| found(&state, &number.to_string(), None)).count(), 3);
        assert_eq!(found(&state, "fixed", None), Some(json!("fixed")));
        assert_eq!((state.made.len(), state.index.len()), (3, 4));
    }

    #[test]
    fn the_bytes_of_what_is_remembered_have_a_bound() {
        let mut state = State::default();
        state.limit(StateLimits { bytes: 100_000, ..StateLimits::default() });
        for number in 0..1000 {
            state.add(resource(&number.to_string(), None, json!({ "text": "x".repeat(1000) })));
        }
        assert!((50..100).contains(&state.made.len()), "{}", state.made.len());
        // One that is larger than all that may be remembered is forgotten at once.
        assert!(state.add(resource("large", None, json!("x".repeat(200_000)))));
        assert_eq!((state.made.len(), state.index.len(), state.bytes), (0, 0, 0));
    }

    #[test]
    fn of_several_the_first_is_found_and_then_the_next() {
        let mut state = State::default();
        state.limit(StateLimits { resources: 3, ..StateLimits::default() });
        state.add(resource("A", Some("live"), json!(1)));
        state.add(resource("a", None, json!(2)));
        state.add(resource("a", Some("live"), json!(3)));
        let seen =
            |state: &State| (found(state, "a", None), found(state, "a", Some("live")), found(state, "a", Some("x")));
        assert_eq!(seen(&state), (Some(json!(2)), Some(json!(1)), Some(json!(2))));
        state.add(resource("b", None, json!(4)));
        assert_eq!(seen(&state), (Some(json!(2)), Some(json!(2)), Some(json!(2))));
        state.add(resource("b", None, json!(5)));
        assert_eq!(seen(&state), (None, Some(json!(3)), None));
    }
}
