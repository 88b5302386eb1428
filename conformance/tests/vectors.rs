//! The table of values on the wire (`spec/tests/vectors/openapi.yaml`), held against what the suite writes and what the mock
//! reads. `codegen/tests/cases/vectors/wire.rs` holds the generated client against the same rows.

mod support;

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt as _;
use trueline_conformance::judge::Validators;
use trueline_conformance::mock::Mock;
use trueline_conformance::request::{ArgumentValue, Content, RequestTemplate, Unsendable, WireRequest};
use trueline_conformance::wire::{BOUNDARY, DecodedBody, RequestParts, decode_body, decode_parameter, match_path};
use trueline_spec::Direction;
use trueline_spec::model::{Api, Checked, Location, Operation, SchemaId};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/tests/vectors/openapi.yaml");

/// A row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    value: Value,
    sent: Option<String>,
    omitted: Option<String>,
    refused: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    back: Option<Value>,
    suite: Option<String>,
}

impl Vector {
    /// What the suite sends: a text, nothing, or not even a request.
    fn due(&self) -> Result<Option<String>, ()> {
        match (&self.sent, &self.omitted, &self.refused) {
            _ if self.suite.is_some() => Err(()),
            (Some(sent), None, None) => Ok(Some(sent.clone())),
            (None, Some(_), None) => Ok(None),
            (None, None, Some(_)) => Err(()),
            _ => panic!("one of `sent`, `omitted` and `refused`: {self:?}"),
        }
    }
}

fn table() -> Arc<Checked<Api>> {
    let loaded = load(TABLE, &FileSystem, LoadOptions::default()).expect("read");
    Arc::new(loaded.api.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics)))
}

/// Every row with its operation.
fn rows(api: &Api) -> Vec<(&Operation, Vector)> {
    let mut rows = Vec::new();
    for (_, operation) in api.operations() {
        let vectors = operation.extensions.get("x-vectors").cloned().unwrap_or_default();
        let vectors: Vec<Vector> = serde_json::from_value(vectors).unwrap_or_else(|error| panic!("{error}"));
        assert!(!vectors.is_empty(), "{} has no rows", operation.key);
        rows.extend(vectors.into_iter().map(|vector| (operation, vector)));
    }
    rows
}

/// What is not as the table says.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn hold<T: std::fmt::Debug + PartialEq>(&mut self, operation: &Operation, row: &Vector, is: &T, due: &T) {
        if is != due {
            self.0.push(format!("{} {}\n  is  {is:?}\n  due {due:?}", operation.key, row.value));
        }
    }

    fn end(self) {
        assert!(self.0.is_empty(), "{}\n{} rows", self.0.join("\n"), self.0.len());
    }
}

/// A request that says a value, as the suite writes it.
fn encoded(api: &Api, operation: &Operation, value: &Value) -> Result<WireRequest, Unsendable> {
    let mut template = RequestTemplate { method: operation.method.as_str().to_owned(), ..RequestTemplate::default() };
    if operation.parameters.is_empty() {
        template.content = Some(Content::Value { media_type: 0, value: value.clone() });
    } else {
        template.give(0, ArgumentValue::Value(value.clone()));
    }
    template.encode(api, operation)
}

/// What a request has in the place that the table shows.
fn shown(operation: &Operation, request: &WireRequest) -> Option<String> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let header = |name: &str| request.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    let Some(parameter) = operation.parameters.first() else {
        let body = String::from_utf8_lossy(&request.body);
        let lines = || body.replace(BOUNDARY, "BOUNDARY").replace("\r\n", "\n");
        return Some(if is_multipart(operation) { lines() } else { body.into_owned() });
    };
    match parameter.location {
        Location::Path => Some(path.rsplit('/').next().unwrap_or_default().to_owned()),
        Location::Query => Some(query.to_owned()).filter(|query| !query.is_empty()),
        Location::Header => header(&parameter.name),
        Location::Cookie => header("cookie"),
    }
}

fn is_multipart(operation: &Operation) -> bool {
    operation.body.as_ref().is_some_and(|body| body.content[0].has_essence("multipart/form-data"))
}

