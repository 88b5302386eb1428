//! The body is what its schema says.

use serde_json::Value;
use trueline_spec::model::JsonType;

use super::sent::{is_spelled_as_one_of, sent_texts};
use super::{Check, Finding, Judged};
use crate::case::Intent;
use crate::judge::{Rule, Violation};
use crate::schema::Types;
use crate::wire::{DecodeError, DecodedBody, decode_body};

/// No more mistakes of one body are reported.
const LIMIT: usize = 10;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let Some(declared) = judged.declared() else { return Vec::new() };
    if judged.request.method == "HEAD" {
        return Vec::new();
    }
    if judged.received.body.is_empty() {
        return empty(judged, declared);
    }
    let Some(media_type) = judged.media_type() else { return Vec::new() };
    let content_type = judged.received.header("content-type").unwrap_or_default();
    let is_valid = |schema, value: &Value| judged.is_valid(schema, value);
    let value = match decode_body(judged.api, media_type, content_type, &judged.received.body, &is_valid) {
        Ok(DecodedBody::Value(value)) => value,
        Ok(DecodedBody::Opaque) => {
            let is_bytes = media_type.schema.is_none_or(|id| Types::of(judged.api, id).has(JsonType::String));
            if !is_bytes {
                judged.doubt.get_or_init(|| format!("bodies of `{}` are not read", media_type.name));
            }
            return Vec::new();
        }
        Err(reason @ DecodeError::TooDeep { .. }) => {
            judged.doubt.get_or_init(|| format!("the body is not read: {reason}"));
            return Vec::new();
        }
        Err(reason) => {
            let message = format!("the body is not of its content type: {reason}");
            return vec![Finding::new(Check::MalformedBody, message, Some(Rule::whole(media_type.origin)))];
        }
    };
    let value = judged.body.get_or_init(|| value);
    let Some(schema) = media_type.schema else { return Vec::new() };
    let violations = judged.violations(schema, value);
    violations
        .into_iter()
        .filter(|violation| !is_echo(judged, violation, value))
        .take(LIMIT)
        .map(|violation| {
            let place = if violation.instance.is_empty() { "the body" } else { violation.instance.as_str() };
            Finding::new(Check::Body, format!("{place}: {}", violation.message), Some(violation.rule(judged.api)))
                .of_null(value.pointer(&violation.instance) == Some(&Value::Null))
        })
        .collect()
}

/// Whether a value is of another format only for being written as the request wrote it, which a server may take.
fn is_echo(judged: &Judged<'_>, violation: &Violation, value: &Value) -> bool {
    let is_disputed = judged.class.intent == Intent::Tolerable && violation.keyword == "format";
    let text = value.pointer(&violation.instance).and_then(Value::as_str).filter(|_| is_disputed);
    text.is_some_and(|text| is_spelled_as_one_of(text, &sent_texts(judged.operation, judged.request)))
}

/// An empty body is no JSON; other media types have an empty text.
fn empty(judged: &Judged<'_>, declared: &trueline_spec::model::Response) -> Vec<Finding> {
    let has_no_body = matches!(judged.received.status, 204 | 205 | 304);
    let is_json = !declared.content.is_empty() && declared.content.iter().all(trueline_spec::model::MediaType::is_json);
    if has_no_body || !is_json {
        return Vec::new();
    }
    let message = "the body is empty; a JSON value is declared".to_owned();
    vec![Finding::new(Check::MalformedBody, message, Some(Rule::new(declared.origin, "content")))]
}
