//! Answers as the document declares them.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, UPGRADE};
use serde_json::{Map, Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{
    Api, ExampleValue, Header, MediaType, Operation, Response, ResponseStatus, SchemaId, SchemaKind,
};

use super::credential::Caller;
use crate::generate::{Completeness, Generator, Impossible, SeededRng, TextPosition};
use crate::judge::{RequestViolation, Validators, media_type_of};
use crate::schema::subschema;
use crate::wire::{self, DecodedBody};

/// The broken rules that a refusal names; of more, their number.
const MOST_NAMED: usize = 100;

/// An answer before it is written.
#[derive(Clone)]
pub(super) struct Answer {
    pub status: u16,
    pub body: Option<Value>,
}

/// How often a value is drawn until its text is read as a valid one.
const DRAWS: u64 = 24;
/// The same of a header, in which fewer values can be written.
const HEADER_DRAWS: u64 = 64;

/// The status of a request that ought to have asked for another protocol (RFC 9110 section 15.5.22).
const UPGRADE_REQUIRED: u16 = 426;

/// Writes answers of one document.
pub(super) struct Responder<'a> {
    pub api: &'a Api,
    pub validators: &'a Validators,
    /// Names the request, so that the same request has the same answer.
    pub seed: &'a str,
    pub caller: &'a Caller,
    pub accept: Option<&'a str>,
}

