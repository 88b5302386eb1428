//! What is one actor's no other reads, however it is asked for (`x-trueline-session`).

use super::readable::foreign;
use super::walk::{Asked, query_index, request, walk};
use super::{Stop, Trial};
use crate::request::{ArgumentValue, CaseBuilder};

/// An operation of pages with a session, at a target that knows somebody else.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    let has_session = builder.operation.parameters.iter().any(|parameter| parameter.session.is_some());
    builder.operation.laws.page.is_some() && has_session && builder.must_exist() && builder.other_actor().is_some()
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let Some(law) = &builder.operation.laws.page else { return Ok(()) };
    let one = law.limit.is_some().then_some(1);
    let descending = law.order.as_ref().map(|order| order.descending.clone());
    let plain = Asked { most_pages: 1, ..Asked::default() };
    let mut ways =
        vec![plain.clone(), Asked { limit: one, ..plain.clone() }, Asked { order: descending, ..plain.clone() }];
    if builder.operation.laws.fields.is_some() {
        ways.extend(
            law.identity
                .as_ref()
                .map(|identity| Asked { fields: vec![identity.trim_start_matches('/').to_owned()], ..plain.clone() }),
        );
    }
    for way in &ways {
        let template = request(trial, law, way)?;
        foreign(trial, builder, &template).await?;
    }
    let page = walk(trial, law, &Asked { limit: one, ..plain.clone() }).await?;
    if let (Some((cursor, _)), Some(index)) = (page.cursors.first(), query_index(builder.operation, &law.cursor)) {
        let mut template = request(trial, law, &plain)?;
        template.give(index, ArgumentValue::Value(cursor.clone().into()));
        foreign(trial, builder, &template).await?;
    }
    Ok(())
}
