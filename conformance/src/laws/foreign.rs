//! What one actor made no other reads, changes or removes, where the configuration gives several actors with credentials or
//! headers of their own. That it is private is what giving a second actor says; the document needs no word of it.

use serde_json::Value;
use trueline_spec::model::OperationId;

use super::kept::{alike, is_telling, member};
use super::life::{Fresh, Life, json};
use super::ways::Ways;
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::{CaseBuilder, RequestTemplate};
use crate::transport::Received;

/// An operation that reads things which another creates, at a target that knows somebody else.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    let is_reader = Life::of(builder).is_some_and(|life| life.reader == builder.id);
    // A declared session has a law of its own.
    let has_session = builder.operation.parameters.iter().any(|parameter| parameter.session.is_some());
    is_reader && !has_session && builder.other_actor().is_some_and(|other_actor| builder.knows(other_actor))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let Some(ways) = Ways::of(trial.builder) else { return Ok(()) };
    let outer = match ways.parent {
        Some(parent) => parent.create_plain(trial, 1, &[]).await?.names,
        None => Vec::new(),
    };
    let fresh = ways.life.create_plain(trial, 0, &outer).await?;
    let (number, received) = fresh.read(trial).await?;
    let own = json(&received);
    if received.status != 200 || !fresh.is_shown_in(&own) {
        return Err(Stop::Undecided("reading what was created does not show what its creation said".to_owned()));
    }
    is_not_read(trial, &fresh, (number, &own)).await?;
    if let Some(changer) = ways.changer {
        is_not_changed(trial, &fresh, (number, &own), changer).await?;
    }
    if let Some(deleter) = ways.deleter {
        is_not_removed(trial, &fresh, number, deleter).await?;
    }
    Ok(())
}

async fn is_not_read(trial: &mut Trial<'_>, fresh: &Fresh, (number, own): (usize, &Value)) -> Result<(), Stop> {
    let reader = trial.builder.of(fresh.life.reader);
    let template = trial.plainest(&reader)?;
    let Some((other, received)) = as_another(trial, &reader, fresh, template).await? else { return Ok(()) };
    if received.status == 200 && json(&received) == *own {
        let message = "what one actor made another reads as its owner does; 403 or 404 is expected";
        return Err(broken(&reader, message, vec![fresh.exchange, number, other]));
    }
    Ok(())
}

async fn is_not_changed(
    trial: &mut Trial<'_>,
    fresh: &Fresh,
    (number, own): (usize, &Value),
    changer: OperationId,
) -> Result<(), Stop> {
    let changer = trial.builder.of(changer);
    let template = fresh.request(trial, &changer, 0)?;
    let sent = template.body().cloned().unwrap_or_default();
    let Some((other, received)) = as_another(trial, &changer, fresh, template).await? else { return Ok(()) };
    let (after, read) = fresh.read(trial).await?;
    let now = json(&read);
    let mut members = sent.as_object().into_iter().flatten();
    let is_changed = members.any(|(name, value)| {
        let (old, new) = (member(own, name), member(&now, name));
        is_telling(value) && old.is_some() && old != new && alike(value, new)
    });
    if (200..300).contains(&received.status) && read.status == 200 && is_changed {
        let message = "what one actor made another changes; 403 or 404 is expected";
        return Err(broken(&changer, message, vec![fresh.exchange, number, other, after]));
    }
    Ok(())
}

async fn is_not_removed(trial: &mut Trial<'_>, fresh: &Fresh, number: usize, deleter: OperationId) -> Result<(), Stop> {
    let deleter = trial.builder.of(deleter);
    let template = fresh.request(trial, &deleter, 0)?;
    let Some((other, received)) = as_another(trial, &deleter, fresh, template).await? else { return Ok(()) };
    let (after, read) = fresh.read(trial).await?;
    if matches!(received.status, 200 | 204) && matches!(read.status, 404 | 410) {
        let message = "what one actor made another removes; 403 or 404 is expected";
        return Err(broken(&deleter, message, vec![fresh.exchange, number, other, after]));
    }
    Ok(())
}

/// Sends a request for a thing on behalf of somebody else; nothing where it would be the owner's request.
async fn as_another(
    trial: &mut Trial<'_>,
    builder: &CaseBuilder<'_>,
    fresh: &Fresh,
    mut template: RequestTemplate,
) -> Result<Option<(usize, Received)>, Stop> {
    let Some(other_actor) = builder.other_actor() else { return Ok(None) };
    if !builder.name_thing(&mut template, &fresh.names) || !builder.act_as(&mut template, other_actor) {
        return Ok(None);
    }
    trial.send(builder, &template).await.map(Some)
}

fn broken(accused: &CaseBuilder<'_>, message: &str, exchanges: Vec<usize>) -> Stop {
    Stop::broken(Check::ForeignAccess, message.to_owned(), Rule::whole(accused.operation.origin), exchanges)
}
