//! What was created or changed is kept: reading it shows what the request said, where the server itself shows such members.

use serde_json::Value;
use trueline_spec::model::{Method, SchemaKind};
use trueline_spec::resources::Role;

use super::life::{Fresh, Life, json, member_of_body};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::CaseBuilder;

/// Changes that are tried, one after the other.
const CHANGES: usize = 4;
/// Things that are created, to learn which members are shown as they are sent.
const CREATIONS: usize = 4;

/// A PUT or PATCH of JSON at the path where things that can be created are read.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    let role = builder.things.resources().role(builder.id).map(|(_, role)| role);
    let is_change = matches!(builder.operation.method, Method::Put | Method::Patch)
        && matches!(role, Some(Role::Replace | Role::Change));
    is_change && builder.operation.body.is_some() && Life::of(builder).is_some_and(|life| life.is_at_its_place(builder))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let Some(life) = Life::of(builder) else { return Ok(()) };
    let mut things = Vec::new();
    for number in 0..CREATIONS {
        let thing = life.create(trial, number).await?;
        let (exchange, shown) = read(trial, &thing, "created").await?;
        let same = same_members(builder, &thing.sent, &shown);
        things.push((thing, exchange, shown, same));
    }
    let known = of_several(&things.iter().map(|(_, _, shown, same)| (shown, same.as_slice())).collect::<Vec<_>>());
    // The thing that says the most of what is known.
    let told = |same: &[String]| same.iter().filter(|name| known.contains(name)).count();
    let fullest = things.into_iter().rev().max_by_key(|(_, _, _, same)| told(same));
    let Some((fresh, mut before, mut shown, _)) = fullest else { return Ok(()) };
    let mut changed = 0;
    for number in 0..CHANGES {
        let Some(change) = change(trial, &fresh, number).await? else { continue };
        let (number, after) = read(trial, &fresh, "changed").await?;
        changed += 1;
        let stale = stale(&change, &shown, &after, &known);
        if let Some(member) = stale {
            let message = format!(
                "the change of `{member}` is accepted with {}, and reading it shows the value of before",
                change.status
            );
            let rule = Rule::whole(builder.operation.origin);
            return Err(Stop::broken(
                Check::Kept,
                message,
                rule,
                vec![fresh.exchange, before, change.exchange, number],
            ));
        }
        (before, shown) = (number, after);
    }
    if changed == 0 {
        return Err(Stop::Undecided("no change of what was created is accepted".to_owned()));
    }
    Ok(())
}

/// Reads a thing: the number of the exchange, and what is shown.
async fn read(trial: &mut Trial<'_>, thing: &Fresh, done: &str) -> Result<(usize, Value), Stop> {
    let (number, received) = thing.read(trial).await?;
    if received.status != 200 {
        return Err(Stop::Undecided(format!("what was {done} is not read: {}", received.status)));
    }
    Ok((number, json(&received)))
}

/// A change that was accepted.
struct Change {
    exchange: usize,
    status: u16,
    sent: Value,
    answered: Value,
}

async fn change(trial: &mut Trial<'_>, fresh: &Fresh, number: usize) -> Result<Option<Change>, Stop> {
    let builder = trial.builder;
    let template = fresh.request(trial, builder, number)?;
    let Some(sent) = template.body().cloned() else { return Ok(None) };
    let (exchange, received) = trial.send(builder, &template).await?;
    let is_accepted = matches!(received.status, 200 | 204);
    Ok(is_accepted.then(|| Change { exchange, status: received.status, sent, answered: json(&received) }))
}

/// A member that a change says, and that is read as before, although the answer to the change shows the new value, or shows
/// nothing: who shows the old one says itself that it is not changed.
fn stale(change: &Change, before: &Value, after: &Value, known: &[String]) -> Option<String> {
    let Value::Object(sent) = &change.sent else { return None };
    let is_silent = !change.answered.is_object();
    let is_stale = |(name, value): &(&String, &Value)| {
        let (old, new) = (member(before, name), member(after, name));
        let is_confirmed = is_silent || alike(value, member(&change.answered, name));
        is_confirmed && old.is_some_and(is_telling) && old == new && is_telling(value) && !alike(value, new)
    };
    sent.iter().filter(|(name, _)| known.contains(name)).find(is_stale).map(|(name, _)| name.clone())
}

/// The members of what was sent that are read with the same values, texts and numbers that no list has.
fn same_members(builder: &CaseBuilder<'_>, sent: &Value, read: &Value) -> Vec<String> {
    let Value::Object(sent) = sent else { return Vec::new() };
    let is_free = |name: &str| {
        let schema = member_of_body(builder, name).map(|member| &builder.api.schemas[member].kind);
        matches!(schema, Some(SchemaKind::String(_) | SchemaKind::Number(_)))
    };
    let same =
        sent.iter().filter(|(name, value)| is_telling(value) && alike(value, member(read, name)) && is_free(name));
    same.map(|(name, _)| name.clone()).collect()
}

/// The members that things of different values show as they were sent: one value may be an example that is always shown.
fn of_several(things: &[(&Value, &[String])]) -> Vec<String> {
    let names = things.iter().flat_map(|(_, same)| same.iter());
    let differs = |name: &&String| {
        let mut shown = things.iter().filter(|(_, same)| same.contains(name)).map(|(shown, _)| member(shown, name));
        let first = shown.next().flatten();
        shown.any(|other| first.is_some_and(|first| !alike(first, other)))
    };
    let mut known: Vec<String> = names.filter(differs).cloned().collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// A member of a thing, or of the only object that wraps it.
pub(super) fn member<'v>(shown: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Object(members) = shown else { return None };
    let mut objects = members.values().filter(|value| value.is_object());
    members.get(name).or_else(|| objects.next().filter(|_| objects.next().is_none())?.get(name))
}

/// Values that are rarely the same by chance.
pub(super) fn is_telling(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().count() > 1,
        Value::Number(number) => number.as_i64().is_some_and(|number| !(-9..=9).contains(&number)),
        _ => false,
    }
}

/// Whether a value is shown, however a server writes it: in another case, trimmed, a number as text.
pub(super) fn alike(value: &Value, shown: Option<&Value>) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_lowercase());
    shown.is_some_and(|shown| text(value) == text(shown))
}
