//! What was deleted is gone (RFC 9110 section 9.3.5): reading it at its place does not show the same as before.

use trueline_spec::model::Method;

use super::life::{Life, json};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::CaseBuilder;

/// A DELETE at the path where things that can be created are read.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    builder.operation.method == Method::Delete && Life::of(builder).is_some_and(|life| life.is_at_its_place(builder))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let Some(life) = Life::of(builder) else { return Ok(()) };
    let fresh = life.create(trial, 0).await?;
    let (_, before) = fresh.read(trial).await?;
    if before.status != 200 {
        let status = before.status;
        return Err(Stop::Undecided(format!("what was created is not read before it is deleted: {status}")));
    }
    let template = fresh.request(trial, builder, 0)?;
    let (deletion, deleted) = trial.send(builder, &template).await?;
    if !matches!(deleted.status, 200 | 204) {
        return Err(Stop::Undecided(format!("the deletion is answered with {}", deleted.status)));
    }
    let (number, after) = fresh.read(trial).await?;
    if after.status != 200 || json(&after) != json(&before) {
        return Ok(());
    }
    let message = format!(
        "what was deleted with {} can be read as before; 404 or 410 is expected, or an answer that says so",
        deleted.status
    );
    let rule = Rule::whole(builder.operation.origin);
    Err(Stop::broken(Check::Deleted, message, rule, vec![fresh.exchange, deletion, number]))
}
