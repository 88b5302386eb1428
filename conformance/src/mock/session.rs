//! The actor whose session a request carries.

use trueline_spec::model::{Operation, Parameter};

use super::{
    credential::Refusal,
    fixture::{Fixture, FixtureActor},
};
use crate::judge::Reading;
use crate::target::BodyValue;

/// The session of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Session {
    /// The actor's name; none where no session was sent or the operation knows none.
    pub actor: Option<String>,
    /// The status for what is not the actor's.
    pub foreign_status: Option<u16>,
}

/// Finds the actor.
///
/// # Errors
///
/// The session is not known, or the body names another owner than its actor.
pub(super) fn session(fixture: &Fixture, operation: &Operation, reading: &Reading) -> Result<Session, Refusal> {
    let Some(parameter) = operation.parameters.iter().find(|parameter| parameter.session.is_some()) else {
        return Ok(Session::default());
    };
    let Some(rules) = &parameter.session else { return Ok(Session::default()) };
    let foreign_status = Some(rules.foreign_status);
    let Some(token) = reading.parameter(parameter.location, &parameter.name).and_then(|value| value.as_str()) else {
        return Ok(Session { actor: None, foreign_status });
    };
    let Some(actor) = actor_of(fixture, parameter, token) else {
        return Err(Refusal { status: rules.unknown_status, message: "the session is not known" });
    };
    let owner = rules.owner.as_ref().and_then(|pointer| Some((pointer, reading.body.as_ref()?.pointer(pointer)?)));
    if let Some((pointer, named)) = owner {
        let own = actor.body.get(pointer).and_then(|value| match value {
            BodyValue::Text(setting) => setting.literal().map(Into::into),
            BodyValue::Other(value) => Some(value.clone()),
        });
        if own.as_ref() != Some(named) {
            return Err(Refusal { status: rules.foreign_status, message: "the session is another owner's" });
        }
    }
    Ok(Session { actor: Some(actor.name.clone()), foreign_status })
}

fn actor_of<'f>(fixture: &'f Fixture, parameter: &Parameter, token: &str) -> Option<&'f FixtureActor> {
    fixture.actors.iter().find(|actor| {
        let own = actor.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(&parameter.name));
        own.is_some_and(|(_, setting)| setting.literal() == Some(token))
    })
}
