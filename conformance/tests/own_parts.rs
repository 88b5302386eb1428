//! What came with a thing that the run made is the run's own: it is removed like the others.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use serde_json::json;
use support::app::{json_answer, json_of, serve};
use support::{Told, settings, tell};
use trueline_conformance::check::Check;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    Pool: {type: object, required: [id], properties: {id: {type: integer}}}
    Queue: {type: object, required: [name], properties: {name: {type: string}}}
paths:
  /pools:
    get:
      operationId: listPools
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pool'}}}}}}
    post:
      operationId: createPool
      responses: {'201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pool'}}}}, 4XX: {description: d}}
  /pools/{pool}/queues:
    parameters: [{name: pool, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}]
    get:
      operationId: listQueues
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Queue'}}}}}, 4XX: {description: d}}
    post:
      operationId: createQueue
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, pattern: '^[a-z]{3,12}$'}}}}}}
      responses: {'201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Queue'}}}}, 4XX: {description: d}}
  /pools/{pool}/queues/{queue}:
    parameters:
      - {name: pool, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}
      - {name: queue, in: path, required: true, schema: {type: string}}
    delete:
      operationId: deleteQueue
      responses: {'204': {description: d}, 4XX: {description: d}}
";

#[derive(Default)]
struct Pools {
    /// The names of each pool's queues. The first is somebody else's.
    all: BTreeMap<u32, Vec<String>>,
    /// Whether removing the queue that came with a pool fails.
    fails: bool,
    /// Whether a queue of somebody else was removed.
    harmed: bool,
}

type Shared = State<Arc<Mutex<Pools>>>;

async fn list_pools(State(pools): Shared) -> Response {
    json_answer(&pools.lock().expect("nobody panics").all.keys().map(|id| json!({"id": id})).collect())
}

async fn create_pool(State(pools): Shared) -> Response {
    let mut pools = pools.lock().expect("nobody panics");
    let id = u32::try_from(pools.all.len()).expect("few") + 1;
    pools.all.insert(id, vec!["default".to_owned()]);
    (StatusCode::CREATED, json_answer(&json!({"id": id}))).into_response()
}

async fn list_queues(State(pools): Shared, Path(id): Path<u32>) -> Response {
    match pools.lock().expect("nobody panics").all.get(&id) {
        Some(queues) => json_answer(&queues.iter().map(|name| json!({"name": name})).collect()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn create_queue(State(pools): Shared, Path(id): Path<u32>, headers: HeaderMap, body: Bytes) -> Response {
    let body = match json_of(&headers, &body) {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let is_name = |name: &&str| (3..=12).contains(&name.len()) && name.bytes().all(|sign| sign.is_ascii_lowercase());
    let Some(name) = body["name"].as_str().filter(is_name) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    match pools.lock().expect("nobody panics").all.get_mut(&id) {
        Some(queues) if !queues.iter().any(|other| other == name) => {
            queues.push(name.to_owned());
            (StatusCode::CREATED, json_answer(&json!({"name": name}))).into_response()
        }
        Some(_) => StatusCode::CONFLICT.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn delete_queue(State(pools): Shared, Path((id, name)): Path<(u32, String)>) -> StatusCode {
    let mut pools = pools.lock().expect("nobody panics");
    let fails = pools.fails && name == "default";
    let Some(queues) = pools.all.get_mut(&id) else { return StatusCode::NOT_FOUND };
    let Some(at) = queues.iter().position(|queue| *queue == name) else { return StatusCode::NOT_FOUND };
    if fails {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    queues.remove(at);
    pools.harmed |= id == 1 && ["default", "theirs"].contains(&name.as_str());
    StatusCode::NO_CONTENT
}

/// The operations that fail, and whether what is somebody else's was removed.
async fn run(fails: bool) -> (Told, Vec<String>, bool) {
    let all = BTreeMap::from([(1, vec!["default".to_owned(), "theirs".to_owned()])]);
    let pools = Arc::new(Mutex::new(Pools { all, fails, ..Pools::default() }));
    let app = Router::new()
        .route("/pools", get(list_pools).post(create_pool))
        .route("/pools/{pool}/queues", get(list_queues).post(create_queue))
        .route("/pools/{pool}/queues/{queue}", delete(delete_queue))
        .with_state(Arc::clone(&pools));
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
    let harmed = pools.lock().expect("nobody panics").harmed;
    (told, failed, harmed)
}

#[tokio::test]
async fn a_server_that_cannot_remove_what_it_added_is_found() {
    let (told, failed, harmed) = Box::pin(run(true)).await;
    assert_eq!((failed, harmed), (vec!["deleteQueue".to_owned()], false), "{}", told.text);
}

#[tokio::test]
async fn a_server_that_can_is_right_and_what_is_of_others_stays() {
    let (told, failed, harmed) = Box::pin(run(false)).await;
    assert_eq!((failed, harmed), (Vec::new(), false), "{}", told.text);
}
