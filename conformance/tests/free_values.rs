//! Servers that fail at what a document says nothing of: the members of a free object, the items of a free list.

mod support;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use support::app::{json_answer, json_of, serve};
use support::{Told, settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::check::Check;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    Search:
      type: object
      properties:
        filter: {type: object, description: what the things have}
        limit: {type: integer, minimum: 1, maximum: 9}
    Batch:
      type: object
      required: [rows]
      properties: {rows: {type: array, items: {}, maxItems: 500}}
paths:
  /search:
    post:
      operationId: search
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Search'}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: array}}}}, 4XX: {description: d}}
  /nested:
    post:
      operationId: nested
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Search'}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: array}}}}, 4XX: {description: d}}
  /batch:
    post:
      operationId: batch
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Batch'}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: array}}}}, 4XX: {description: d}}
";

/// Answers what obeys the document with a list, and all else with 422.
fn answer(
    headers: &HeaderMap,
    body: &Bytes,
    member: &str,
    is_right: fn(&Value) -> bool,
    fails: fn(&Value) -> bool,
) -> Response {
    let body = match json_of(headers, body) {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let limit = body
        .get("limit")
        .is_none_or(|limit| limit.as_f64().is_some_and(|limit| limit.fract() == 0.0 && (1.0..=9.0).contains(&limit)));
    match body.as_object().map(|body| body.get(member)) {
        Some(None) if member == "filter" && limit => json_answer(&json!([])),
        Some(Some(value)) if is_right(value) && limit => {
            if fails(value) {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
            json_answer(&json!([]))
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    }
}

/// Which operations are found to fail on valid requests, on servers with the faults and without.
async fn run(is_faulty: bool) -> (Told, Vec<String>) {
    type Fails = fn(&Value) -> bool;
    let fault = |fails: Fails| if is_faulty { fails } else { |_: &Value| false };
    let search = fault(|filter| filter.as_object().is_some_and(|filter| !filter.is_empty()));
    let nested = fault(|filter| filter.as_object().into_iter().flatten().any(|(_, value)| value.is_object()));
    let batch = fault(|rows| rows.as_array().into_iter().flatten().any(Value::is_array));
    let is_list = |rows: &Value| rows.as_array().is_some_and(|rows| rows.len() <= 500);
    let app = Router::new()
        .route(
            "/search",
            post(move |headers: HeaderMap, body: Bytes| async move {
                answer(&headers, &body, "filter", Value::is_object, search)
            }),
        )
        .route(
            "/nested",
            post(move |headers: HeaderMap, body: Bytes| async move {
                answer(&headers, &body, "filter", Value::is_object, nested)
            }),
        )
        .route(
            "/batch",
            post(move |headers: HeaderMap, body: Bytes| async move { answer(&headers, &body, "rows", is_list, batch) }),
        );
    let (address, server) = serve(app).await;
    let api = support::api_of(DOCUMENT);
    let config = TargetConfig::at(&address);
    let target = Target::resolve("t", &config, &api, &|_| None).expect("a target");
    let transport = Transport::Http(HttpTransport::new(&address).expect("a system"));
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings { cases: 100, ..settings(folder.path()) };
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    server.abort();
    result.expect("a result");
    let failed = told
        .failures
        .iter()
        .filter(|failure| failure.finding.check == Check::ServerError && failure.class.as_str() == "valid");
    let mut failed: Vec<String> = failed.map(|failure| failure.operation.as_str().to_owned()).collect();
    failed.sort();
    (told, failed)
}

#[tokio::test]
async fn what_a_document_leaves_open_is_filled() {
    let (told, failed) = Box::pin(run(true)).await;
    assert_eq!(failed, ["batch", "nested", "search"], "{}", told.text);
}

#[tokio::test]
async fn a_server_that_takes_anything_there_is_right() {
    let (told, failed) = Box::pin(run(false)).await;
    assert_eq!((failed, told.failures.len()), (Vec::new(), 0), "{}", told.text);
}
