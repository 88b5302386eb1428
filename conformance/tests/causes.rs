//! What has one cause is reported once, with the operations in which it shows; what has another stays apart.

mod support;

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path as AxumPath;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use support::app::{json_answer, json_of, serve};
use support::{Told, api_of, settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};
use uuid::Uuid;

/// The answer of a server to a request for a path.
type Handler = fn(&str, &HeaderMap, &Bytes) -> Response;

/// Operations that take a body of one schema each, by paths.
fn document(paths: &[&str]) -> String {
    let operation = |path: &&str| {
        let name = &path[1..];
        let properties = [
            format!("{name}_word: {{type: string, maxLength: 20}}"),
            format!("{name}_count: {{type: integer, minimum: 0, maximum: 9}}"),
            format!("{name}_tag: {{type: string, pattern: '^[a-z]{{1,9}}$'}}"),
        ];
        let properties = properties.join(", ");
        let schema = format!("{{type: object, required: [{name}_word, {name}_count], properties: {{{properties}}}}}");
        let body = format!("{{required: true, content: {{application/json: {{schema: {schema}}}}}}}");
        let responses = "{'200': {description: d}, '400': {description: d}}";
        format!("  {path}: {{post: {{operationId: {name}, requestBody: {body}, responses: {responses}}}}}\n")
    };
    let operations: String = paths.iter().map(operation).collect();
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{operations}")
}

async fn run(paths: &'static [&'static str], handler: Handler) -> Told {
    let mut app = Router::new();
    for path in paths {
        let handle = move |headers: HeaderMap, body: Bytes| async move { handler(path, &headers, &body) };
        app = app.route(path, post(handle));
    }
    run_app(paths, app).await
}

async fn run_app(paths: &[&str], app: Router) -> Told {
    run_document(&document(paths), app, 20).await
}

async fn run_document(document: &str, app: Router, cases: usize) -> Told {
    let (address, server) = serve(app).await;
    let api = api_of(document);
    let target = Target::resolve("local", &TargetConfig::at(&address), &api, &|_| None).expect("it is right");
    let transport = Transport::Http(HttpTransport::new(&target.base_url).expect("an address"));
    let state = tempfile::tempdir().expect("a folder");
    let settings = Settings { cases, ..settings(state.path()) };
    let (told, result) = Box::pin(tell(&api, &target, &transport, &settings)).await;
    server.abort();
    result.expect("the server is there");
    told
}

