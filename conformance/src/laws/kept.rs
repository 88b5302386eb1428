//! What was created or changed is kept: reading it shows what the request said, where the server itself shows such members.

use serde_json::Value;
use trueline_spec::model::Method;
use trueline_spec::resources::Role;

use super::life::{Fresh, Life, json};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::Drafter;

/// Changes that are tried, one after the other.
const CHANGES: usize = 3;

/// A PUT or PATCH of JSON at the path where things that can be created are read.
pub(super) fn applies(drafter: &Drafter<'_>) -> bool {
    let role = drafter.things.resources().role(drafter.id).map(|(_, role)| role);
    let is_change = matches!(drafter.operation.method, Method::Put | Method::Patch)
        && matches!(role, Some(Role::Replace | Role::Change));
    is_change && drafter.operation.body.is_some() && Life::of(drafter).is_some_and(|life| life.is_at_its_place(drafter))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let drafter = trial.drafter;
    let Some(life) = Life::of(drafter) else { return Ok(()) };
    let fresh = life.create(trial, 0).await?;
    let (mut before, received) = fresh.read(trial).await?;
    if received.status != 200 {
        let status = received.status;
        return Err(Stop::Undecided(format!("what was created is not read: {status}")));
    }
    // Members that are shown as they were sent.
    let mut shown = json(&received);
    let mut known: Vec<String> = same_members(&fresh.sent, &shown);
    let mut changed = 0;
    for number in 0..CHANGES {
        let Some(change) = change(trial, &fresh, number).await? else { continue };
        let (read, received) = fresh.read(trial).await?;
        if received.status != 200 {
            let status = received.status;
            return Err(Stop::Undecided(format!("what was changed is not read: {status}")));
        }
        let after = json(&received);
        changed += 1;
        let stale = stale(&change, &shown, &after, &known);
        if let Some(member) = stale {
            let message = format!(
                "the change of `{member}` is accepted with {}, and reading it shows the value of before",
                change.status
            );
            let rule = Rule::whole(drafter.operation.origin);
            return Err(Stop::broken(Check::Kept, message, rule, vec![fresh.exchange, before, change.exchange, read]));
        }
        known.extend(same_members(&change.sent, &after));
        (before, shown) = (read, after);
    }
    if changed == 0 {
        return Err(Stop::Undecided("no change of what was created is accepted".to_owned()));
    }
    Ok(())
}

/// A change that was accepted.
struct Change {
    exchange: usize,
    status: u16,
    sent: Value,
    answered: Value,
}

async fn change(trial: &mut Trial<'_>, fresh: &Fresh, number: usize) -> Result<Option<Change>, Stop> {
    let drafter = trial.drafter;
    let draft = fresh.request(trial, drafter, number)?;
    let Some(sent) = draft.body().cloned() else { return Ok(None) };
    let (exchange, received) = trial.send(drafter, &draft).await?;
    let is_accepted = matches!(received.status, 200 | 204);
    Ok(is_accepted.then(|| Change { exchange, status: received.status, sent, answered: json(&received) }))
}

/// A member that a change says, and that is read as before: where the answer to the change shows the new value, or nothing of
/// what was sent is read although all of it was before.
fn stale(change: &Change, before: &Value, after: &Value, known: &[String]) -> Option<String> {
    let Value::Object(sent) = &change.sent else { return None };
    let is_stale = |name: &str, value: &Value| {
        let (old, new) = (member(before, name), member(after, name));
        is_telling(value) && old.is_some_and(is_telling) && old == new && !alike(value, new)
    };
    let mut changed = sent.iter().filter(|(name, value)| !alike(value, member(before, name)) && known.contains(name));
    let is_confirmed = |name: &str, value: &Value| alike(value, member(&change.answered, name));
    let stale = |(name, value): &(&String, &Value)| is_stale(name, value);
    if let Some((name, _)) = changed.clone().filter(stale).find(|(name, value)| is_confirmed(name, value)) {
        return Some(name.clone());
    }
    let first = changed.clone().next().map(|(name, _)| name.clone());
    // An answer that shows a thing says itself that nothing changed.
    let is_silent = !change.answered.is_object();
    first.filter(|_| is_silent && changed.all(|member| stale(&member)))
}

/// The members of what was sent that are read with the same values.
fn same_members(sent: &Value, read: &Value) -> Vec<String> {
    let Value::Object(sent) = sent else { return Vec::new() };
    let same = sent.iter().filter(|(name, value)| is_telling(value) && alike(value, member(read, name)));
    same.map(|(name, _)| name.clone()).collect()
}

/// A member of a thing, or of the only object that wraps it.
fn member<'v>(shown: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Object(members) = shown else { return None };
    let mut objects = members.values().filter(|value| value.is_object());
    members.get(name).or_else(|| objects.next().filter(|_| objects.next().is_none())?.get(name))
}

/// Values that are rarely the same by chance.
fn is_telling(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().count() > 1,
        Value::Number(number) => number.as_i64().is_some_and(|number| !(-9..=9).contains(&number)),
        _ => false,
    }
}

/// Whether a value is shown, however a server writes it: in another case, trimmed, a number as text.
fn alike(value: &Value, shown: Option<&Value>) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_lowercase());
    shown.is_some_and(|shown| text(value) == text(shown))
}
