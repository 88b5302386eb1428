//! Runs that prove nothing say so first, and servers that go away in the middle of a run are reported with the request that did
//! it.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::{Told, tell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use trueline_conformance::check::{Check, Severity};
use trueline_conformance::report::{StopKind, Summary};
use trueline_conformance::target::{Config, Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};
use trueline_conformance::{RunError, Settings, SnapshotMode};
use trueline_spec::model::{Api, Checked};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: 'https://a.example/{stage}/v2', variables: {stage: {default: live}}}]
components:
  securitySchemes: {Key: {type: http, scheme: bearer}}
  schemas: {Things: {type: array, items: {type: object}}}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}, '400': {description: d}}
  /others:
    get:
      operationId: listOthers
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}, '400': {description: d}}
";

fn document(text: &str) -> Arc<Checked<Api>> {
    support::api_of(text)
}

async fn run(document: &Checked<Api>, base_url: &str, config: TargetConfig) -> (Told, Result<Summary, RunError>) {
    run_waiting(document, base_url, config, Duration::from_millis(1500)).await
}

/// The same, and how long a target is waited for that is gone.
async fn run_waiting(
    document: &Checked<Api>,
    base_url: &str,
    config: TargetConfig,
    wait: Duration,
) -> (Told, Result<Summary, RunError>) {
    let target = Target::resolve("t", &config, document, &|_| None).expect("it is right");
    let transport = Transport::Http(HttpTransport::new(base_url).expect("a system"));
    let settings = Settings {
        cases: 20,
        snapshots: SnapshotMode::Off,
        wait,
        timeout: Duration::from_secs(2),
        ..Settings::default()
    };
    tell(document, &target, &transport, &settings).await
}

/// The method and target of a request, once its head is read; nothing where there is none.
async fn asked(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut more = [0; 4096];
        match stream.read(&mut more).await {
            Ok(count @ 1..) => bytes.extend(&more[..count]),
            _ => return None,
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut words = text.split(' ');
    Some(format!("{} {}", words.next()?, words.next()?))
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn right(request: &str) -> String {
    let (_, target) = request.split_once(' ').unwrap_or_default();
    let pairs = target.split_once('?').map_or("", |(_, query)| query);
    let limits: Vec<&str> = pairs.split('&').filter_map(|pair| pair.strip_prefix("limit=")).collect();
    let is_right = |limit: &&str| matches!(limit.as_bytes(), [b'1'..=b'9']);
    if limits.len() > 1 || !limits.iter().all(is_right) {
        return answer("400 Bad Request", "", "");
    }
    match request.split_once(' ').map_or("", |(method, _)| method) {
        "GET" => answer("200 OK", "content-type: application/json\r\n", "[]"),
        "HEAD" => "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n".to_owned(),
        "OPTIONS" => "HTTP/1.1 204 No Content\r\nallow: GET\r\nconnection: close\r\n\r\n".to_owned(),
        _ => answer("405 Method Not Allowed", "allow: GET, HEAD, OPTIONS\r\n", ""),
    }
}

/// A server that gives each request the answer of a function.
async fn answering(of: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let of = Arc::new(of);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let of = Arc::clone(&of);
            tokio::spawn(async move {
                if let Some(request) = asked(&mut stream).await {
                    let _ = stream.write_all(of(&request).as_bytes()).await;
                }
            });
        }
    });
    format!("http://{address}")
}

/// A server that closes every connection, and its port for some time, at a request whose target ends with this.
async fn crashing(at: &'static str, away: Option<Duration>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let crashes = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&crashes);
    tokio::spawn(async move {
        let mut listener = Some(listener);
        while let Some(open) = listener.take() {
            let (crash, mut noticed) = tokio::sync::mpsc::channel::<()>(1);
            let mut connections = tokio::task::JoinSet::new();
            loop {
                tokio::select! {
                    _ = noticed.recv() => break,
                    accepted = open.accept() => {
                        let Ok((mut stream, _)) = accepted else { return };
                        let crash = crash.clone();
                        connections.spawn(async move {
                            let Some(request) = asked(&mut stream).await else { return };
                            // Others are under way together with the one that crashes.
                            tokio::time::sleep(Duration::from_millis(5)).await;
                            if request.ends_with(at) {
                                let _ = crash.send(()).await;
                                std::future::pending::<()>().await;
                            }
                            let _ = stream.write_all(right(&request).as_bytes()).await;
                        });
                    }
                }
            }
            count.fetch_add(1, Ordering::Relaxed);
            drop(open);
            connections.shutdown().await;
            let Some(away) = away else { return };
            tokio::time::sleep(away).await;
            listener = TcpListener::bind(address).await.ok();
        }
    });
    (format!("http://{address}"), crashes)
}

#[tokio::test]
async fn a_correct_server_passes_in_silence() {
    let address = answering(right).await;
    let (told, result) = run(&document(DOCUMENT), &address, TargetConfig::at(&address)).await;
    let summary = result.expect("a result");
    assert_eq!((summary.failures, summary.noted), (0, 0), "{}", told.text);
}

