//! What requests are made from: valid ones that the target takes, with credentials only where it asks for them, and with
//! names of things that are there.

mod support;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use support::{Told, tell};
use trueline_conformance::check::Check;
use trueline_conformance::report::Summary;
use trueline_conformance::target::{Config, Target};
use trueline_conformance::transport::{ServiceTransport, Transport};
use trueline_conformance::{Settings, SnapshotMode};

/// Runs against a function of method, target, whether there is a credential, and body.
async fn run(
    paths: &str,
    server: impl Fn(&str, &str, bool, &Value) -> (u16, String) + Send + Sync + 'static,
) -> (Told, Summary) {
    run_with("", paths, server).await
}

/// The same, with a target's settings.
async fn run_with(
    settings: &str,
    paths: &str,
    server: impl Fn(&str, &str, bool, &Value) -> (u16, String) + Send + Sync + 'static,
) -> (Told, Summary) {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents: {{securitySchemes: {{Key: {{type: http, scheme: \
         bearer}}}}}}\npaths:\n{paths}"
    );
    let api = support::api_of(text);
    let server = Arc::new(server);
    let service = tower::service_fn(move |request: Request<Full<Bytes>>| {
        let server = Arc::clone(&server);
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.expect("it is whole").to_bytes();
            let body = serde_json::from_slice(&body).unwrap_or_default();
            let has_key = head.headers.contains_key("authorization");
            let (status, answer) = server(head.method.as_str(), &head.uri.to_string(), has_key, &body);
            let mut response = Response::builder().status(status);
            if status == 405 {
                response = response.header("allow", "GET, POST, DELETE, OPTIONS, HEAD");
            }
            if !answer.is_empty() {
                response = response.header("content-type", "application/json");
            }
            Ok::<_, Infallible>(response.body(Full::new(Bytes::from(answer))).expect("a response"))
        }
    });
    let config = format!("[targets.t]\nbase-url = 'http://127.0.0.1:1'\n{settings}");
    let config = Config::parse("trueline.toml", &config).expect("it is TOML");
    let target = Target::resolve("t", config.target("t").expect("it is there"), &api, &|_| None).expect("it is right");
    let transport = Transport::Service(ServiceTransport::new(service));
    let settings = Settings { cases: 64, snapshots: SnapshotMode::Off, ..Settings::default() };
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    (told, result.expect("a result"))
}

/// The numbers of a class: what conforms, does not, and is undecided.
fn class(told: &Told, operation: &str, class: &str) -> [u64; 3] {
    let named = |list: &Value, key: &str, name: &str| {
        list.as_array()
            .and_then(|all| all.iter().find(|one| one[key] == name))
            .cloned()
            .unwrap_or_else(|| panic!("{name}"))
    };
    let class = named(&named(&told.json["operations"], "key", operation)["classes"], "name", class);
    ["conforming", "violating", "undecided"].map(|name| class[name].as_u64().expect("a number"))
}

#[tokio::test]
async fn every_class_is_tried_on_a_request_that_works() {
    let paths = "  /things:\n    get:\n      operationId: list\n      parameters: [{name: limit, in: query, schema: {type: \
                 integer, maximum: 50}}, {name: view, in: query, schema: {type: string}}]\n      responses: {'200': \
                 {description: d}, '400': {description: d}}\n";
    // A view is refused before anything else is looked at, and the limit is not looked at at all.
    let (told, _) = run(paths, |method, target, _, _| match method {
        "GET" if target.contains("view=") => (400, String::new()),
        "GET" | "HEAD" => (200, String::new()),
        "OPTIONS" => (204, String::new()),
        _ => (405, String::new()),
    })
    .await;
    assert!(class(&told, "list", "valid")[1] > 0, "a valid view is refused: {}", told.text);
    let [conforming, violating, _] = class(&told, "list", "query.limit/far-above-maximum");
    assert!(conforming == 0 && violating > 0, "no refusal is that of the view: {}", told.text);
    let accepted = told.failures.iter().find(|failure| failure.finding.check == Check::InvalidAccepted);
    assert!(accepted.is_some_and(|failure| !failure.curl.contains("view=")), "{}", told.text);
}

const LOCKED: &str = "  /things:\n    get:\n      operationId: list\n      security: [{Key: []}]\n      parameters: [{name: \
                      limit, in: query, schema: {type: integer, maximum: 50}}]\n      responses: {'200': {description: \
                      d}, '400': {description: d}, '401': {description: d}}\n";

