//! The run as a whole, with this repository's document: what it sends, what it finds, and that it is the same again.

mod support;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use support::{embedded, files_below, fixture, messaging, settings, target, tell};
use trueline_conformance::check::Check;
use trueline_conformance::mock::{Mock, Server};
use trueline_conformance::transport::{HttpTransport, ServiceTransport, Transport};
use trueline_conformance::{Settings, SnapshotMode};

/// What the users of this document asked to see, under names of their own.
const CLASSES: [&str; 40] = [
    "createConversation valid",
    "createConversation key/missing",
    "createConversation key/malformed",
    "createConversation key/other-scheme",
    "createConversation key/role-publishable",
    "createConversation session/unknown",
    "createConversation session/missing-beside-owner",
    "createConversation session/foreign-owner",
    "createConversation body/missing",
    "createConversation body/empty",
    "createConversation body/malformed",
    "createConversation body/array",
    "createConversation body/other-content-type",
    "createConversation body/customer_name/missing",
    "createConversation body/customer_email/missing",
    "createConversation body/subject/missing",
    "createConversation body/message/missing",
    "createConversation body/subject/null",
    "createConversation body/subject/wrong-type",
    "createConversation body/customer_email/not-a-email",
    "createConversation body/customer_id/not-a-uuid",
    "createConversation body/priority/not-in-enum",
    "createConversation body/thread_type/not-in-enum",
    "createConversation method/undeclared",
    "getThreadMessages valid",
    "getThreadMessages key/missing",
    "getThreadMessages session/missing",
    "getThreadMessages session/unknown",
    "getThreadMessages session/foreign",
    "getThreadMessages path.id/not-a-uuid",
    "getThreadMessages query.limit/below-minimum",
    "getThreadMessages query.limit/negative",
    "getThreadMessages query.limit/above-maximum",
    "getThreadMessages query.limit/far-above-maximum",
    "getThreadMessages query.limit/not-an-integer",
    "getThreadMessages query.limit/not-a-number",
    "getThreadMessages query.cursor/undecodable",
    "getThreadMessages query.order/not-in-enum",
    "getThreadMessages query.fields/0/not-in-enum",
    "getThreadMessages method/undeclared",
];

/// A run can be spawned on any executor.
#[test]
fn the_future_of_a_run_is_send() {
    fn is_send(_: impl Send) {}
    let api = messaging();
    let (target, transport) = (target(&api, "embedded", "http://localhost"), embedded(&api, &[]));
    let settings = Settings::default();
    is_send(trueline_conformance::run(&api, &target, &transport, &settings, &mut |_| {}));
}

#[tokio::test]
async fn the_embedded_mock_conforms_in_every_class() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let (told, result) = tell(&api, &target, &embedded(&api, &[]), &settings(state.path())).await;
    let summary = result.expect("it is reached");
    assert_eq!((summary.failures, summary.undecided, summary.unmade), (0, 0, 0), "{}", told.text);
    for class in CLASSES {
        assert!(told.classes.iter().any(|told| told == class), "{class} is not there");
    }
}

#[tokio::test]
async fn one_seed_sends_the_same_bytes_and_another_sends_others() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let mut reports = Vec::new();
    for seed in [7, 7, 8] {
        let settings = Settings { seed, ..settings(state.path()) };
        let (told, result) = tell(&api, &target, &embedded(&api, &[]), &settings).await;
        reports.push((result.expect("it is reached").fingerprint, told.json, told.text));
    }
    assert_eq!(reports[0], reports[1]);
    assert_ne!(reports[0].0, reports[2].0);
}

