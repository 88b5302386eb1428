//! What does not exist is not found (RFC 9110 section 15.5.5).

use trueline_spec::Direction;
use trueline_spec::model::{Api, Location, Method, Parameter, ResponseStatus, SchemaKind};

use super::{Stop, Trial};
use crate::generate::Draw;
use crate::judge::Rule;
use crate::request::{Drafter, Given};

/// Identities that nobody gave.
const TIMES: usize = 4;

/// An operation that reads what is promised by an identity that can be made up, and that declares 404.
pub(super) fn applies(drafter: &Drafter<'_>) -> bool {
    let operation = drafter.operation;
    operation.method == Method::Get
        && drafter.is_promised()
        && uuid_parameter(drafter).is_some()
        && operation.responses.iter().any(|response| response.status == ResponseStatus::Code(404))
}

/// The last path parameter, where it is a UUID.
fn uuid_parameter<'a>(drafter: &Drafter<'a>) -> Option<(usize, &'a Parameter)> {
    let mut parameters = drafter.operation.parameters.iter().enumerate();
    let last = parameters.rfind(|(_, parameter)| parameter.location == Location::Path);
    last.filter(|(_, parameter)| is_uuid(drafter.api, parameter))
}

fn is_uuid(api: &Api, parameter: &Parameter) -> bool {
    parameter.schema().is_some_and(|schema| {
        let kind = &api.schemas[api.schemas.as_one(schema)].kind;
        matches!(kind, SchemaKind::String(text) if text.format.as_deref() == Some("uuid"))
    })
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let drafter = trial.drafter;
    let Some((index, parameter)) = uuid_parameter(drafter) else { return Ok(()) };
    let declared = drafter.operation.responses.iter().find(|response| response.status == ResponseStatus::Code(404));
    let origin = declared.map_or(drafter.operation.origin, |response| response.origin);
    let mut draw = Draw::of(trial.seed, &[&drafter.operation.key, "missing"]);
    for _ in 0..TIMES {
        let mut draft = trial.plainest(drafter)?;
        let text = uuid(&mut draw);
        let is_valid = parameter.schema().is_none_or(|schema| {
            drafter.validators.is_valid(drafter.api, schema, Direction::Request, &text.clone().into()) == Ok(true)
        });
        if !is_valid {
            return Err(Stop::Undecided("no identity could be made up".to_owned()));
        }
        draft.give(index, Given::Text(text));
        trial.expect_refusal(drafter, &draft, Rule::whole(origin), vec![404, 410]).await?;
    }
    Ok(())
}

/// A UUID of version 4 (RFC 9562 section 5.4).
fn uuid(draw: &mut Draw) -> String {
    let bits = u128::from(draw.bits()) << 64 | u128::from(draw.bits());
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}