/// The request that has a text in that place.
fn request(operation: &Operation, text: &str) -> WireRequest {
    let path = operation.path.as_str();
    let mut request = WireRequest {
        method: operation.method.as_str().to_owned(),
        target: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    if let Some(parameter) = operation.parameters.first() {
        match parameter.location {
            Location::Path => request.target = path.replace("{value}", text),
            Location::Query => request.target = format!("{path}?{text}"),
            Location::Header => request.headers.push((parameter.name.to_ascii_lowercase(), text.to_owned())),
            Location::Cookie => request.headers.push(("cookie".to_owned(), text.to_owned())),
        }
        return request;
    }
    let media_type = &operation.body.as_ref().expect("a body").content[0].name;
    let (parameter, text) = if is_multipart(operation) {
        ("; boundary=BOUNDARY", text.replace('\n', "\r\n"))
    } else {
        ("", text.to_owned())
    };
    request.headers.push(("content-type".to_owned(), format!("{media_type}{parameter}")));
    request.body = text.into_bytes();
    request
}

/// The value that a request is read as; nothing where none was sent.
fn decoded(api: &Api, validators: &Validators, operation: &Operation, request: &WireRequest) -> Option<Value> {
    let is_valid =
        |schema: SchemaId, value: &Value| validators.is_valid(api, schema, Direction::Request, value) == Ok(true);
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let Some(parameter) = operation.parameters.first() else {
        let media_type = &operation.body.as_ref().expect("a body").content[0];
        let content_type = &request.headers[0].1;
        return match decode_body(api, media_type, content_type, &request.body, &is_valid).expect("it is read") {
            DecodedBody::Value(value) => Some(value),
            DecodedBody::Opaque => panic!("it has no value"),
        };
    };
    let values = match_path(&operation.path, path).expect("the path is the operation's");
    let parts = RequestParts::new(values, query, request.headers.clone());
    decode_parameter(api, operation, parameter, &parts, &is_valid).expect("it is read")
}

#[test]
fn the_suite_writes_what_the_table_has() {
    let api = table();
    let mut wrong = Wrong::default();
    let rows = rows(&api);
    assert!(rows.len() > 140, "{}", rows.len());
    for (operation, row) in &rows {
        let encoded = encoded(&api, operation, &row.value).map(|request| shown(operation, &request));
        wrong.hold(operation, row, &encoded.map_err(|_| ()), &row.due());
    }
    wrong.end();
}

#[test]
fn every_right_writing_is_read_as_the_value() {
    let (api, validators) = (table(), Validators::default());
    let mut wrong = Wrong::default();
    for (operation, row) in &rows(&api) {
        let due = row.back.clone().unwrap_or_else(|| row.value.clone());
        for text in row.sent.iter().chain(&row.also) {
            let read = decoded(&api, &validators, operation, &request(operation, text));
            wrong.hold(operation, row, &read, &Some(due.clone()));
        }
        if row.omitted.is_some() {
            let none = request(operation, "");
            let read = decoded(&api, &validators, operation, &WireRequest { headers: Vec::new(), ..none });
            wrong.hold(operation, row, &read, &None);
        }
    }
    wrong.end();
}

/// The mock reads by the same decoders, and takes every right writing of a valid value; that it reads at all is seen where
/// a value of another type is refused.
#[tokio::test]
async fn the_mock_takes_every_right_writing() {
    let api = table();
    let mock = Mock::new(Arc::clone(&api), support::fixture());
    let mut wrong = Wrong::default();
    for (operation, row) in &rows(&api) {
        for text in row.sent.iter().chain(&row.also) {
            let WireRequest { method, target, headers, body } = request(operation, text);
            // What no address may have is escaped on the way by whoever sends it.
            let uri: String = target
                .chars()
                .map(|one| match one {
                    '"' | '{' | '}' | '[' | ']' | '|' => format!("%{:02X}", u32::from(one)),
                    other => other.to_string(),
                })
                .collect();
            let request = Request::builder().method(method.as_str()).uri(uri);
            let request = headers.iter().fold(request, |request, (name, value)| {
                request.header(name, http::HeaderValue::from_bytes(value.as_bytes()).expect("a value"))
            });
            let request = request.body(Full::new(Bytes::from(body))).expect("a request");
            let status = mock.clone().oneshot(request).await.expect("an answer").status().as_u16();
            wrong.hold(operation, row, &status, &204);
        }
    }
    wrong.end();
}
