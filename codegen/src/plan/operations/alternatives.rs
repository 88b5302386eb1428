//! Plans the further media types of answers: those that every success has can be asked for, the others are reported.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use trueline_spec::model::{MediaType, Operation, Response};

use crate::names::{Scope, field_name};
use crate::plan::facts::media;
use crate::plan::model::client::{AlternativePlan, Payload};
use crate::plan::model::types::Types;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::operations::client::Context;
use crate::plan::operations::responses::{chosen, is_header_text, payload};

/// Plans what can be asked for in place of the preferred media types, which `accept` holds.
pub(crate) fn plan(
    context: &mut Context<'_>,
    operation: &Operation,
    is_success: fn(&Response) -> bool,
    accept: &[String],
    scope: &mut Scope,
) -> Vec<AlternativePlan> {
    let successes = operation.responses.iter().filter(|response| is_success(response)).count();
    let mut found: IndexMap<String, Vec<(Payload, &MediaType, &Response)>> = IndexMap::new();
    for response in operation.responses.iter().filter(|response| is_success(response)) {
        for (payload, media) in further(context, operation, response) {
            found.entry(media.essence()).or_default().push((payload, media, response));
        }
    }
    let mut plans: Vec<AlternativePlan> = download(context, operation, is_success, scope).into_iter().collect();
    for (essence, mut members) in found {
        if members.len() == successes && members.iter().all(|(payload, ..)| same(context.types, payload, &members[0].0))
        {
            let others = accept.iter().filter(|other| **other != essence).map(String::as_str);
            let accept = std::iter::once(essence.as_str()).chain(others).collect::<Vec<_>>().join(", ");
            let (payload, name) = (members.remove(0).0, media::name(&essence));
            let streamed = (matches!(payload, Payload::Bytes) && media::is_file(&essence)).then(|| AlternativePlan {
                method: scope.claim(name.with_suffix("_stream")),
                accept: accept.clone(),
                payload: Payload::Chunks,
                media_type: essence.clone(),
            });
            plans.push(AlternativePlan { method: scope.claim(name), accept, payload, media_type: essence });
            plans.extend(streamed);
        } else {
            context
                .unsupported
                .extend(members.iter().map(|(_, media, response)| unsupported(operation, response, media)));
        }
    }
    plans
}

/// The preferred answer as a stream, where every success is bytes.
fn download(
    context: &Context<'_>,
    operation: &Operation,
    is_success: fn(&Response) -> bool,
    scope: &mut Scope,
) -> Option<AlternativePlan> {
    let successes = operation.responses.iter().filter(|response| is_success(response));
    let chosen: Option<Vec<&MediaType>> = successes.map(|response| chosen(operation, response)).collect();
    let chosen = chosen?;
    let is_bytes = |media: &&MediaType| matches!(payload(context, media), Payload::Bytes);
    let first = chosen.first().filter(|_| chosen.iter().all(is_bytes))?;
    Some(AlternativePlan {
        method: scope.claim(field_name("as_stream")),
        accept: String::new(),
        payload: Payload::Chunks,
        media_type: first.essence(),
    })
}

/// The media types of an answer that say something else than the preferred one.
pub(crate) fn further<'a>(
    context: &Context<'_>,
    operation: &Operation,
    response: &'a Response,
) -> Vec<(Payload, &'a MediaType)> {
    let Some(chosen) = chosen(operation, response) else { return Vec::new() };
    let preferred = payload(context, chosen);
    let mut known = BTreeSet::from([chosen.essence()]);
    let mut further = Vec::new();
    for media in &response.content {
        let (payload, essence) = (payload(context, media), media.essence());
        // Every JSON is read as JSON, whatever the media type says beyond that.
        let says_the_same = matches!(payload, Payload::Json(_)) && same(context.types, &payload, &preferred);
        if !known.contains(&essence) && !says_the_same && is_header_text(&essence) {
            known.insert(essence);
            further.push((payload, media));
        }
    }
    further
}

fn same(types: &Types, one: &Payload, other: &Payload) -> bool {
    match (one, other) {
        (Payload::Json(one), Payload::Json(other))
        | (Payload::Events(one), Payload::Events(other))
        | (Payload::WholeEvents(one), Payload::WholeEvents(other))
        | (Payload::Values(one), Payload::Values(other)) => types.defined(one.clone()) == types.defined(other.clone()),
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn unsupported(operation: &Operation, response: &Response, media: &MediaType) -> Unsupported {
    Unsupported {
        origin: media.origin,
        feature: format!("the response {} of `{}` as `{}`", response.status, operation.key, media.name),
        instead: "the client uses the media type that it prefers: JSON, else the first",
    }
}
