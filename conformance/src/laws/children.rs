//! What belonged to a thing is gone with it: reading it at its place below the thing's does not show the same as before.

use trueline_spec::model::Method;

use super::life::{Life, json};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::CaseBuilder;

/// A DELETE of things that can be created and read, below which others can be.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    builder.operation.method == Method::Delete
        && Life::of(builder).is_some_and(|life| life.is_at_its_place(builder) && child(builder, life).is_some())
}

/// The life of things that are created and read below another.
fn child(builder: &CaseBuilder<'_>, life: Life) -> Option<Life> {
    let resources = builder.things.resources();
    let item = format!("{}/", resources.kind(life.kind).item);
    let below = |id| builder.api.operation(id).path.as_str().starts_with(&item);
    let children = resources.iter().filter(|(_, kind)| kind.parent == Some(life.kind));
    children.filter_map(|(id, _)| Life::of_kind(builder, id)).find(|child| below(child.creator) && below(child.reader))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let Some(life) = Life::of(builder) else { return Ok(()) };
    let Some(child) = child(builder, life) else { return Ok(()) };
    let parent = life.create_plain(trial, 0, &[]).await?;
    let inner = child.create_plain(trial, 0, &parent.names).await?;
    let (_, before) = inner.read(trial).await?;
    if before.status != 200 {
        let status = before.status;
        return Err(Stop::Undecided(format!("what belongs to it is not read before it is deleted: {status}")));
    }
    let template = parent.request(trial, builder, 0)?;
    let (deletion, deleted) = trial.send(builder, &template).await?;
    if (400..500).contains(&deleted.status) {
        // It says why not.
        return Ok(());
    }
    let (_, after) = parent.read(trial).await?;
    if !matches!(deleted.status, 200 | 204) || !matches!(after.status, 404 | 410) {
        let reason = format!("the deletion is answered with {}, and reading it with {}", deleted.status, after.status);
        return Err(Stop::Undecided(reason));
    }
    let (number, after) = inner.read(trial).await?;
    if after.status != 200 || json(&after) != json(&before) {
        return Ok(());
    }
    let message =
        "what belongs to a deleted thing, which is not found any more, can be read as before at its path below it";
    let rule = Rule::whole(builder.operation.origin);
    let exchanges = vec![parent.exchange, inner.exchange, deletion, number];
    Err(Stop::broken(Check::Orphan, message.to_owned(), rule, exchanges))
}