impl Responder<'_> {
    /// The answer that says success, with an example or a generated body.
    pub(super) fn success(&self, operation: &Operation) -> Answer {
        let status = success_status(operation);
        let body = self.media_type(operation, status).and_then(|media_type| self.body(media_type));
        Answer { status, body }
    }

    /// The answer that an operation declares for a refusal, with what is wrong.
    pub(super) fn refusal(
        &self,
        operation: &Operation,
        status: u16,
        message: &str,
        violations: &[RequestViolation],
    ) -> Answer {
        let declared = operation.response(status).and_then(|response| pick(&response.content, self.accept));
        let mut body = declared.and_then(|media_type| self.body(media_type)).unwrap_or_else(|| json!({}));
        let is_valid = |body: &Value| {
            declared.and_then(|media_type| media_type.schema).is_none_or(|schema| {
                self.validators.is_valid(self.api, schema, Direction::Response, body).unwrap_or(true)
            })
        };
        let named = &violations[..violations.len().min(MOST_NAMED)];
        let mut texts: Vec<String> =
            named.iter().map(|violation| format!("{}: {}", violation.location, violation.message)).collect();
        if violations.len() > named.len() {
            texts.push(format!("and {} more", violations.len() - named.len()));
        }
        let sentence = if texts.is_empty() { message.to_owned() } else { texts.join("; ") };
        let schema = declared.and_then(|media_type| media_type.schema);
        for name in ["message", "detail", "error_description", "description", "title", "error"] {
            let mut told = body.clone();
            if tell(self.api, schema, &mut told, name, &sentence.clone().into()) && is_valid(&told) {
                body = told;
                break;
            }
        }
        if body.as_object().is_some_and(Map::is_empty) && is_valid(&json!({ "message": sentence })) {
            body = json!({ "message": sentence });
        }
        if !violations.is_empty() {
            let list: Vec<Value> = named.iter().map(|violation| self.detail(violation)).collect();
            for name in ["details", "errors", "violations"] {
                let mut told = body.clone();
                if tell(self.api, schema, &mut told, name, &list.clone().into()) && is_valid(&told) {
                    body = told;
                    break;
                }
            }
        }
        Answer { status, body: Some(body) }
    }

    fn detail(&self, violation: &RequestViolation) -> Value {
        let place = violation.rule.place(self.api);
        json!({
            "location": violation.location,
            "rule": format!("#{}", place.pointer),
            "message": violation.message,
        })
    }

    /// An example that is valid, else a generated value.
    pub(super) fn body(&self, media_type: &MediaType) -> Option<Value> {
        let schema = media_type.schema;
        let is_valid = |value: &Value| {
            schema.is_none_or(|schema| {
                self.validators.is_valid(self.api, schema, Direction::Response, value).unwrap_or(true)
            })
        };
        let examples = examples(media_type).into_iter().filter(is_valid);
        let draws = if media_type.is_json() { 1 } else { DRAWS };
        let mut values = examples.chain(self.generated(schema, TextPosition::Short, draws)).peekable();
        let first = values.peek().cloned();
        let found = values.find(|value| self.is_read_back(media_type, value)).or(first);
        found.or_else(|| schema.is_none().then(|| json!({})))
    }

    /// Values of a schema: the fullest, the plainest, and some at random.
    fn generated(&self, schema: Option<SchemaId>, texts: TextPosition, draws: u64) -> impl Iterator<Item = Value> {
        let extents = [(Completeness::AllDeclared, 0), (Completeness::Minimal, 0)].into_iter();
        let mut is_beyond = false;
        extents
            .chain((0..draws).map(|number| (Completeness::Random, number)))
            .map_while(move |(completeness, number)| {
                // The smallest value is beyond a limit, and so are others.
                if is_beyond && completeness == Completeness::Random {
                    return None;
                }
                let rng = SeededRng::of(number, &[self.seed]);
                let (api, validators, direction) = (self.api, self.validators, Direction::Response);
                let value = Generator::new(api, validators, direction, completeness, texts, rng).value(schema?);
                is_beyond = value.as_ref().is_err_and(Impossible::is_limit);
                Some(value.ok())
            })
            .flatten()
    }

    /// Whether what is written of a value is read as a valid one: forms have no word for lists within lists, and others.
    fn is_read_back(&self, media_type: &MediaType, value: &Value) -> bool {
        let (Some(schema), false) = (media_type.schema, media_type.is_json()) else { return true };
        let Some((content_type, bytes)) = wire::encode_body(self.api, media_type, value) else { return true };
        match wire::decode_body(self.api, media_type, &content_type, &bytes, &|schema, value| {
            self.validators.is_valid(self.api, schema, Direction::Response, value) == Ok(true)
        }) {
            Ok(DecodedBody::Value(value)) => {
                self.validators.is_valid(self.api, schema, Direction::Response, &value).unwrap_or(true)
            }
            Ok(DecodedBody::Opaque) => true,
            Err(_) => false,
        }
    }

    pub(super) fn media_type<'o>(&self, operation: &'o Operation, status: u16) -> Option<&'o MediaType> {
        operation.response(status).and_then(|response| pick(&response.content, self.accept))
    }

    /// The bytes of an answer.
    pub(super) fn write(&self, operation: &Operation, answer: &Answer) -> http::Response<Bytes> {
        let declared = operation.response(answer.status);
        let media_type = declared.and_then(|response| pick(&response.content, self.accept));
        let encoded = match (media_type, &answer.body) {
            (Some(media_type), Some(body)) => wire::encode_body(self.api, media_type, body)
                .or_else(|| Some((media_type.essence(), body.as_str().unwrap_or_default().as_bytes().to_vec()))),
            (None, Some(body)) if declared.is_none() => {
                Some(("application/json".to_owned(), body.to_string().into_bytes()))
            }
            _ => None,
        };
        let mut response = plain(answer.status);
        if let Some((content_type, bytes)) = encoded {
            if let Ok(value) = HeaderValue::from_str(&content_type) {
                response.headers_mut().insert(CONTENT_TYPE, value);
            }
            *response.body_mut() = bytes.into();
        }
        if answer.status == UPGRADE_REQUIRED {
            response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
        }
        for header in declared.map(|response: &Response| response.headers.as_slice()).unwrap_or_default() {
            self.add_header(header, &mut response);
        }
        response
    }

    fn add_header(&self, header: &Header, response: &mut http::Response<Bytes>) {
        let text = match (&header.environment_of, &self.caller.environment) {
            (Some(_), Some(environment)) => Some(environment.clone()),
            (Some(_), None) => None,
            (None, _) => self.header_text(header),
        };
        let name = HeaderName::try_from(header.name.as_str());
        if let (Ok(name), Some(Ok(value))) = (name, text.map(|text| HeaderValue::from_bytes(text.as_bytes()))) {
            // What a response has no room for is not sent.
            drop(response.headers_mut().try_insert(name, value));
        }
    }

    fn header_text(&self, header: &Header) -> Option<String> {
        let schema = header.encoding.schema();
        let examples = header.examples.iter().filter_map(|example| match &example.value {
            ExampleValue::Inline(value) => Some(value.clone()),
            ExampleValue::External(_) => None,
        });
        let generated = self.generated(schema, TextPosition::Header, HEADER_DRAWS);
        let mut texts = examples.chain(generated).map(|value| wire::encode_header(&header.encoding, &value)).peekable();
        let first = texts.peek().cloned();
        // What nothing can write is left out where it may be.
        texts.find(|text| self.is_readable(header, schema, text)).or(first.filter(|_| header.required))
    }

    /// Whether a header's text is read as a value of its schema: a comma in an item of a list cannot be escaped.
    fn is_readable(&self, header: &Header, schema: Option<SchemaId>, text: &str) -> bool {
        let Some(schema) = schema else { return true };
        let is_valid = |schema: SchemaId, value: &Value| {
            self.validators.is_valid(self.api, schema, Direction::Response, value) == Ok(true)
        };
        wire::decode_header(self.api, header, text, &is_valid)
            .is_ok_and(|value| self.validators.is_valid(self.api, schema, Direction::Response, &value).unwrap_or(true))
    }
}