#[tokio::test]
async fn an_address_gives_the_verdicts_and_snapshots_of_the_embedded_mock() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let settings = Settings { snapshots: SnapshotMode::Update, ..settings(state.path()) };
    let here = target(&api, "here", "http://127.0.0.1:4020");
    let (_, first) = tell(&api, &here, &embedded(&api, &[]), &settings).await;

    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(Mock::new(api.clone(), fixture()), address).await.expect("a free port");
    let base_url = format!("http://{}", server.address());
    let serving = tokio::spawn(server.serve(pending()));
    let there = target(&api, "there", &base_url);
    let (_, second) =
        tell(&api, &there, &Transport::Http(HttpTransport::new(&base_url).expect("a system")), &settings).await;
    serving.abort();

    assert_eq!(first.expect("it is reached"), second.expect("it is reached"));
    let folder = |name: &str| snapshots(&state.path().join("snapshots").join(name));
    assert!(folder("here").len() > 60);
    assert_eq!(folder("here"), folder("there"));
}

/// Every snapshot below a folder: its path and its text.
fn snapshots(folder: &std::path::Path) -> Vec<(String, String)> {
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(folder).expect("below").display().to_string();
        (name, std::fs::read_to_string(&path).expect("a text"))
    };
    files_below(folder).into_iter().map(named).collect()
}

#[tokio::test]
async fn every_fault_is_found_and_shrunk() {
    for (fault, check, request) in [
        ("ignore=query.limit/maximum", Check::InvalidAccepted, "messages?limit=201'"),
        ("ignore=query.limit/minimum", Check::InvalidAccepted, "messages?limit=0'"),
        ("ignore=query.order/enum", Check::InvalidAccepted, "messages?order="),
        ("ignore=query.cursor/x-trueline-page", Check::InvalidAccepted, "cursor=%25%25%25no-cursor'"),
        ("ignore=body/customer_email/format", Check::InvalidAccepted, "customer_email"),
        ("ignore=body/priority/enum", Check::InvalidAccepted, "\"priority\""),
        ("ignore=body/required", Check::InvalidAccepted, "POST"),
        ("ignore=header.x-auth-token/x-trueline-required-with", Check::InvalidAccepted, "\"customer_id\""),
        ("status=201:200", Check::UndeclaredStatus, "POST"),
        ("status=400:500", Check::ServerError, "messages"),
        ("status=401:400", Check::UnexpectedStatus, "conversations'"),
        ("status=403:404", Check::UnexpectedStatus, "TRUELINE_BOB_X_AUTH_TOKEN"),
        ("omit=/pagination/has_more", Check::Body, "GET"),
        ("null=/thread/id", Check::Body, "POST"),
        ("omit-header=tybrite-environment", Check::HeaderMissing, "POST"),
    ] {
        let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
        let target = target(&api, "embedded", "http://127.0.0.1:4020");
        let (told, result) = tell(&api, &target, &embedded(&api, &[fault]), &settings(state.path())).await;
        let failures = result.expect("it is reached").failures;
        assert!((1..=8).contains(&failures), "{fault}: {failures}\n{}", told.text);
        let mut of_check = told.failures.iter().filter(|failure| failure.finding.check == check);
        let failure = of_check.find(|failure| failure.curl.contains(request));
        assert!(failure.is_some_and(|failure| failure.place.is_some()), "{fault}: {}", told.text);
    }
}

#[tokio::test]
async fn a_minimal_request_has_nothing_that_does_not_matter() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let transport = embedded(&api, &["ignore=query.limit/maximum"]);
    let (told, _) = tell(&api, &target, &transport, &settings(state.path())).await;
    let failure = told.failures.iter().find(|failure| failure.class == "query.limit/above-maximum").expect("found");
    let expected = "curl --silent --show-error --include --globoff --path-as-is --request GET \
        'http://127.0.0.1:4020/v1/messaging/threads/11111111-1111-4111-8111-111111111111/messages?limit=201' \
        --header 'accept: application/json' --header 'x-auth-token: '\"$TRUELINE_ALICE_X_AUTH_TOKEN\"'' \
        --header 'authorization: Bearer '\"$TRUELINE_BEARERAUTH_SECRET\"''";
    assert_eq!(failure.curl, expected);
    assert_eq!(failure.finding.message, "an invalid request is accepted with 200; 400 or 422 is expected");
    assert!(failure.line.as_ref().is_some_and(|line| line.contains("maximum: 200")), "{:?}", failure.line);
    // It is reported once, although later pages take such a limit as well.
    assert_eq!(told.failures.len(), 1, "{}", told.text);
}