/// Where findings of a check are, each with the operations in which it shows besides.
fn places(told: &Told, check: &str) -> BTreeMap<String, Vec<String>> {
    let failures = told.json["failures"].as_array().into_iter().flatten();
    let texts = |value: &Value| -> Vec<String> {
        let also = value.as_array().into_iter().flatten();
        let classes = |place: &Value| {
            let classes = place["classes"].as_array().cloned().unwrap_or_default();
            classes
                .into_iter()
                .map(|class| format!("{} {}", text(&place["operation"]), text(&class)))
                .collect::<Vec<_>>()
        };
        also.flat_map(classes).collect()
    };
    failures
        .filter(|failure| failure["check"] == check)
        .map(|failure| {
            (format!("{} {}", text(&failure["operation"]), text(&failure["class"])), texts(&failure["also"]))
        })
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether a body is what the document says.
fn is_valid(path: &str, body: &Value) -> bool {
    let name = &path[1..];
    let member = |of: &str| body.get(format!("{name}_{of}"));
    let is_word = member("word").and_then(Value::as_str).is_some_and(|word| word.chars().count() <= 20);
    let is_count = member("count").and_then(Value::as_u64).is_some_and(|count| count <= 9);
    let is_tag = |tag: &Value| {
        let letters = tag.as_str().unwrap_or_default();
        (1..=9).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    is_word && is_count && member("tag").is_none_or(is_tag)
}

fn status(code: u16) -> Response {
    StatusCode::from_u16(code).expect("a status").into_response()
}

/// What a right server answers.
fn right(path: &str, headers: &HeaderMap, body: &Bytes) -> Response {
    match json_of(headers, body) {
        Ok(value) if is_valid(path, &value) => status(200),
        Ok(_) => status(400),
        Err(refusal) => refusal.into_response(),
    }
}

#[tokio::test]
async fn a_server_that_reads_any_content_type_is_accused_once() {
    let any_type: Handler = |path, _, body| match serde_json::from_slice::<Value>(body) {
        Ok(value) if is_valid(path, &value) => status(200),
        _ => status(400),
    };
    let told = run(&["/a", "/b", "/c"], any_type).await;
    let found = places(&told, "invalid-accepted");
    let also = ["a body/text-content-type", "b body/other-content-type", "b body/text-content-type"];
    let also = also.into_iter().chain(["c body/other-content-type", "c body/text-content-type"]);
    let expected = [("a body/other-content-type".to_owned(), also.map(str::to_owned).collect())];
    assert_eq!(found, BTreeMap::from(expected));
}

#[tokio::test]
async fn one_operation_that_reads_any_content_type_is_accused_for_itself() {
    let two: Handler = |path, headers, body| match path {
        "/b" => right(path, headers, body),
        _ => match serde_json::from_slice::<Value>(body) {
            Ok(value) if is_valid(path, &value) => status(200),
            _ => status(400),
        },
    };
    let told = run(&["/b", "/c"], two).await;
    let found = places(&told, "invalid-accepted");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["c body/other-content-type"]);
}

/// A server that answers every method as if it were declared.
#[tokio::test]
async fn a_server_that_takes_any_method_is_accused_once() {
    let mut app = Router::new();
    for path in ["/a", "/b", "/c"] {
        app = app.route(
            path,
            any(move |headers: HeaderMap, body: Bytes| async move {
                if body.is_empty() { status(200) } else { right(path, &headers, &body) }
            }),
        );
    }
    let told = run_app(&["/a", "/b", "/c"], app).await;
    let of_methods: Vec<_> =
        places(&told, "invalid-accepted").into_iter().filter(|(place, _)| place.contains("method/")).collect();
    assert_eq!(of_methods.len(), 1, "{of_methods:?}");
    let (_, also) = &of_methods[0];
    for operation in ["b method/", "c method/"] {
        assert!(also.iter().any(|place| place.starts_with(operation)), "{also:?}");
    }
}

/// Numbers in texts are taken wherever a number belongs: one cause. A text is missing its check in one place: another.
#[tokio::test]
async fn what_is_taken_in_one_place_alone_has_a_cause_of_its_own() {
    let lenient: Handler = |path, headers, body| {
        let name = &path[1..];
        let Ok(mut value) = json_of(headers, body) else { return right(path, headers, body) };
        let (count, word, tag) = (format!("{name}_count"), format!("{name}_word"), format!("{name}_tag"));
        if value.get(&count).is_some_and(|count| count.is_boolean() || count.is_string()) {
            value[&count] = json!(1);
        }
        let is_unchecked = |value: &Value, name: &str| value.get(name).is_some_and(|member| !member.is_string());
        if path == "/b" && is_unchecked(&value, &word) {
            value[&word] = json!("a");
        }
        if path == "/d" && is_unchecked(&value, &tag) {
            value[&tag] = json!("a");
        }
        right(path, headers, &value.to_string().into())
    };
    let told = run(&["/a", "/b", "/c", "/d"], lenient).await;
    let found = places(&told, "invalid-accepted");
    let of = |field: &str| -> Vec<&String> { found.keys().filter(|place| place.contains(field)).collect() };
    assert_eq!(of("_count/wrong-type"), ["a body/a_count/wrong-type"], "{found:?}");
    assert!(of("b_word/").len() == 1 && of("d_tag/").len() == 1, "{found:?}");
    assert_eq!(
        found["a body/a_count/wrong-type"].iter().filter(|place| place.contains("_count/wrong-type")).count(),
        3
    );
}

/// Two members of one operation that the server breaks on, each in code of its own: it says the same of both.
#[tokio::test]
async fn failures_of_one_operation_stay_apart_though_the_server_says_nothing() {
    let breaks: Handler = |path, headers, body| {
        let Ok(value) = json_of(headers, body) else { return right(path, headers, body) };
        let is_number = |name: &str| value.get(name).is_some_and(Value::is_number);
        let is_null = |name: &str| value.get(name).is_some_and(Value::is_null);
        if path == "/b" && (is_null("b_word") || is_number("b_tag")) {
            return (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
        }
        right(path, headers, body)
    };
    let told = run(&["/a", "/b"], breaks).await;
    let found: Vec<_> = places(&told, "server-error").into_keys().collect();
    assert_eq!(found, ["b body/b_tag/wrong-type", "b body/b_word/null"]);
}

/// Valid requests fail sometimes, and others for another reason.
#[tokio::test]
async fn a_failure_of_valid_requests_hides_no_other() {
    let breaks: Handler = |path, headers, body| {
        let Ok(value) = json_of(headers, body) else { return right(path, headers, body) };
        if value.get("a_tag").is_some() || value.get("a_count").is_some_and(Value::is_null) {
            return (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
        }
        right(path, headers, body)
    };
    let told = run(&["/a"], breaks).await;
    let found: Vec<_> = places(&told, "server-error").into_keys().collect();
    assert!(found.contains(&"a valid".to_owned()), "{found:?}");
    assert!(found.contains(&"a body/a_count/null".to_owned()), "{found:?}");
}

/// An endpoint that answers whatever it is sent, and reports mistakes in its answers.
#[tokio::test]
async fn an_operation_that_refuses_no_body_is_accused_once() {
    let takes_all: Handler = |path, headers, body| if path == "/b" { status(200) } else { right(path, headers, body) };
    let told = run(&["/a", "/b"], takes_all).await;
    let found = places(&told, "invalid-accepted");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["b body/missing"], "{found:?}");
    assert!(found["b body/missing"].iter().any(|place| place == "b body/b_tag/against-pattern"), "{found:?}");
}

/// A document whose operations share a header, with a thing that is named by a UUID.
const SHARED_HEADER: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
    - {name: x-api-version, in: header, schema: {type: string}}
    get: {operationId: read, responses: &responses {
      '200': {description: d, content: {application/json: {schema: {type: object, properties: {id: {type: string, format: uuid}}}}}},
      '400': {description: d}}}
    put: {operationId: replace, responses: *responses}
    delete: {operationId: remove, responses: *responses}
";

/// What came to a server: the headers of requests, by methods.
static VERSIONS: Mutex<Vec<(Method, bool)>> = Mutex::new(Vec::new());

async fn of_version(method: Method, headers: HeaderMap, AxumPath(id): AxumPath<String>) -> Response {
    let version = headers.get("x-api-version").map(|version| String::from_utf8_lossy(version.as_bytes()).into_owned());
    VERSIONS.lock().expect("whole").push((method, version.is_some()));
    match (version, Uuid::parse_str(&id)) {
        (Some(version), _) if version.split('.').count() != 3 => {
            let message = format!("a version is three numbers with points between them, and that is none: {version}");
            (StatusCode::BAD_REQUEST, json_answer(&json!({"detail": message}))).into_response()
        }
        (_, Err(_)) => status(400),
        // It repeats the name as it was written.
        (_, Ok(_)) => json_answer(&json!({"id": id})),
    }
}

#[tokio::test]
async fn a_header_that_is_always_refused_is_told_once_and_left_out() {
    let app = Router::new().route("/things/{id}", get(of_version).put(of_version).delete(of_version));
    let told = run_document(SHARED_HEADER, app, 100).await;
    let refused = places(&told, "valid-refused");
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(places(&told, "body"), BTreeMap::new(), "a spelling that is taken may be shown");
    let came = VERSIONS.lock().expect("whole").clone();
    let with_version = |method: &Method| came.iter().filter(|(other, has_it)| other == method && *has_it).count();
    let counts = [Method::GET, Method::PUT].map(|method| with_version(&method));
    assert!(counts.iter().any(|count| *count > 20), "the first draws it: {counts:?}");
    assert!(counts.iter().any(|count| *count < 20), "others are sent without it, but for classes about it: {counts:?}");
}