/// The values of a media type's examples.
pub(super) fn examples(media_type: &MediaType) -> Vec<Value> {
    let inline = |value: &ExampleValue| match value {
        ExampleValue::Inline(value) => Some(value.clone()),
        ExampleValue::External(_) => None,
    };
    media_type.examples.iter().filter_map(|example| inline(&example.value)).collect()
}

/// The status of a success: the first that is declared, else that of a redirection, else 200. No protocol is switched to.
pub(super) fn success_status(operation: &Operation) -> u16 {
    if operation.switches_protocols() {
        return UPGRADE_REQUIRED;
    }
    let status = |response: &Response| match response.status {
        ResponseStatus::Code(code) => code,
        ResponseStatus::Class(class) => u16::from(class) * 100,
        ResponseStatus::Default => 200,
    };
    let success = operation.responses.iter().find(|response| response.status.is_success());
    let redirection = operation.responses.iter().find(|response| (300..400).contains(&status(response)));
    success.or(redirection).map_or(200, status)
}

/// An answer without a body.
pub(super) fn plain(status: u16) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::new());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// An answer that no operation declares.
pub(super) fn undeclared(status: u16, message: &str, allowed: &[&'static str]) -> http::Response<Bytes> {
    let mut response = plain(status);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    *response.body_mut() = json!({ "message": message }).to_string().into();
    if let (false, Ok(value)) = (allowed.is_empty(), HeaderValue::from_str(&allowed.join(", "))) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// The first alternative that the caller accepts, else the first (RFC 9110 section 12.5.1 lets a server do so).
/// None is taken whose bodies have the content type of another.
fn pick<'m>(content: &'m [MediaType], accept: Option<&str>) -> Option<&'m MediaType> {
    let is_own = |media_type: &&MediaType| {
        let found = media_type_of(content, &wire::concrete(&media_type.essence()));
        found.is_none_or(|found| found.name == media_type.name)
    };
    // What is chosen is looked at before whose it is, which takes longer.
    let first = |chosen: &dyn Fn(&MediaType) -> bool| content.iter().find(|one| chosen(one) && is_own(one));
    let accepted = accept.and_then(|accept| {
        accept.split(',').filter_map(|range| range.split(';').next()).map(str::trim).find_map(|range| {
            first(&|media_type| {
                range == "*/*"
                    || media_type.has_essence(range)
                    || range
                        .strip_suffix("/*")
                        .is_some_and(|kind| media_type.essence().starts_with(&format!("{kind}/")))
            })
        })
    });
    accepted.or_else(|| first(&MediaType::is_json)).or_else(|| first(&|_| true)).or(content.first())
}

/// Puts a value where an object of the body has, or may have, a member of a name; the nearest to the root.
fn tell(api: &Api, schema: Option<SchemaId>, body: &mut Value, name: &str, value: &Value) -> bool {
    let Value::Object(members) = body else { return false };
    let declares = schema.is_some_and(|schema| declares(api, schema, name));
    if members.get(name).is_some_and(|member| !member.is_object()) || declares {
        members.insert(name.to_owned(), value.clone());
        return true;
    }
    members.iter_mut().any(|(key, member)| {
        let schema = schema.and_then(|schema| subschema::named(api, schema, key));
        tell(api, schema, member, name, value)
    })
}

fn declares(api: &Api, schema: SchemaId, name: &str) -> bool {
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::Object(object) => object.properties.get(name).is_some_and(|property| {
            !matches!(api.schemas[api.schemas.as_one(property.schema)].kind, SchemaKind::Object(_))
        }),
        SchemaKind::AllOf(parts) => parts.iter().any(|part| declares(api, *part, name)),
        _ => false,
    }
}
