//! Plans the answers of an operation: which are successes, which are failures, and what their bodies are.

use quote::quote;
use trueline_spec::model::{Method, Operation, Response, ResponseStatus};

use super::client::{AnswerPlan, AnswersPlan, Omission, Payload, StatusPlan};
use super::operations::Context;
use super::types::Use;
use crate::names::{Ident, Scope, variant_name};

/// Plans every declared answer. Successes are those of 2xx; where there are none, `default`; else those of 3xx.
pub fn plan(context: &mut Context<'_>, operation: &Operation, type_name: &Ident) -> AnswersPlan {
    let mut accept: Vec<String> = Vec::new();
    let has = |test: fn(&Response) -> bool| operation.responses.iter().any(test);
    let is_success: fn(&Response) -> bool = if has(|response| response.status.is_success()) {
        |response| response.status.is_success()
    } else if has(|response| response.status == ResponseStatus::Default) {
        |response| response.status == ResponseStatus::Default
    } else {
        |response| matches!(response.status, ResponseStatus::Code(300..=399) | ResponseStatus::Class(3))
    };
    let mut success_variants = Scope::default();
    let mut failure_variants = Scope::default();
    let (mut successes, mut failures) = (Vec::new(), Vec::new());
    for response in &operation.responses {
        let payload = payload(context, operation, response, &mut accept);
        let success = is_success(response);
        let scope = if success { &mut success_variants } else { &mut failure_variants };
        let status = status(response.status);
        let answer = AnswerPlan { status, variant: scope.claim(variant(status)), docs: docs(response), payload };
        if success { successes.push(answer) } else { failures.push(answer) }
    }
    successes.sort_by_key(|answer| answer.status);
    failures.sort_by_key(|answer| answer.status);
    let mut claim = |suffix: &str| context.names.claim(type_name.with_suffix(suffix));
    AnswersPlan {
        accept: (!accept.is_empty()).then(|| accept.join(", ")),
        output_name: (successes.len() > 1).then(|| claim("Output")),
        successes,
        error_name: (!failures.is_empty()).then(|| claim("Error")),
        failures,
    }
}

fn docs(response: &Response) -> String {
    let text = response.description.trim();
    if text.is_empty() { format!("The answer of status {}.", response.status) } else { text.to_owned() }
}

fn payload(context: &mut Context<'_>, operation: &Operation, response: &Response, accept: &mut Vec<String>) -> Payload {
    if operation.method == Method::Head || response.status == ResponseStatus::Code(204) {
        return Payload::Empty;
    }
    let chosen = response.content.iter().find(|media| media.is_json()).or_else(|| response.content.first());
    let Some(chosen) = chosen else { return Payload::Empty };
    for other in response.content.iter().filter(|media| !std::ptr::eq(*media, chosen)) {
        context.omissions.push(Omission {
            origin: other.origin,
            feature: format!("the answer {} of `{}` as `{}`", response.status, operation.key, other.name),
            instead: "the client asks for the media type that it prefers: JSON, else the first",
        });
    }
    let essence = chosen.essence();
    if is_header_text(&essence) && !accept.contains(&essence) {
        accept.push(essence.clone());
    }
    if chosen.is_json() {
        return Payload::Json(
            chosen
                .schema
                .map_or_else(|| quote!(::serde_json::Value), |schema| context.types.rust_type(schema, Use::Response)),
        );
    }
    if essence.starts_with("text/") {
        return Payload::Text;
    }
    if essence.ends_with("/xml") || essence.ends_with("+xml") {
        context.omissions.push(Omission {
            origin: chosen.origin,
            feature: format!("values read from `{}`", chosen.name),
            instead: "the body is given as bytes",
        });
    }
    Payload::Bytes
}

fn is_header_text(text: &str) -> bool {
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
