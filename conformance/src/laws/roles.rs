//! Each role that an operation lists may do what it does.

use std::sync::Arc;

use trueline_spec::model::Method;

use super::{Stop, Trial};
use crate::generate::SeededRng;
use crate::request::{CaseBuilder, SentCredential};

/// An operation that reads what is promised, with several alternatives of credentials.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    builder.operation.method == Method::Get && builder.must_exist() && builder.operation.security.len() > 1
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let alternatives: Vec<Vec<SentCredential>> = builder.alternatives();
    if alternatives.len() < 2 {
        return Err(Stop::Undecided("the target has credentials for one alternative alone".to_owned()));
    }
    let class = Arc::clone(&trial.class);
    for credentials in alternatives {
        let mut rng = SeededRng::of(trial.seed, &[&builder.operation.key, "roles"]);
        let template = builder.plainest_with(credentials, &mut rng).map_err(|reason| Stop::not_made(&reason))?;
        let (number, _) = trial.send(builder, &template).await?;
        trial.judged(builder, &class, number)?;
    }
    Ok(())
}
