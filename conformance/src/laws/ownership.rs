//! What is one actor's no other reads, however it is asked for (`x-trueline-session`).

use super::readable::foreign;
use super::walk::{Asked, query_index, request, walk};
use super::{Stop, Trial};
use crate::request::{Drafter, Given};

/// An operation of pages with a session, at a target that knows somebody else.
pub(super) fn applies(drafter: &Drafter<'_>) -> bool {
    let has_session = drafter.operation.parameters.iter().any(|parameter| parameter.session.is_some());
    drafter.operation.laws.page.is_some() && has_session && drafter.is_promised() && drafter.stranger().is_some()
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let drafter = trial.drafter;
    let Some(law) = &drafter.operation.laws.page else { return Ok(()) };
    let one = law.limit.is_some().then_some(1);
    let descending = law.order.as_ref().map(|order| order.descending.clone());
    let plain = Asked { most_pages: 1, ..Asked::default() };
    let mut ways =
        vec![plain.clone(), Asked { limit: one, ..plain.clone() }, Asked { order: descending, ..plain.clone() }];
    if drafter.operation.laws.fields.is_some() {
        ways.extend(
            law.identity
                .as_ref()
                .map(|identity| Asked { fields: vec![identity.trim_start_matches('/').to_owned()], ..plain.clone() }),
        );
    }
    for way in &ways {
        let draft = request(trial, law, way)?;
        foreign(trial, drafter, &draft).await?;
    }
    let page = walk(trial, law, &Asked { limit: one, ..plain.clone() }).await?;
    if let (Some((cursor, _)), Some(index)) = (page.cursors.first(), query_index(drafter.operation, &law.cursor)) {
        let mut draft = request(trial, law, &plain)?;
        draft.give(index, Given::Value(cursor.clone().into()));
        foreign(trial, drafter, &draft).await?;
    }
    Ok(())
}
