//! Every rule of the document that a request breaks: its parameters in every style, and its body.

use std::fmt;

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, Location, Operation, Parameter, RequestBody, SchemaId};

use super::{
    Rule, Undecided, Validators, Violation,
    media_type::{essence_of, media_type_of},
};
use crate::wire::{DecodedBody, RequestParts, decode_body, decode_parameter, is_json};

/// Values in a body of JSON: each takes dozens of bytes of memory, whatever it takes of the body.
const MOST_VALUES: usize = 1_000_000;

/// What a request says, read.
#[derive(Clone, Default)]
pub(crate) struct Reading {
    /// Parameters with their values; those that were not sent are not there.
    pub parameters: Vec<(Location, String, Value)>,
    /// The body's value, where there is one that a schema can judge.
    pub body: Option<Value>,
    /// Every rule that is broken.
    pub violations: Vec<RequestViolation>,
    /// Why it is unknown whether a part of it is valid.
    pub undecided: Option<Undecided>,
}

impl Reading {
    /// A parameter's value.
    pub(crate) fn parameter(&self, location: Location, name: &str) -> Option<&Value> {
        self.parameters.iter().find(|(own, other, _)| *own == location && other == name).map(|(_, _, value)| value)
    }

    /// A parameter's value, wherever it is sent.
    pub(crate) fn parameter_named(&self, name: &str) -> Option<&Value> {
        self.parameters.iter().find(|(_, other, _)| other == name).map(|(_, _, value)| value)
    }
}

/// A rule that a request breaks.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RequestViolation {
    /// Where in the request: `query.limit`, `body/customer_email`.
    pub location: String,
    /// The rule.
    pub rule: Rule,
    /// What is wrong, for people.
    pub message: String,
    /// The status that says it best, where it is not that of any invalid request.
    pub status: Option<u16>,
}

impl fmt::Debug for RequestViolation {
    /// Without places and messages, which may have names of the values that were judged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestViolation {{ rule: {:?} }}", self.rule)
    }
}

/// Reads a request and judges it. A schema that the validator refuses judges nothing.
pub(crate) fn read_request(
    api: &Api,
    validators: &Validators,
    operation: &Operation,
    parts: &RequestParts,
    body: &[u8],
) -> Reading {
    let mut reading = Reading::default();
    for parameter in &operation.parameters {
        read_parameter(api, validators, operation, parameter, parts, &mut reading);
    }
    if let Some(declared) = &operation.body {
        read_body(api, validators, declared, parts, body, &mut reading);
    }
    for parameter in &operation.parameters {
        required_with(parameter, &mut reading);
    }
    reading
}

/// Whether a value of a request is one of a schema, as far as that can be decided.
pub(crate) fn is_valid_in_request<'v>(
    api: &'v Api,
    validators: &'v Validators,
) -> impl Fn(SchemaId, &Value) -> bool + 'v {
    |schema, value| validators.is_valid(api, schema, Direction::Request, value) == Ok(true)
}

/// The location's and the parameter's name: `query.limit`.
pub(crate) fn location_of(parameter: &Parameter) -> String {
    format!("{}.{}", parameter.location.as_str(), parameter.name)
}

fn read_parameter(
    api: &Api,
    validators: &Validators,
    operation: &Operation,
    parameter: &Parameter,
    parts: &RequestParts,
    reading: &mut Reading,
) {
    let location = location_of(parameter);
    let is_valid = is_valid_in_request(api, validators);
    match decode_parameter(api, operation, parameter, parts, &is_valid) {
        Err(reason) => reading.violations.push(RequestViolation {
            location,
            rule: Rule::new(parameter.origin, "content"),
            message: reason.to_string(),
            status: None,
        }),
        Ok(None) if parameter.required => reading.violations.push(RequestViolation {
            location,
            rule: Rule::new(parameter.origin, "required"),
            message: "it is required and was not sent".to_owned(),
            status: parameter.session.as_ref().map(|session| session.unknown_status),
        }),
        Ok(None) => {}
        Ok(Some(value)) => {
            let empty_is_allowed = parameter.allow_empty_value && value.as_str() == Some("");
            if let (Some(schema), false) = (parameter.schema(), empty_is_allowed) {
                judge(api, validators, schema, &value, &location, reading);
            }
            reading.parameters.push((parameter.location, parameter.name.clone(), value));
        }
    }
}

