//! Values that are others each time: they are learnt by asking twice, remembered with the snapshot, and said in the configuration.

mod support;

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use support::{Told, files_below, settings, tell};
use trueline_conformance::report::SnapshotSummary;
use trueline_conformance::target::{SnapshotConfig, Target, TargetConfig};
use trueline_conformance::transport::{ServiceTransport, Transport};
use trueline_conformance::{Settings, SnapshotMode};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /orders:
    get: {operationId: listOrders, responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}}
    post: {operationId: createOrder, responses: {'201': {description: d, content: {application/json: {schema: {type: object}}}}}}
";

/// A server whose answers have the number of their request, and a state that changes from start to start.
fn server(start: usize) -> Transport {
    let count = Arc::new(AtomicUsize::new(start * 1000));
    Transport::Service(ServiceTransport::new(tower::service_fn(move |request: Request<Full<Bytes>>| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        let (status, body) = match request.method().as_str() {
            "GET" => (
                200,
                format!(
                    r#"{{"took": {number}, "build": {start}, "data": [{{"name": "a", "seen": {number}}}, {{"name": "b", "seen": 1}}]}}"#
                ),
            ),
            "POST" => (201, format!(r#"{{"number": {number}, "name": "c"}}"#)),
            _ => (405, String::new()),
        };
        let answer =
            Response::builder().status(status).header("content-type", "application/json").header("allow", "GET, POST");
        std::future::ready(Ok::<_, Infallible>(answer.body(Full::new(Bytes::from(body))).expect("it is right")))
    })))
}

fn api(folder: &Path) -> Checked<Api> {
    let path = folder.join("api.yaml");
    std::fs::write(&path, DOCUMENT).expect("written");
    load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read").api.expect("right")
}

fn target(api: &Api, ignore: &[&str]) -> Result<Target, String> {
    let ignore = ignore.iter().map(|place| (*place).to_owned()).collect();
    let config = TargetConfig { snapshots: SnapshotConfig { ignore }, ..TargetConfig::at("http://localhost") };
    Target::resolve("shop", &config, api, &|_| None).map_err(|errors| errors[0].to_string())
}

async fn ran(folder: &Path, start: usize, mode: SnapshotMode, ignore: &[&str]) -> (Told, SnapshotSummary) {
    let api = api(folder);
    let target = target(&api, ignore).expect("it is known");
    let settings = Settings { cases: 2, snapshots: mode, ..settings(&folder.join("state")) };
    let (told, result) = tell(&api, &target, &server(start), &settings).await;
    (told, result.expect("it answers").snapshots)
}

fn kept(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join("state/snapshots/shop").join(name)).expect("it is kept")
}

#[tokio::test]
async fn what_is_another_each_time_is_learnt_and_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let both = ["createOrder:/number", "listOrders:/build"];
    let (_, first) = ran(here, 1, SnapshotMode::Update, &both).await;
    let list = kept(here, "listOrders/valid.snap");
    assert!(list.contains("info:\n  volatile:\n    - \"/data/*/seen\"\n    - \"/took\"\n---\n"), "{list}");
    assert!(list.contains("\"took\": \"[volatile]\"") && list.contains("\"build\": \"[ignored]\""), "{list}");
    assert!(list.contains("\"name\": \"a\""), "{list}");
    // What changes something is not asked twice.
    let creation = kept(here, "createOrder/valid.snap");
    assert!(creation.contains("\"number\": \"[ignored]\"") && !creation.contains("volatile"), "{creation}");

    // Another start of the server, which answers with other numbers: the snapshots say what is hidden.
    for start in [2, 3] {
        let (told, same) = ran(here, start, SnapshotMode::Check, &both).await;
        assert_eq!((same.same, same.different), (first.written, 0), "{}", told.text);
    }
    let before = files_below(here);
    let (told, different) = ran(here, 4, SnapshotMode::Check, &["/number"]).await;
    assert_eq!(different.different, 1, "what no second answer shows is told: {}", told.text);
    assert!(told.text.contains("+  \"build\": 4") && files_below(here).len() > before.len(), "{}", told.text);
}

#[tokio::test]
async fn what_is_learnt_later_is_accepted_with_the_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let ignore = ["/build", "/number"];
    let (_, first) = ran(here, 1, SnapshotMode::Update, &ignore).await;
    // A snapshot of before anybody asked twice.
    let file = here.join("state/snapshots/shop/listOrders/valid.snap");
    let text = kept(here, "listOrders/valid.snap");
    let old = text
        .replace("info:\n  volatile:\n    - \"/data/*/seen\"\n    - \"/took\"\n", "")
        .replace("\"[volatile]\"", "7");
    assert!(!old.contains("volatile"), "{old}");
    std::fs::write(&file, old).expect("written");
    let (told, different) = ran(here, 2, SnapshotMode::Check, &ignore).await;
    assert_eq!((different.different, different.same), (1, first.written - 1), "{}", told.text);
    assert!(told.text.contains("+  \"took\": \"[volatile]\""), "{}", told.text);

    // As `cargo insta accept` does, which writes the header anew.
    let waiting = file.with_extension("snap.new");
    insta::Snapshot::from_file(&waiting).expect("insta reads it").save(&file).expect("accepted");
    std::fs::remove_file(waiting).expect("removed");
    let (told, same) = ran(here, 3, SnapshotMode::Check, &ignore).await;
    assert_eq!(
        (same.same, same.different),
        (first.written, 0),
        "{}\n{}",
        told.text,
        kept(here, "listOrders/valid.snap")
    );
}

#[test]
fn what_is_ignored_names_an_operation_and_a_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let api = api(folder.path());
    let refused = |place: &str| target(&api, &[place]).err().unwrap_or_default();
    assert_eq!(target(&api, &["listOrders:/data/*/seen", "/took"]).map(drop), Ok(()));
    assert_eq!(
        refused("listOrder:/data"),
        "snapshots.ignore: the document has no operation `listOrder`; did you mean `listOrders`?"
    );
    assert_eq!(refused("took"), "snapshots.ignore: `took` is neither OPERATION:/POINTER nor /POINTER");
}
