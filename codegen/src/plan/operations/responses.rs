//! Plans the answers of an operation: which are successes, which are failures, and what their bodies are.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, MediaType, Method, Operation, Response, ResponseStatus};

use crate::names::{Ident, Scope, type_name, variant_name};
use crate::plan::facts::docs::Documentation;
use crate::plan::facts::media;
use crate::plan::facts::success::success_test;
use crate::plan::model::client::{Payload, ResponsePlan, ResponsesPlan, StatusPlan};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::naming::operation_name::OperationType;
use crate::plan::operations::alternatives;
use crate::plan::operations::client::Context;
use crate::plan::operations::streams;

/// Media types that `Accept` names at most: servers refuse heads of more than some thousand bytes.
const ACCEPT_LIMIT: usize = 32;

/// Plans every declared answer. Successes are those of 2xx; where there are none, `default`; else those of 3xx.
pub(crate) fn plan(context: &mut Context<'_>, operation: &Operation, scope: &mut Scope) -> ResponsesPlan {
    let is_success = success_test(operation);
    let mut accept: Vec<String> = Vec::new();
    let mut success_variants = Scope::default();
    let mut failure_variants = Scope::default();
    let (mut successes, mut failures) = (Vec::new(), Vec::new());
    for response in &operation.responses {
        let success = is_success(response);
        let payload = preferred(context, operation, response);
        // Failures are read whole, so that no stream is asked for on their account.
        accept.extend(asked_for(operation, response).filter(|_| success || !payload.is_stream()));
        let variants = if success { &mut success_variants } else { &mut failure_variants };
        let status = status(response.status);
        let name = variants.claim(variant(status));
        let payload = if success { payload } else { payload.whole() };
        let planned =
            ResponsePlan { status, media_type: None, variant: name, docs: docs(&mut context.docs, response), payload };
        if success {
            successes.push(planned);
            continue;
        }
        failures.push(planned);
        for (payload, media) in alternatives::further(context, operation, response) {
            failures.push(of_media_type(context, response, (payload.whole(), media), variants));
            // Asking for anything else could turn successes into it.
            accept.extend(Some(media.essence()).filter(|_| media.is_json()));
        }
    }
    let mut known = BTreeSet::new();
    accept.retain(|media_type| known.insert(media_type.clone()));
    if accept.len() > ACCEPT_LIMIT {
        context.unsupported.push(Unsupported {
            origin: operation.origin,
            feature: format!(
                "{} media types of the responses of `{}`, {ACCEPT_LIMIT} at most (ACCEPT_LIMIT)",
                accept.len(),
                operation.key
            ),
            instead: "`Accept` lists the first of them",
        });
        accept.truncate(ACCEPT_LIMIT);
    }
    let alternatives = alternatives::plan(context, operation, is_success, &accept, scope);
    successes.sort_by_key(|planned| planned.status);
    failures.sort_by_key(|planned| planned.status);
    let name_of = |what| context.operation_names.type_of(operation, what);
    ResponsesPlan {
        accept: (!accept.is_empty()).then(|| accept.join(", ")),
        output_name: (successes.len() > 1).then(|| name_of(OperationType::Output)),
        successes,
        alternatives,
        error_name: (!failures.is_empty()).then(|| name_of(OperationType::Error)),
        failures,
    }
}

/// A failure in a further media type: the client asks for those of successes, of failures the server decides.
fn of_media_type(
    context: &mut Context<'_>,
    response: &Response,
    (payload, media): (Payload, &MediaType),
    variants: &mut Scope,
) -> ResponsePlan {
    let status = status(response.status);
    let suffix = type_name(media::name(&media.essence()).as_str());
    let variant = variants.claim(variant(status).with_suffix(suffix.as_str()));
    ResponsePlan {
        status,
        media_type: Some(media.essence()),
        variant,
        docs: docs(&mut context.docs, response),
        payload,
    }
}

fn docs(docs: &mut Documentation, response: &Response) -> String {
    let description = docs.text(Some(&response.description), response.origin);
    description.map_or_else(|| format!("The response of status {}.", response.status), |text| text.trim().to_owned())
}

/// The body in the media type that the client asks for: JSON, else the first.
fn preferred(context: &mut Context<'_>, operation: &Operation, response: &Response) -> Payload {
    let Some(chosen) = chosen(operation, response) else { return Payload::Empty };
    if media::is_xml(&chosen.essence()) && chosen.schema.is_some() {
        context.unsupported.push(Unsupported {
            origin: chosen.origin,
            feature: format!("values decoded from `{}`", chosen.name),
            instead: "the body is a string",
        });
    }
    payload(context, chosen)
}

/// The media type that `Accept` has for an answer.
fn asked_for(operation: &Operation, response: &Response) -> Option<String> {
    chosen(operation, response).map(MediaType::essence).filter(|essence| is_header_text(essence))
}

/// The media type that an answer is asked for in; none where it has no body.
pub(crate) fn chosen<'a>(operation: &Operation, response: &'a Response) -> Option<&'a MediaType> {
    if operation.method == Method::Head || response.status == ResponseStatus::Code(204) {
        return None;
    }
    response.content.iter().find(|media| media.is_json()).or_else(|| response.content.first())
}

/// A body in a media type.
pub(crate) fn payload(context: &Context<'_>, media: &MediaType) -> Payload {
    if let Some(stream) = streams::payload(context.api, context.types, media) {
        return stream;
    }
    if media.is_json() {
        let typed = |schema| context.types.rust_type(schema, Direction::Response);
        return Payload::Json(media.schema.map_or(RustType::Value, typed));
    }
    if media::is_text(&media.essence()) { Payload::Text } else { Payload::Bytes }
}

/// Whether a media type can stand in `Accept`.
pub(crate) fn is_header_text(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn status(status: ResponseStatus) -> StatusPlan {
    match status {
        ResponseStatus::Code(code) => StatusPlan::Code(code),
        ResponseStatus::Class(class) => StatusPlan::Class(u16::from(class)),
        ResponseStatus::Default => StatusPlan::Rest,
    }
}

/// The reason phrases of the IANA registry, as names of variants.
const REASONS: [(u16, &str); 42] = [
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "ContentTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (422, "UnprocessableContent"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
];

fn variant(status: StatusPlan) -> Ident {
    let name = match status {
        StatusPlan::Code(code) => REASONS
            .iter()
            .find(|(known, _)| *known == code)
            .map_or_else(|| format!("Status{code}"), |(_, name)| (*name).to_owned()),
        StatusPlan::Class(1) => "Informational".to_owned(),
        StatusPlan::Class(2) => "Success".to_owned(),
        StatusPlan::Class(3) => "Redirection".to_owned(),
        StatusPlan::Class(4) => "ClientError".to_owned(),
        StatusPlan::Class(_) => "ServerError".to_owned(),
        StatusPlan::Rest => "Other".to_owned(),
    };
    variant_name(&name)
}