#[tokio::test]
async fn a_crash_is_one_finding_with_the_request_that_did_it() {
    let (address, crashes) = crashing("limit=10", Some(Duration::from_millis(300))).await;
    let (told, result) = run(&document(DOCUMENT), &address, TargetConfig::at(&address)).await;
    let summary = result.expect("it comes back");
    assert!(crashes.load(Ordering::Relaxed) > 1 && summary.stopped.is_none(), "{}", told.text);
    let [failure] = told.failures.as_slice() else { panic!("{}", told.text) };
    assert_eq!((failure.finding.check, failure.severity), (Check::NoAnswer, Severity::ServerError));
    assert!(failure.curl.contains("limit=10"), "{}", failure.curl);
    assert!(failure.finding.message.contains("takes no connections after it"), "{}", failure.finding.message);
}

/// Longer than any clock goes.
#[tokio::test]
async fn a_server_that_comes_back_may_be_waited_for_without_end() {
    let (address, _) = crashing("limit=10", Some(Duration::from_millis(50))).await;
    let (told, result) = run_waiting(&document(DOCUMENT), &address, TargetConfig::at(&address), Duration::MAX).await;
    assert_eq!(result.expect("it comes back").stopped, None, "{}", told.text);
    assert_eq!(told.failures.len(), 1, "{}", told.text);
}

#[tokio::test]
async fn a_server_that_does_not_come_back_ends_the_run_with_the_request_that_did_it() {
    let (address, _) = crashing("limit=10", None).await;
    let (told, result) = run(&document(DOCUMENT), &address, TargetConfig::at(&address)).await;
    let summary = result.expect("a result");
    assert_eq!(summary.stopped, Some(StopKind::Gone), "{}", told.text);
    let [failure] = told.failures.as_slice() else { panic!("{}", told.text) };
    assert_eq!(failure.finding.check, Check::NoAnswer);
    assert!(failure.class.contains("above-maximum"), "{}", told.text);
    assert!(failure.finding.message.contains("the last that the server took"), "{}", failure.finding.message);
}

#[tokio::test]
async fn what_does_not_happen_again_is_unstable_and_no_failure() {
    let count = AtomicUsize::new(0);
    let address = answering(move |request| {
        if request.starts_with("GET") && count.fetch_add(1, Ordering::Relaxed) == 5 {
            answer("500 Oops", "", "once")
        } else {
            right(request)
        }
    })
    .await;
    let (told, result) = run(&document(DOCUMENT), &address, TargetConfig::at(&address)).await;
    let summary = result.expect("a result");
    assert_eq!((summary.failures, summary.noted), (0, 1), "{}", told.text);
    let failure = &told.failures[0];
    assert_eq!((failure.severity, failure.is_failure), (Severity::Unstable, false));
    let again = failure.answer_again.as_ref().expect("the other answer");
    assert!(failure.answer.starts_with("500") && !again.starts_with("500"), "{failure:?}");
}

/// The error of a run at a server.
async fn error(text: &str, base_url: &str, config: TargetConfig) -> RunError {
    let (told, result) = run(&document(text), base_url, config).await;
    let error = result.err().unwrap_or_else(|| panic!("{}", told.text));
    assert!(told.failures.is_empty(), "nothing is told before: {}", told.text);
    error
}

#[tokio::test]
async fn the_path_that_is_missing_from_the_address_is_named() {
    let address = answering(|request| match request.strip_prefix("GET /live/v2") {
        Some(rest) => right(&format!("GET {rest}")),
        None => answer(
            "404 Not Found",
            "content-type: text/plain\r\n",
            &format!("no route to {request}").replace("GET ", ""),
        ),
    })
    .await;
    let found = error(DOCUMENT, &address, TargetConfig::at(&address)).await;
    assert!(found.to_string().ends_with(&format!("did you mean --base-url {address}/live/v2?")), "{found}");
    let wrong = format!("{address}/v3");
    let found = error(DOCUMENT, &wrong, TargetConfig::at(&wrong)).await;
    assert!(found.to_string().ends_with(&format!("did you mean --base-url {address}/live/v2?")), "{found}");
}

#[tokio::test]
async fn a_server_that_has_none_of_the_paths_is_told_as_that() {
    let address = answering(|_| answer("404 Not Found", "", "nothing here")).await;
    let found = error(DOCUMENT, &address, TargetConfig::at(&address)).await;
    assert!(matches!(&found, RunError::NotServed { meant: None, .. }), "{found}");
}

/// A 404 that is the operation's own is none of the address.
#[tokio::test]
async fn a_thing_that_is_not_found_is_no_wrong_address() {
    let address = answering(|request| match request {
        request if request.contains("/things") => answer("404 Not Found", "", "no things are there"),
        request if request.contains("/others") => answer("404 Not Found", "", "no others are there"),
        _ => answer("404 Not Found", "", "no such path"),
    })
    .await;
    let (_, result) = run(&document(DOCUMENT), &address, TargetConfig::at(&address)).await;
    assert!(result.is_ok(), "{result:?}");
}

