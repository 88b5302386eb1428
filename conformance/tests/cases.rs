//! Every folder below `cases` is a document, with every class of its requests and the plainest request of each beside it.
//! `cargo insta review` shows what differs.

mod support;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;
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

#[test]
fn every_constraint_has_its_class() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    insta::glob!("cases", "?*", |case| {
        let told = runtime.block_on(classes(case));
        // A snapshot says nothing of white space at the end.
        assert_eq!(told, format!("{}\n", told.trim()), "{}", case.display());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case);
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("requests", told));
    });
}

/// Where no server can be right, or it is unknown what is, no server is found wrong.
#[tokio::test]
async fn what_a_document_contradicts_is_undecided() {
    let document = Path::new("tests/contradictions.yaml");
    let (summary, told) = summary_of(document).await;
    assert_eq!((summary.failures, summary.undecided), (0, 13), "{told}");
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
