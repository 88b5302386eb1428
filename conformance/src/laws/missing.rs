//! What does not exist is not found (RFC 9110 section 15.5.5).

use trueline_spec::Direction;
use trueline_spec::model::{Api, Location, Method, Parameter, ResponseStatus, SchemaKind};

use super::{Stop, Trial};
use crate::generate::SeededRng;
use crate::judge::Rule;
use crate::request::{ArgumentValue, CaseBuilder};

/// Identities that nobody gave.
const TIMES: usize = 4;

/// An operation that reads what is promised by an identity that can be made up, and that declares 404.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    let operation = builder.operation;
    operation.method == Method::Get
        && builder.must_exist()
        && uuid_parameter(builder).is_some()
        && operation.responses.iter().any(|response| response.status == ResponseStatus::Code(404))
}

/// The last path parameter, where it is a UUID.
fn uuid_parameter<'a>(builder: &CaseBuilder<'a>) -> Option<(usize, &'a Parameter)> {
    let mut parameters = builder.operation.parameters.iter().enumerate();
    let last = parameters.rfind(|(_, parameter)| parameter.location == Location::Path);
    last.filter(|(_, parameter)| is_uuid(builder.api, parameter))
}

fn is_uuid(api: &Api, parameter: &Parameter) -> bool {
    parameter.schema().is_some_and(|schema| {
        let kind = &api.schemas[api.schemas.as_one(schema)].kind;
        matches!(kind, SchemaKind::String(text) if text.format.as_deref() == Some("uuid"))
    })
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let Some((index, parameter)) = uuid_parameter(builder) else { return Ok(()) };
    let declared = builder.operation.responses.iter().find(|response| response.status == ResponseStatus::Code(404));
    let origin = declared.map_or(builder.operation.origin, |response| response.origin);
    let mut rng = SeededRng::of(trial.seed, &[&builder.operation.key, "missing"]);
    for _ in 0..TIMES {
        let mut template = trial.plainest(builder)?;
        let text = uuid(&mut rng);
        let is_valid = parameter.schema().is_none_or(|schema| {
            builder.validators.is_valid(builder.api, schema, Direction::Request, &text.clone().into()) == Ok(true)
        });
        if !is_valid {
            return Err(Stop::Undecided("no identity could be made up".to_owned()));
        }
        template.give(index, ArgumentValue::Text(text));
        trial.expect_refusal(builder, &template, Rule::whole(origin), vec![404, 410]).await?;
    }
    Ok(())
}

/// A UUID of version 4 (RFC 9562 section 5.4).
fn uuid(rng: &mut SeededRng) -> String {
    let bits = u128::from(rng.bits()) << 64 | u128::from(rng.bits());
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}