#[tokio::test]
async fn no_secret_is_told_or_kept() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let settings = Settings { snapshots: SnapshotMode::Update, ..settings(state.path()) };
    let transport = embedded(&api, &["status=201:299", "status=200:299", "status=400:299"]);
    let (told, _) = tell(&api, &target, &transport, &settings).await;
    assert!(!told.failures.is_empty());
    let kept: String = snapshots(&state.path().join("snapshots")).into_iter().map(|(_, text)| text).collect();
    for secret in ["tybrite_sk_test_abc123", "tybrite_pk_test_abc123", "alice_session_token", "bob_session_token"] {
        for text in [&told.text, &told.json.to_string(), &kept, &format!("{target:?}")] {
            assert!(!text.contains(secret), "{secret} is shown");
        }
    }
}

#[tokio::test]
async fn a_snapshot_that_differs_is_a_failure() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let update = Settings { snapshots: SnapshotMode::Update, ..settings(state.path()) };
    let check = Settings { snapshots: SnapshotMode::Check, ..settings(state.path()) };
    let (_, result) = tell(&api, &target, &embedded(&api, &[]), &update).await;
    let written = result.expect("it is reached").snapshots.written;
    let (_, result) = tell(&api, &target, &embedded(&api, &[]), &check).await;
    assert_eq!(result.expect("it is reached").snapshots.same, written);
    // The document allows the answer without a status: only the snapshot knows better.
    let (told, result) = tell(&api, &target, &embedded(&api, &["omit=/thread/status"]), &check).await;
    let summary = result.expect("it is reached");
    assert_eq!((summary.snapshots.different, summary.failures), (1, 1), "{}", told.text);
    assert!(told.failures[0].finding.message.contains("-    \"status\": \"open\""), "{}", told.text);
}

#[tokio::test]
async fn a_service_is_tested_without_a_port() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let mock = std::sync::Arc::new(Mock::new(api.clone(), fixture()));
    let service = tower::service_fn(move |request: http::Request<http_body_util::Full<bytes::Bytes>>| {
        let mock = mock.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = http_body_util::BodyExt::collect(body).await.map(http_body_util::Collected::to_bytes)?;
            let answer = mock.answer(&http::Request::from_parts(head, body));
            Ok::<_, std::convert::Infallible>(answer.map(http_body_util::Full::new))
        }
    });
    let target = target(&api, "service", "http://127.0.0.1:4020");
    let transport = Transport::Service(ServiceTransport::new(service));
    let (told, result) = tell(&api, &target, &transport, &settings(state.path())).await;
    assert_eq!(result.expect("it is reached").failures, 0, "{}", told.text);
}

/// The plan, what is sent and what is reported do not depend on how many requests are under way together.
#[tokio::test]
async fn a_run_is_the_same_at_any_concurrency() {
    let api = messaging();
    let mut runs = Vec::new();
    for concurrency in [1, 2, 16] {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(Mock::new(Arc::clone(&api), fixture()), address).await.expect("a free port");
        let address = format!("http://{}", server.address());
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(server.serve(async move {
            let _ = stopped.await;
        }));
        let state = tempfile::tempdir().expect("a folder");
        let settings = Settings { concurrency, cases: 60, seed: 5, ..settings(state.path()) };
        let transport = Transport::Http(HttpTransport::new(&address).expect("a system"));
        let (told, result) = tell(&api, &target(&api, "mock", &address), &transport, &settings).await;
        let summary = result.expect("it ran");
        assert!(summary.requests > 500, "{}", told.text);
        runs.push((concurrency, summary.fingerprint, told.text.replace(&address, "ADDRESS")));
        stop.send(()).expect("it serves");
        serving.await.expect("it ended");
    }
    for (concurrency, fingerprint, text) in &runs[1..] {
        assert_eq!((fingerprint, text), (&runs[0].1, &runs[0].2), "at a concurrency of {concurrency}");
    }
}
