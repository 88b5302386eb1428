//! Two actors of a configuration: what one made, the other must not read, change or remove.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use support::app::{json_answer, json_of, serve};
use support::{Told, settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::check::{Check, Severity};
use trueline_conformance::target::{Config, Target};
use trueline_conformance::transport::{HttpTransport, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
security: [{Token: []}]
components:
  securitySchemes: {Token: {type: http, scheme: bearer}}
  schemas:
    New: {type: object, required: [title], properties: {title: {type: string, minLength: 1, maxLength: 30}}}
    Note: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}}}
  responses: {Note: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
paths:
  /notes:
    post:
      operationId: createNote
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses: {'201': {$ref: '#/components/responses/Note'}, 4XX: {description: d}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}]
    get: {operationId: getNote, responses: {'200': {$ref: '#/components/responses/Note'}, 4XX: {description: d}}}
    put:
      operationId: replaceNote
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses: {'200': {$ref: '#/components/responses/Note'}, 4XX: {description: d}}
    delete: {operationId: deleteNote, responses: {'204': {description: d}, 4XX: {description: d}}}
";

const TOKENS: [(&str, &str); 2] = [("tok_alice_8f3a", "alice"), ("tok_bob_51c9", "bob")];

/// The notes, each with who wrote it, and the method of which the owner is not looked at.
struct Notes {
    all: BTreeMap<u32, (String, String)>,
    next: u32,
    careless: Option<Method>,
}

type Shared = State<Arc<Mutex<Notes>>>;

fn actor(headers: &HeaderMap) -> Option<&'static str> {
    let token = headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")?;
    TOKENS.into_iter().find(|(known, _)| *known == token).map(|(_, actor)| actor)
}

fn shown(id: u32, title: &str) -> Response {
    json_answer(&json!({"id": id, "title": title}))
}

fn title(headers: &HeaderMap, body: &Bytes) -> Result<String, StatusCode> {
    let body: Value = json_of(headers, body)?;
    let title = body["title"].as_str().filter(|title| (1..=30).contains(&title.chars().count()));
    title.map(str::to_owned).ok_or(StatusCode::UNPROCESSABLE_ENTITY)
}

async fn create(State(notes): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let Some(actor) = actor(&headers) else { return StatusCode::UNAUTHORIZED.into_response() };
    let title = match title(&headers, &body) {
        Ok(title) => title,
        Err(status) => return status.into_response(),
    };
    let mut notes = notes.lock().expect("nobody panics");
    notes.next += 1;
    let id = notes.next;
    notes.all.insert(id, (actor.to_owned(), title.clone()));
    (StatusCode::CREATED, shown(id, &title)).into_response()
}

async fn one(State(notes): Shared, method: Method, Path(id): Path<u32>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(actor) = actor(&headers) else { return StatusCode::UNAUTHORIZED.into_response() };
    if !(1..=1_000_000).contains(&id) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let new = if method == Method::PUT { title(&headers, &body).map(Some) } else { Ok(None) };
    let new = match new {
        Ok(new) => new,
        Err(status) => return status.into_response(),
    };
    let mut notes = notes.lock().expect("nobody panics");
    let is_careless = notes.careless.as_ref() == Some(&method);
    let Some((owner, title)) = notes.all.get_mut(&id).filter(|(owner, _)| is_careless || owner == actor) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    debug_assert!(is_careless || owner == actor);
    if method == Method::DELETE {
        notes.all.remove(&id);
        return StatusCode::NO_CONTENT.into_response();
    }
    if let Some(new) = new {
        *title = new;
    }
    shown(id, title)
}

async fn run(careless: Option<Method>, actors: &str) -> Told {
    let notes = Notes { all: BTreeMap::new(), next: 0, careless };
    let app = Router::new()
        .route("/notes", post(create))
        .route("/notes/{id}", get(one).put(one).delete(one))
        .with_state(Arc::new(Mutex::new(notes)));
    let (address, server) = serve(app).await;
    let api = support::api_of(DOCUMENT);
    let config: Config =
        toml::from_str(&format!("[targets.t]\nbase-url = '{address}'\n{actors}")).expect("a configuration");
    let target = Target::resolve("t", &config.targets["t"], &api, &|_| None).expect("a target");
    let transport = Transport::Http(HttpTransport::new(&address).expect("a system"));
    let folder = tempfile::tempdir().expect("a folder");
    let (told, result) = tell(&api, &target, &transport, &Settings { cases: 20, ..settings(folder.path()) }).await;
    server.abort();
    let summary = result.expect("a result");
    assert_eq!(summary.succeeded, 4, "{}", told.text);
    told
}

/// Two actors with tokens of their own.
fn actors() -> String {
    TOKENS
        .map(|(token, name)| format!("[[targets.t.actors]]\nname = '{name}'\ncredentials = {{ Token = '{token}' }}\n"))
        .concat()
}

#[tokio::test]
async fn who_keeps_what_is_private_passes_in_silence() {
    let told = Box::pin(run(None, &actors())).await;
    assert!(told.failures.is_empty(), "{}", told.text);
    assert!(told.classes.iter().any(|class| class == "getNote law/foreign"), "{:?}", told.classes);
}

#[tokio::test]
async fn what_another_actor_reads_changes_or_removes_is_found() {
    for (careless, operation, requests) in
        [(Method::GET, "getNote", 3), (Method::PUT, "replaceNote", 4), (Method::DELETE, "deleteNote", 4)]
    {
        let told = Box::pin(run(Some(careless), &actors())).await;
        let [failure] = told.failures.as_slice() else { panic!("{operation}: {}", told.text) };
        assert_eq!((failure.finding.check, failure.severity), (Check::ForeignAccess, Severity::Likely));
        assert_eq!(failure.before.len() + 1, requests, "{}", told.text);
        // Whose request it is shows, and no token does.
        assert!(
            told.text.contains("$TRUELINE_BOB_TOKEN") && told.text.contains("$TRUELINE_ALICE_TOKEN"),
            "{}",
            told.text
        );
        assert!(!told.text.contains("tok_") && !told.json_text.contains("tok_"), "{}", told.text);
    }
}

#[tokio::test]
async fn one_actor_alone_is_held_to_nothing_of_this() {
    let told = Box::pin(run(Some(Method::GET), "[targets.t.credentials]\nToken = 'tok_alice_8f3a'\n")).await;
    assert!(told.failures.is_empty() && !told.text.contains("law/foreign"), "{}", told.text);
}
