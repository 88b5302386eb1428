//! Each role that an operation lists may do what it does.

use std::sync::Arc;

use trueline_spec::model::Method;

use super::{Stop, Trial};
use crate::generate::Draw;
use crate::request::{Drafter, Presented};

/// An operation that reads what is promised, with several alternatives of credentials.
pub(super) fn applies(drafter: &Drafter<'_>) -> bool {
    drafter.operation.method == Method::Get && drafter.is_promised() && drafter.operation.security.len() > 1
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let drafter = trial.drafter;
    let alternatives: Vec<Vec<Presented>> = drafter.alternatives();
    if alternatives.len() < 2 {
        return Err(Stop::Undecided("the target has credentials for one alternative alone".to_owned()));
    }
    let class = Arc::clone(&trial.class);
    for credentials in alternatives {
        let mut draw = Draw::of(trial.seed, &[&drafter.operation.key, "roles"]);
        let draft = drafter.plainest_with(credentials, &mut draw).map_err(|reason| Stop::not_made(&reason))?;
        let (number, _) = trial.send(drafter, &draft).await?;
        trial.judged(drafter, &class, number)?;
    }
    Ok(())
}
