//! Random sequences over several things of one kind, interleaved: what is created stays until it is deleted, is listed as long as
//! it is there, and is changed by nothing that is about another.
//!
//! A [`plan`] says what is done with which thing. It is played ([`play`]) against what is expected of the things so far
//! ([`tracked`]), in lists too ([`listed`]). A sequence that breaks a law is played again with fewer steps ([`shrink`]), each
//! time with things of its own, so that the fewest requests are shown.

mod listed;
mod plan;
mod play;
mod shrink;
mod tracked;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

use super::life::Life;
use super::ways::Ways;
use super::{Stop, Trial};
use crate::generate::SeededRng;
use crate::request::CaseBuilder;

/// An operation that reads things which another creates.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    Life::of(builder).is_some_and(|life| life.reader == builder.id)
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let Some(ways) = Ways::of(trial.builder) else { return Ok(()) };
    let mut undecided = None;
    let mut is_played = false;
    for number in 0..trial.sequences {
        let names = [trial.builder.operation.key.as_str(), "sequence", &number.to_string()];
        let config = Config { failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, SeededRng::of(trial.seed, &names).into_rng());
        let Ok(tree) = plan::sequences(&ways).new_tree(&mut runner) else { continue };
        match Box::pin(play::play(trial, &ways, &tree.current())).await {
            Ok(()) => is_played = true,
            Err(Stop::Undecided(reason)) => undecided = undecided.or(Some(reason)),
            Err(Stop::Broken(broken)) => return Err(Box::pin(shrink::shrunk(trial, &ways, tree, broken)).await),
        }
    }
    match undecided {
        Some(reason) if !is_played => Err(Stop::Undecided(reason)),
        _ => Ok(()),
    }
}