fn read_body(
    api: &Api,
    validators: &Validators,
    declared: &RequestBody,
    parts: &RequestParts,
    body: &[u8],
    reading: &mut Reading,
) {
    let violation = |keyword: &str, message: String, status: Option<u16>| RequestViolation {
        location: "body".to_owned(),
        rule: Rule::new(declared.origin, keyword),
        message,
        status,
    };
    if body.is_empty() && !declared.content.is_empty() {
        if declared.required {
            reading.violations.push(violation("required", "a body is required and none was sent".to_owned(), None));
        }
        return;
    }
    let content_type = parts.header("content-type").unwrap_or_default();
    let Some(media_type) = media_type_of(&declared.content, content_type) else {
        if !declared.content.is_empty() {
            let message = format!("no body of the content type `{content_type}` is declared");
            reading.violations.push(violation("content", message, Some(415)));
        }
        return;
    };
    let may_have_more = body.len() > MOST_VALUES && is_json(&essence_of(content_type));
    if may_have_more && values_of_json(body) > MOST_VALUES {
        reading.violations.push(violation("content", format!("it has more than {MOST_VALUES} values"), Some(413)));
        return;
    }
    match decode_body(api, media_type, content_type, body, &is_valid_in_request(api, validators)) {
        Err(reason) => reading.violations.push(violation("content", reason.to_string(), None)),
        Ok(DecodedBody::Opaque) => {}
        Ok(DecodedBody::Value(value)) => {
            if let Some(schema) = media_type.schema {
                judge(api, validators, schema, &value, "body", reading);
            }
            reading.body = Some(value);
        }
    }
}

fn judge(api: &Api, validators: &Validators, schema: SchemaId, value: &Value, location: &str, reading: &mut Reading) {
    let violations = match validators.violations(api, schema, Direction::Request, value) {
        Ok(violations) => violations,
        Err(reason) => {
            reading.undecided.get_or_insert(reason);
            return;
        }
    };
    reading.violations.extend(violations.into_iter().map(|violation: Violation| RequestViolation {
        location: format!("{location}{}", violation.instance),
        rule: violation.rule(api),
        message: violation.message,
        status: None,
    }));
}

/// A parameter that a field of the body makes required (`x-trueline-required-with`).
fn required_with(parameter: &Parameter, reading: &mut Reading) {
    let Some(required) = &parameter.required_with else { return };
    let is_there = reading.body.as_ref().is_some_and(|body| body.pointer(&required.body).is_some());
    if is_there && reading.parameter(parameter.location, &parameter.name).is_none() {
        reading.violations.push(RequestViolation {
            location: location_of(parameter),
            rule: Rule::new(parameter.origin, "x-trueline-required-with"),
            message: format!("it is required where the body has `{}`", required.body),
            status: Some(required.missing_status),
        });
    }
}

/// At least as many values as a body of JSON has, without reading it: those that a comma or an opening bracket precedes.
fn values_of_json(body: &[u8]) -> usize {
    let (mut count, mut in_text, mut is_escaped) = (1, false, false);
    for byte in body {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::values_of_json;

    #[test]
    fn values_are_counted_without_reading_them() {
        for (body, count) in [("1", 1), ("[]", 2), ("[1,2]", 3), (r#"{"a,[\"{":1,"b":[]}"#, 4), (r#"["\\",","]"#, 3)] {
            assert_eq!(values_of_json(body.as_bytes()), count, "{body}");
        }
    }
}
