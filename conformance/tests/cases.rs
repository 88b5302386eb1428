//! Every folder below `cases` is a document, with every class of its requests and the plainest request of each.
//! `UPDATE_EXPECT=1 cargo test -p trueline-conformance --test cases` writes what is expected anew.

mod support;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Collected, Full};
use support::settings;
use trueline_conformance::mock::{Fixture, Mock};
use trueline_conformance::report::Event;
use trueline_conformance::report::Summary;
use trueline_conformance::target::Target;
use trueline_conformance::target::TargetConfig;
use trueline_conformance::transport::{ServiceTransport, Transport};
use trueline_conformance::{Settings, run};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

#[tokio::test]
async fn every_constraint_has_its_class() {
    let mut cases: Vec<PathBuf> =
        fs::read_dir("tests/cases").expect("cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "there are no cases");
    let mut wrong = Vec::new();
    for case in &cases {
        wrong.extend(check(case).await.err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where no server can be right, or nobody can tell what is, no server is found wrong.
#[tokio::test]
async fn what_a_document_contradicts_is_undecided() {
    let document = Path::new("tests/contradictions.yaml");
    let (summary, told) = summary_of(document).await;
    assert_eq!((summary.failures, summary.undecided), (0, 13), "{told}");
}

async fn check(case: &Path) -> Result<(), String> {
    let told = classes(case).await;
    let file = case.join("expected.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &told).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let expected = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    if told == expected { Ok(()) } else { Err(format!("{}: expected\n{expected}\nbut it is\n{told}", case.display())) }
}

/// One line a class: its name, and its plainest request or why there is none. The document's mock must agree with all.
async fn classes(case: &Path) -> String {
    let (summary, told) = summary_of(&case.join("openapi.yaml")).await;
    assert_eq!((summary.failures, summary.undecided), (0, 0), "{}: {told}", case.display());
    told
}

async fn summary_of(document: &Path) -> (Summary, String) {
    let loaded = load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is read");
    let api: Arc<Checked<Api>> = Arc::new(loaded.api.expect("it is right"));
    let fixture = Fixture::default().with_credentials_for(&api);
    let config = TargetConfig { base_url: "http://127.0.0.1:4020".into(), ..fixture.as_target() };
    let target = Target::resolve("case", &config, &api, &|_| None).expect("every setting is known");
    let sent = Arc::new(Mutex::new(Vec::new()));
    let state = tempfile::tempdir().expect("a folder");
    let settings = Settings { cases: 1, concurrency: 1, ..settings(state.path()) };
    let transport = recorded(Mock::new(Arc::clone(&api), fixture), Arc::clone(&sent));
    let mut told = String::new();
    let mut listen = |event| match event {
        Event::OperationStarted { key, .. } => {
            let _ = writeln!(told, "{key}");
        }
        Event::ClassFinished(outcome) => {
            let sent: Vec<String> = std::mem::take(&mut *sent.lock().expect("no panic"));
            let reason = outcome.reason.unwrap_or_default();
            let request = sent.into_iter().next().unwrap_or_else(|| format!("not made: {reason}"));
            let _ = writeln!(told, "  {}: {request}", outcome.class);
        }
        _ => {}
    };
    let summary = run(&api, &target, &transport, &settings, &mut listen).await.expect("it is reached");
    (summary, told)
}

/// The mock, with every request noted.
fn recorded(mock: Mock, sent: Arc<Mutex<Vec<String>>>) -> Transport {
    let mock = Arc::new(mock);
    Transport::Service(ServiceTransport::new(tower::service_fn(move |request: Request<Full<Bytes>>| {
        let (mock, sent) = (Arc::clone(&mock), Arc::clone(&sent));
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map(Collected::to_bytes)?;
            let content_type = head.headers.get("content-type").and_then(|value| value.to_str().ok());
            let content = content_type.map(|content_type| format!(" [{content_type}] {body:?}")).unwrap_or_default();
            sent.lock().expect("no panic").push(format!("{} {}{content}", head.method, head.uri));
            Ok::<_, Infallible>(mock.answer(&Request::from_parts(head, body)).map(Full::new))
        }
    })))
}
