//! What an operation does with a thing shows where the thing is read: reads come after it.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use support::app::{json_answer, json_of, serve};
use support::{Told, settings, tell};
use trueline_conformance::check::Check;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};

/// The history is read above the operation that copies.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
components:
  parameters:
    id: {name: id, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}
  schemas:
    Draft: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}}}
paths:
  /drafts/{id}/history:
    parameters: [{$ref: '#/components/parameters/id'}]
    get:
      operationId: readHistory
      responses: {'200': {description: d, content: {application/json: {schema: {type: array}}}}, 4XX: {description: d}}
  /drafts/{id}/copy:
    parameters: [{$ref: '#/components/parameters/id'}]
    post:
      operationId: copyDraft
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}, 4XX: {description: d}}
  /drafts/{id}:
    parameters: [{$ref: '#/components/parameters/id'}]
    get:
      operationId: readDraft
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}, 4XX: {description: d}}
  /drafts:
    post:
      operationId: createDraft
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string, maxLength: 30}}}}}}
      responses: {'201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}, 4XX: {description: d}}
";

#[derive(Default)]
struct Drafts {
    /// The titles, and whether each has a history.
    all: BTreeMap<u32, (String, bool)>,
    /// Whether copies have none, as those of a careless server.
    forgets: bool,
}

type Shared = State<Arc<Mutex<Drafts>>>;

impl Drafts {
    fn add(&mut self, title: &str, has_history: bool) -> serde_json::Value {
        let id = u32::try_from(self.all.len()).expect("few") + 1;
        self.all.insert(id, (title.to_owned(), has_history));
        json!({"id": id, "title": title})
    }
}

async fn create(State(drafts): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let body = match json_of(&headers, &body) {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    match body["title"].as_str().filter(|title| title.chars().count() <= 30) {
        Some(title) => {
            let made = drafts.lock().expect("nobody panics").add(title, true);
            (StatusCode::CREATED, json_answer(&made)).into_response()
        }
        None => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    }
}

async fn copy(State(drafts): Shared, Path(id): Path<u32>) -> Response {
    let mut drafts = drafts.lock().expect("nobody panics");
    let Some((title, _)) = drafts.all.get(&id).cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let has_history = !drafts.forgets;
    json_answer(&drafts.add(&title, has_history))
}

async fn read(State(drafts): Shared, Path(id): Path<u32>) -> Response {
    match drafts.lock().expect("nobody panics").all.get(&id) {
        Some((title, _)) => json_answer(&json!({"id": id, "title": title})),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn history(State(drafts): Shared, Path(id): Path<u32>) -> Response {
    match drafts.lock().expect("nobody panics").all.get(&id) {
        Some((_, true)) => json_answer(&json!([])),
        Some((_, false)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The operations that fail on valid requests.
async fn run(forgets: bool) -> (Told, Vec<String>) {
    let drafts = Drafts { forgets, ..Drafts::default() };
    let app = Router::new()
        .route("/drafts", post(create))
        .route("/drafts/{id}", get(read))
        .route("/drafts/{id}/copy", post(copy))
        .route("/drafts/{id}/history", get(history))
        .with_state(Arc::new(Mutex::new(drafts)));
    let (address, server) = serve(app).await;
    let api = support::api_of(DOCUMENT);
    let target = Target::resolve("t", &TargetConfig::at(&address), &api, &|_| None).expect("a target");
    let transport = Transport::Http(HttpTransport::new(&address).expect("a system"));
    let folder = tempfile::tempdir().expect("a folder");
    let (told, result) = tell(&api, &target, &transport, &settings(folder.path())).await;
    server.abort();
    result.expect("a result");
    let failed = told.failures.iter().filter(|failure| failure.finding.check == Check::ServerError);
    let failed = failed.map(|failure| failure.operation.as_str().to_owned()).collect();
    (told, failed)
}

#[tokio::test]
async fn what_a_copy_lacks_is_found_where_it_is_read() {
    let (told, failed) = Box::pin(run(true)).await;
    assert_eq!(failed, ["readHistory"], "{}", told.text);
}

#[tokio::test]
async fn a_copy_that_is_whole_is_right() {
    let (told, failed) = Box::pin(run(false)).await;
    assert_eq!(failed, Vec::<String>::new(), "{}", told.text);
}