#[tokio::test]
async fn what_asks_for_no_key_is_tested_without_one_and_told() {
    let (told, summary) = run(LOCKED, |method, _, has_key, _| match method {
        "GET" if has_key => (401, String::new()),
        "GET" | "HEAD" => (200, String::new()),
        "OPTIONS" => (204, String::new()),
        _ => (405, String::new()),
    })
    .await;
    assert_eq!(summary.succeeded, 1, "{}", told.text);
    assert!(class(&told, "list", "query.limit/above-maximum")[1] > 0, "{}", told.text);
    let found: Vec<&str> = told.failures.iter().map(|failure| failure.class.as_str()).collect();
    assert!(found.contains(&"key/missing"), "{found:?}");
}

#[tokio::test]
async fn what_needs_no_key_is_tested_where_there_is_none() {
    let (told, summary) = run(LOCKED, |method, _, _, _| match method {
        "GET" | "HEAD" => (401, String::new()),
        "PATCH" => (500, String::new()),
        "OPTIONS" => (204, String::new()),
        _ => (405, String::new()),
    })
    .await;
    assert_eq!(summary.succeeded, 0);
    assert!(class(&told, "list", "key/missing")[2] > 0, "a refusal proves nothing: {}", told.text);
    assert!(class(&told, "list", "method/undeclared")[1] > 0, "{}", told.text);
    assert_eq!(class(&told, "list", "query.limit/above-maximum"), [0; 3]);
    assert!(told.text.contains("the target has no credential for"), "{}", told.text);
}

#[tokio::test]
async fn what_a_request_named_is_asked_for_by_that_name() {
    let paths = "  /tenants:\n    post:\n      operationId: create\n      requestBody: {required: true, content: \
                 {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, pattern: \
                 '^[a-z]{3,9}$'}}}}}}\n      responses: {'200': {description: d, content: {application/json: {schema: {type: \
                 object}}}}, '400': {description: d}}\n  /tenants/{tenant_name}:\n    get:\n      operationId: read\n      \
                 parameters: [{name: tenant_name, in: path, required: true, schema: {type: string}}]\n      responses: \
                 {'200': {description: d, content: {application/json: {schema: {type: object, properties: {name: {type: \
                 string}}}}}}, '404': {description: d}}\n";
    let known: Mutex<BTreeSet<String>> = Mutex::default();
    let (told, summary) = run(paths, move |method, target, _, body| {
        let mut known = known.lock().expect("nobody panicked");
        match (method, target) {
            ("POST", "/tenants") => match body["name"].as_str() {
                Some(name) if name.len() < 10 => {
                    known.insert(name.to_owned());
                    (200, "{}".to_owned())
                }
                _ => (400, String::new()),
            },
            ("GET", _) => match target.strip_prefix("/tenants/").filter(|name| known.contains(*name)) {
                Some(name) => (200, serde_json::json!({ "name": name }).to_string()),
                None => (404, String::new()),
            },
            ("OPTIONS", _) => (204, String::new()),
            _ => (405, String::new()),
        }
    })
    .await;
    assert_eq!(summary.succeeded, 2, "{}", told.text);
}

#[tokio::test]
async fn a_value_of_the_configuration_is_sent_wherever_its_parameter_is() {
    let operation = |name: &str| {
        format!(
            "    get:\n      operationId: {name}\n      parameters: [{{name: tenant, in: path, required: true, schema: {{type: \
             string, maxLength: 9}}}}, {{name: page, in: query, schema: {{type: integer}}}}]\n      responses: {{'200': \
             {{description: d}}, '404': {{description: d}}}}\n"
        )
    };
    let paths = format!("  /{{tenant}}/one:\n{}  /{{tenant}}/other:\n{}", operation("one"), operation("other"));
    let server = |method: &str, target: &str, _: bool, _: &Value| match method {
        "GET" | "HEAD" if target.starts_with("/acme/") && target.contains("page=7") => (200, String::new()),
        "GET" | "HEAD" => (404, String::new()),
        "OPTIONS" => (204, String::new()),
        _ => (405, String::new()),
    };
    let (_, without) = run(&paths, server).await;
    assert_eq!(without.succeeded, 0);
    let (told, with) = run_with("values = { tenant = 'acme', page = 7 }", &paths, server).await;
    assert_eq!(with.succeeded, 2, "{}", told.text);
}
