//! What was created, and what was there at the start. Times are a count and not a clock, so that the same requests give
//! the same answers.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, MediaType, Operation, OperationId, PageLaw, SchemaId};

use super::fixture::{Fixture, FixtureItems, FixtureResource};
use crate::formatted;
use crate::parts;
use crate::place;
use crate::strategy::{Draw, Extent, Generator, Texts};
use crate::validator::Validators;

/// The time of the first creation.
const BEGINNING: &str = "2026-07-01T00:00:00Z";

/// All that a mock remembers.
#[derive(Debug, Default)]
pub(super) struct State {
    resources: Vec<Resource>,
    created: u64,
}

/// Something that an operation reads.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub operation: OperationId,
    /// The path's values, as they are without escapes.
    pub path: Vec<(String, String)>,
    /// The environment of keys that see it; where there is none, all do.
    pub environment: Option<String>,
    /// The actor whose it is; where there is none, it is anybody's.
    pub owner: Option<String>,
    pub items: Vec<Value>,
}

impl State {
    pub(super) fn new(api: &Api, validators: &Validators, fixture: &Fixture) -> Self {
        let mut state = Self::default();
        for actor in &fixture.actors {
            for resource in &actor.resources {
                if let Some((id, operation)) = api.operation_by_key(&resource.operation) {
                    let items = items(api, validators, operation, resource);
                    state.resources.push(Resource {
                        operation: id,
                        path: resource.path.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
                        environment: resource.environment.clone(),
                        owner: Some(actor.name.clone()),
                        items,
                    });
                }
            }
        }
        state
    }

    /// Whether an operation reads what is remembered, now or after a creation.
    pub(super) fn is_kept(&self, api: &Api, operation: OperationId) -> bool {
        self.resources.iter().any(|resource| resource.operation == operation) || is_readable_target(api, operation)
    }

    pub(super) fn find(
        &self,
        operation: OperationId,
        path: &[(String, String)],
        environment: Option<&str>,
    ) -> Option<&Resource> {
        self.resources.iter().find(|resource| {
            resource.operation == operation
                && (resource.environment.is_none() || resource.environment.as_deref() == environment)
                && same_path(&resource.path, path)
        })
    }

    pub(super) fn add(&mut self, resource: Resource) {
        self.resources.push(resource);
    }

    /// Counts a creation, and gives its number and its time.
    pub(super) fn create(&mut self) -> (u64, DateTime<Utc>) {
        self.created += 1;
        (self.created, time(BEGINNING, 1, self.created))
    }
}

fn same_path(one: &[(String, String)], other: &[(String, String)]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .all(|(name, value)| other.iter().any(|(own, text)| own == name && text.eq_ignore_ascii_case(value)))
}

fn is_readable_target(api: &Api, operation: OperationId) -> bool {
    use trueline_spec::model::LinkTarget::Operation;
    let links = api.operations.iter().flat_map(|operation| &operation.responses).flat_map(|response| &response.links);
    links
        .into_iter()
        .any(|link| link.readable.is_some() && matches!(link.target, Operation(target) if target == operation))
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
                place::put(&mut item, pointer, is_hidden.into());
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
    let schema = media_type.schema.and_then(|schema| parts::at(api, schema, &pointer));
    let item_schema = schema.map(|schema| parts::items(api, schema).unwrap_or(schema))?;
    let example = super::respond::examples(media_type).into_iter().find_map(|example| {
        let shown = example.pointer(&pointer)?;
        shown.as_array().map_or(Some(shown.clone()), |items| items.first().cloned())
    });
    let draw = Draw::of(0, &[seed]);
    let mut generator = Generator::new(api, validators, Direction::Response, Extent::Whole, Texts::Anywhere, draw);
    let mut item = example.or_else(|| generator.value(item_schema).ok())?;
    refresh(api, item_schema, &mut item, &mut generator.draw, time);
    if let Some(PageLaw { sort_key: Some(key), .. }) = &operation.laws.page {
        let is_text = item.pointer(key).is_none_or(Value::is_string);
        place::put(&mut item, key, if is_text { written(time).into() } else { time.timestamp().into() });
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
pub(super) fn refresh(api: &Api, schema: SchemaId, value: &mut Value, draw: &mut Draw, time: DateTime<Utc>) {
    formatted::for_each(api, schema, value, &mut |format, place| match format {
        "uuid" => {
            let bits = u128::from(draw.bits()) << 64 | u128::from(draw.bits());
            *place = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string().into();
        }
        "date-time" => *place = written(time).into(),
        _ => {}
    });
}

/// A member whose values are the names of environments tells the one that it is in.
fn name_environment(api: &Api, schema: SchemaId, item: &mut Value, environment: Option<&str>) {
    let Some(environment) = environment else { return };
    let names: Vec<&str> = api
        .security_schemes
        .values()
        .filter_map(|scheme| scheme.roles.as_ref())
        .flat_map(|roles| roles.environments.iter().map(|environment| environment.name.as_str()))
        .collect();
    for (name, member) in item.as_object_mut().into_iter().flatten() {
        let Some(id) = parts::named(api, schema, name) else { continue };
        if let trueline_spec::model::SchemaKind::Enum(values) = &api.schemas[api.schemas.as_one(id)].kind
            && values.values.iter().all(|value| value.value.as_str().is_some_and(|text| names.contains(&text)))
        {
            *member = environment.into();
        }
    }
}
