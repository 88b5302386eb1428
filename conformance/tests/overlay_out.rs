//! The overlay that has a document mention what was seen: read again, it leaves nothing of that to be found.

mod support;

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use support::settings;
use trueline_conformance::check::Check;
use trueline_conformance::report::{Event, ReportContext, ReportRequest, Reports, Subject, TextStyle};
use trueline_conformance::run;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{ServiceTransport, Transport};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// What the server does but for nulls, a status of success and one of refusal, and a content type.
const DOCUMENT: &str = "
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '400': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Refusal'}}}}
  /pets:
    post:
      operationId: makePet
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}, additionalProperties: true}
      responses:
        '201': {description: d}
  /table:
    get:
      operationId: table
      responses:
        '200': {description: d, content: {application/json: {schema: {type: string}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name, kind]
      properties:
        name: {type: string}
        kind: {$ref: '#/components/schemas/Kind'}
        \"owner's\": {type: integer}
    Kind: {type: string, enum: [cat, dog]}
    Other: {type: object, properties: {why: {type: string}}}
    Refusal: {type: object, required: [error], properties: {error: {type: string}, code: {type: integer}}}
";

async fn respond(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let is_json =
        head.headers.get("content-type").is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let sent: Option<Value> = serde_json::from_slice(&body).ok().filter(|_| is_json);
    let (status, kind, text) = match (&head.method, head.uri.path()) {
        (&Method::GET, "/table") => (200, "text/csv; charset=utf-8", "a,b".to_owned()),
        (&Method::GET, path) if path.starts_with("/pets/") => {
            (200, "application/json", json!({ "name": null, "kind": null, "owner's": null }).to_string())
        }
        (&Method::POST, "/pets") if sent.as_ref().is_some_and(|sent| sent["name"].is_string()) => {
            (202, "application/json", json!({ "id": 1 }).to_string())
        }
        (&Method::POST, "/pets") => (422, "application/json", json!({ "error": "no", "code": 7 }).to_string()),
        (_, path) => {
            let allow = if path == "/pets" { "POST" } else { "GET" };
            let response = Response::builder().status(405).header("allow", allow);
            return Ok(response.body(Full::default()).expect("a response"));
        }
    };
    Ok(Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(Full::new(text.into()))
        .expect("a response"))
}

/// The checks that found something in a run with overlays, which writes one.
async fn tested(folder: &Path, overlays: &[&Path], out: &Path) -> Vec<Check> {
    let overlays = overlays.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let options = LoadOptions { overlays, ..LoadOptions::default() };
    let loaded = load(&folder.join("openapi.yaml").to_string_lossy(), &FileSystem, options).expect("it is read");
    let api = Arc::new(loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics)));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let target = Target::resolve("pets", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("a target");
    let subject = Arc::new(Subject::new(Arc::clone(&api), &target, folder));
    let context = ReportContext { style: TextStyle::default(), subject, lists_missing: false, step_summary: None };
    let request: ReportRequest = format!("overlay={}", out.display()).parse().expect("a report");
    let mut reports = Reports::new(&[request], &context).expect("it can be written");
    let transport = Transport::Service(ServiceTransport::new(tower::service_fn(respond)));
    let mut checks = Vec::new();
    let result = run(&api, &target, &transport, &settings(&folder.join("state")), &mut |event| {
        let _ = reports.event(&event);
        if let Event::Failed(failure) = event {
            checks.push(failure.finding.check);
        }
    })
    .await;
    result.expect("it has a result");
    reports.finish(None).1.expect("it is written");
    std::fs::remove_dir_all(folder.join("state")).ok();
    checks.sort();
    checks
}

async fn round_trip(version: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("openapi.yaml"), format!("openapi: {version}{DOCUMENT}")).expect("written");
    let (first, second) = (folder.path().join("first.yaml"), folder.path().join("second.yaml"));
    let found = Box::pin(tested(folder.path(), &[], &first)).await;
    let expected =
        [Check::Body, Check::Body, Check::Body, Check::ContentType, Check::UndeclaredStatus, Check::UndeclaredStatus];
    assert_eq!(found, expected, "{version}");
    assert_eq!(Box::pin(tested(folder.path(), &[&first], &second)).await, [], "{version}");
    let read = |file: &Path| -> Value {
        serde_json::from_str(&std::fs::read_to_string(file).expect("it is there")).expect("JSON, which is YAML")
    };
    let nothing = read(&second);
    assert_eq!((&nothing["actions"][0]["target"], &nothing["actions"][0]["update"]), (&json!("$"), &json!({})));
    read(&first)
}

/// What an overlay does at a target.
fn update<'o>(overlay: &'o Value, target: &str) -> &'o Value {
    let actions = overlay["actions"].as_array().expect("a list");
    let action =
        actions.iter().find(|action| action["target"] == target).unwrap_or_else(|| panic!("{target}: {overlay}"));
    assert!(action["description"].as_str().is_some_and(|text| text.contains(" (cause ")), "{action}");
    &action["update"]
}

const OWNER: &str = r"$['components']['schemas']['Pet']['properties']['owner\'s']";

#[tokio::test]
async fn a_run_with_what_was_seen_finds_nothing_of_it_in_3_1() {
    let overlay = Box::pin(round_trip("3.1.0")).await;
    assert_eq!(update(&overlay, OWNER), &json!({ "type": ["integer", "null"] }));
    let kind = json!({ "type": ["string", "null"], "enum": [null] });
    assert_eq!(update(&overlay, "$['components']['schemas']['Kind']"), &kind);
    let table = json!({ "content": { "text/csv": {} } });
    assert_eq!(update(&overlay, "$['paths']['/table']['get']['responses']['200']"), &table);
    let operation = "$['paths']['/pets']['post']";
    assert_eq!(
        update(&overlay, operation),
        &json!({ "responses": { "202": { "description": "Accepted", "content": { "application/json": {} } } } })
    );
    let refusal = json!({ "schema": { "$ref": "#/components/schemas/Refusal" } });
    let of_refusal = overlay["actions"].as_array().into_iter().flatten().find(|action| {
        action["target"] == operation && action["update"]["responses"]["422"]["content"]["application/json"] == refusal
    });
    assert!(of_refusal.is_some(), "{overlay}");
}

#[tokio::test]
async fn a_run_with_what_was_seen_finds_nothing_of_it_in_3_0() {
    let overlay = Box::pin(round_trip("3.0.3")).await;
    assert_eq!(update(&overlay, OWNER), &json!({ "nullable": true }));
    assert_eq!(update(&overlay, "$['components']['schemas']['Kind']"), &json!({ "nullable": true, "enum": [null] }));
}
