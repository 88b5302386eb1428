//! A request that breaks the state of a server for good: nothing since then is judged, and a command that resets the server lets
//! it be found.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use support::app::{json_answer, json_of, serve};
use support::{Told, settings, tell};
use trueline_conformance::report::{StopKind, Summary};
use trueline_conformance::target::{Config, Target};
use trueline_conformance::transport::{HttpTransport, Transport};
use trueline_conformance::{RunError, Settings};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    New: {type: object, required: [title], properties: {title: {type: string, minLength: 1, maxLength: 30}}}
    Thing: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}}}
paths:
  /things:
    get:
      operationId: listThings
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}
    post:
      operationId: createThing
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses:
        '201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        4XX: {description: d}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}]
    get:
      operationId: getThing
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        4XX: {description: d}
  /level:
    post:
      operationId: setLevel
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [level], properties: {level: {enum: [low, middle, high]}}}}}}
      responses: {'204': {description: d}, 4XX: {description: d}}
  /zones:
    get:
      operationId: listZones
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
";

/// What the server has: with the level `high` it answers everything with 500.
#[derive(Default)]
struct Things {
    titles: BTreeMap<u32, String>,
    is_broken: bool,
    /// How often it was reset.
    resets: usize,
}

type Shared = State<Arc<Mutex<Things>>>;

/// What needs a server that is not broken.
fn of(State(things): &Shared, ask: impl FnOnce(&mut Things) -> Response) -> Response {
    let mut things = things.lock().expect("nobody panics");
    if things.is_broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    ask(&mut things)
}

fn shown(id: u32, title: &str) -> Value {
    json!({"id": id, "title": title})
}

async fn create(state: Shared, headers: HeaderMap, body: Bytes) -> Response {
    of(&state, |things| {
        let body = match json_of(&headers, &body) {
            Ok(body) => body,
            Err(status) => return status.into_response(),
        };
        let title = body["title"].as_str().filter(|title| (1..=30).contains(&title.chars().count()));
        let Some(title) = title else { return StatusCode::UNPROCESSABLE_ENTITY.into_response() };
        let id = u32::try_from(things.titles.len()).expect("few") + 1;
        things.titles.insert(id, title.to_owned());
        (StatusCode::CREATED, json_answer(&shown(id, title))).into_response()
    })
}

async fn list(state: Shared) -> Response {
    of(&state, |things| {
        let all: Value = things.titles.iter().map(|(id, title)| shown(*id, title)).collect();
        json_answer(&all)
    })
}

async fn read(state: Shared, Path(id): Path<u32>) -> Response {
    of(&state, |things| match things.titles.get(&id) {
        _ if !(1..=1_000_000).contains(&id) => StatusCode::BAD_REQUEST.into_response(),
        Some(title) => json_answer(&shown(id, title)),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

async fn level(state: Shared, headers: HeaderMap, body: Bytes) -> Response {
    of(&state, |things| {
        let body = match json_of(&headers, &body) {
            Ok(body) => body,
            Err(status) => return status.into_response(),
        };
        things.is_broken = body["level"] == "high";
        let is_level = ["low", "middle", "high"].into_iter().any(|level| body["level"] == level);
        if is_level { StatusCode::NO_CONTENT } else { StatusCode::UNPROCESSABLE_ENTITY }.into_response()
    })
}

async fn reset(State(things): Shared) -> StatusCode {
    let mut things = things.lock().expect("nobody panics");
    *things = Things { resets: things.resets + 1, ..Things::default() };
    StatusCode::NO_CONTENT
}

/// Tests the server, which a configuration may say how to reset: what was reported, and how often it was reset.
async fn run(configured: &str) -> (Told, Result<Summary, RunError>, usize) {
    let things = Arc::new(Mutex::new(Things::default()));
    let app = Router::new()
        .route("/things", get(list).post(create))
        .route("/things/{id}", get(read))
        .route("/level", post(level))
        .route("/zones", get(|state| async move { of(&state, |_| json_answer(&json!(["a"]))) }))
        .route("/reset-of-the-test", post(reset))
        .with_state(Arc::clone(&things));
    let (address, server) = serve(app).await;
    let api = support::api_of(DOCUMENT);
    let config = format!("[targets.t]\nbase-url = '{address}'\n{configured}");
    let config: Config = toml::from_str(&config).expect("a configuration");
    let target = Target::resolve("t", &config.targets["t"], &api, &|_| None).expect("a target");
    let transport = Transport::Http(HttpTransport::new(&address).expect("a system"));
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings { cases: 20, ..settings(folder.path()) };
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    server.abort();
    let resets = things.lock().expect("nobody panics").resets;
    (told, result, resets)
}

#[tokio::test]
async fn nothing_is_judged_since_and_what_may_have_done_it_is_named() {
    let (told, result, _) = Box::pin(run("")).await;
    assert!(told.failures.is_empty(), "{}", told.text);
    let summary = result.expect("a result");
    assert_eq!((summary.stopped, summary.violating), (Some(StopKind::StateBroken), 0), "{}", told.text);
    let reason = told.json["stopped"]["reason"].as_str().expect("a reason");
    assert!(reason.contains("was answered with 200, and the same request with 500 now"), "{reason}");
    assert!(reason.contains("since it was last well: `setLevel` ("), "{reason}");
}

/// Resets the server.
const RESET: &str = "command = ['python3', '-c', 'import os, urllib.request as r; \
                     r.urlopen(os.environ[\"TRUELINE_BASE_URL\"] + \"/reset-of-the-test\", b\"\")']";

#[tokio::test]
async fn a_command_that_resets_lets_the_request_be_found_and_the_run_goes_on() {
    let (told, result, resets) = Box::pin(run(&format!("[targets.t.reset]\n{RESET}"))).await;
    assert!(told.failures.is_empty(), "{}", told.text);
    let summary = result.expect("a result");
    assert_eq!((summary.stopped, summary.violating), (None, 0), "{}", told.text);
    assert!(resets > 3, "{resets}");
    let warning = told.json["warnings"][0].as_str().expect("a warning");
    assert!(warning.starts_with("`setLevel` is left out, for it broke the target (`"), "{warning}");
    assert!(warning.contains("curl") && warning.contains("/level") && warning.contains("\"high\""), "{warning}");
    assert_eq!(summary.operations, 5, "{}", told.text);
    for class in ["getThing valid", "listThings valid", "listZones query/unknown"] {
        assert!(told.classes.iter().any(|told| told == class), "{class}: {:?}", told.classes);
    }
    assert!(told.text.contains("broke the target, which was reset"), "{}", told.text);
}

#[tokio::test]
async fn a_reset_that_fails_or_does_not_help_ends_the_run_and_says_so() {
    for (command, reason) in [
        ("command = ['sh', '-c', 'exit 3']", "the command that resets the target fails: "),
        ("command = ['sh', '-c', 'exit 0']", "after a reset the target is not well either"),
    ] {
        let (told, result, _) = Box::pin(run(&format!("[targets.t.reset]\n{command}"))).await;
        assert_eq!(result.expect("a result").stopped, Some(StopKind::StateBroken), "{}", told.text);
        assert!(told.json["stopped"]["reason"].as_str().is_some_and(|told| told.contains(reason)), "{}", told.text);
        assert!(told.failures.is_empty(), "{}", told.text);
    }
}