#[tokio::test]
async fn redirects_of_every_request_name_the_other_address() {
    let address = answering(|request| {
        let target = request.split(' ').nth(1).unwrap_or_default();
        answer("308 Permanent Redirect", &format!("location: https://a.example/api{target}\r\n"), "")
    })
    .await;
    let found = error(DOCUMENT, &address, TargetConfig::at(&address)).await;
    assert!(found.to_string().ends_with("did you mean --base-url https://a.example/api?"), "{found}");
}

#[tokio::test]
async fn a_rate_that_is_limited_from_the_start_is_told() {
    let address = answering(|_| answer("429 Too Many Requests", "", "")).await;
    let found = error(DOCUMENT, &address, TargetConfig::at(&address)).await;
    assert!(matches!(found, RunError::RateLimited { requests: 2, .. }), "{found}");
}

#[tokio::test]
async fn credentials_that_are_refused_are_told_before_anything_is_tested() {
    let address = answering(|_| answer("401 Unauthorized", "www-authenticate: Bearer\r\n", "")).await;
    let text = DOCUMENT.replace("servers:", "security: [{Key: []}]\nservers:");
    let config = format!("[targets.t]\nbase-url = '{address}'\ncredentials.Key = 'a-key-that-nobody-knows'");
    let config = Config::parse("trueline.toml", &config).expect("it is TOML");
    let found = error(&text, &address, config.target("t").expect("it is there").clone()).await;
    assert!(matches!(found, RunError::CredentialsRefused { .. }), "{found}");
    assert!(!found.to_string().contains("nobody-knows"));
}

/// A run with a key, and with operations that need it.
async fn run_with_key(server: impl Fn(&str) -> String + Send + Sync + 'static) -> (Told, Result<Summary, RunError>) {
    let address = answering(server).await;
    let text = DOCUMENT.replace("servers:", "security: [{Key: []}]\nservers:");
    let config = format!("[targets.t]\nbase-url = '{address}'\ncredentials.Key = 'a-key-that-nobody-knows'");
    let config = Config::parse("trueline.toml", &config).expect("it is TOML");
    run(&document(&text), &address, config.target("t").expect("it is there").clone()).await
}

#[tokio::test]
async fn credentials_that_expire_end_the_run() {
    let count = AtomicUsize::new(0);
    let (told, result) = run_with_key(move |request| {
        let is_expired = count.fetch_add(1, Ordering::Relaxed) >= 6;
        if is_expired { answer("401 Unauthorized", "www-authenticate: Bearer\r\n", "") } else { right(request) }
    })
    .await;
    assert_eq!(result.expect("a result").stopped, Some(StopKind::CredentialsExpired), "{}", told.text);
    assert!(told.failures.is_empty(), "no refusal is told as the operation's: {}", told.text);
    assert!(told.text.contains(" was accepted before"), "{}", told.text);
}

/// Some operations may be for others.
#[tokio::test]
async fn an_operation_that_refuses_everybody_ends_no_run() {
    let (told, result) = run_with_key(|request| {
        if request.contains("/others") {
            answer("401 Unauthorized", "www-authenticate: Bearer\r\n", "")
        } else {
            right(request)
        }
    })
    .await;
    assert_eq!(result.expect("a result").stopped, None, "{}", told.text);
}

/// An answer to a creation may be larger than what waits to be read.
#[tokio::test]
async fn what_was_created_and_is_not_known_is_told_as_left() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /things:\n    post:\n      operationId: create\n      \
                responses: {'201': {description: d, content: {application/json: {schema: {type: object, properties: {id: \
                {type: string}}}}}}}\n  /things/{id}:\n    delete:\n      operationId: drop\n      parameters: [{name: id, in: \
                path, required: true, schema: {type: string}}]\n      responses: {'204': {description: d}, '404': \
                {description: d}}\n";
    let body = format!("{{\"id\": \"a\", \"more\": \"{}\"}}", "x".repeat(2 * 1024 * 1024));
    let address = answering(move |request| match request.split_once(' ').map_or("", |(method, _)| method) {
        "POST" => answer("201 Created", "content-type: application/json\r\n", &body),
        "DELETE" => answer("404 Not Found", "", ""),
        _ => answer("405 Method Not Allowed", "allow: POST, DELETE\r\n", ""),
    })
    .await;
    let (told, _) = run(&document(text), &address, TargetConfig::at(&address)).await;
    let left = &told.json["cleanup"]["left"][0];
    assert!(left["reason"].as_str().is_some_and(|reason| reason.contains("changes-size")), "{}", told.text);
    assert!(left["count"].as_u64().is_some_and(|count| count > 0), "{}", told.json["cleanup"]);
}
