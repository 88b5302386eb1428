//! What failed is tried again first, whatever today's seed is, and is forgotten when it is fixed or cannot be made any more.

mod support;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Collected, Full};
use support::{Told, embedded, files_below, messaging, settings, target, tell};
use trueline_conformance::check::Check;
use trueline_conformance::mock::{Fixture, Mock};
use trueline_conformance::report::{ReplaySummary, Summary};
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{ServiceTransport, Transport};
use trueline_conformance::{Settings, SnapshotMode};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const LIMIT: &str = "{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100000}}";

/// A document whose operations have a parameter each.
fn document(operations: &[(&str, &str)]) -> String {
    let path = |(name, parameter): &(&str, &str)| {
        format!(
            "  /{name}:\n    get:\n      operationId: {name}\n      parameters: [{parameter}]\n      responses: {{'200': \
             {{description: d, content: {{application/json: {{schema: {{type: boolean}}}}}}}}, '400': {{description: d}}}}\n"
        )
    };
    let paths: String = operations.iter().map(path).collect();
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}")
}

/// A server that does as the document says, but for some requests, and notes all of them.
#[derive(Clone, Default)]
struct Server {
    sent: Arc<Mutex<Vec<String>>>,
    /// What is answered with a body that is not declared.
    wrong: BTreeSet<String>,
    /// What is accepted although it is invalid.
    accepted: BTreeSet<String>,
    /// What is refused although it is valid.
    refused: BTreeSet<String>,
}

impl Server {
    fn transport(&self, mock: Mock) -> Transport {
        let (server, mock) = (self.clone(), Arc::new(mock));
        Transport::Service(ServiceTransport::new(tower::service_fn(move |request: Request<Full<Bytes>>| {
            let (server, mock) = (server.clone(), Arc::clone(&mock));
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.map(Collected::to_bytes)?;
                let line = format!("{} {}", head.method, head.uri);
                server.sent.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
                let answer = |status: StatusCode, text: &'static str| {
                    let answer = Response::builder().status(status).header("content-type", "application/json");
                    answer.body(Full::new(Bytes::from_static(text.as_bytes()))).expect("it is right")
                };
                let json = |text| answer(StatusCode::OK, text);
                Ok::<_, Infallible>(if server.wrong.contains(&line) {
                    json("\"wrong\"")
                } else if server.accepted.contains(&line) {
                    json("true")
                } else if server.refused.contains(&line) {
                    answer(StatusCode::BAD_REQUEST, "\"no\"")
                } else {
                    mock.answer(&Request::from_parts(head, body)).map(Full::new)
                })
            }
        })))
    }

    fn sent(&self) -> Vec<String> {
        std::mem::take(&mut self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct Ran {
    told: Told,
    summary: Summary,
    sent: Vec<String>,
}

/// A run over a document in a folder against a server, its state in the same folder.
async fn ran(folder: &Path, document: &str, server: &Server, settings: Settings) -> Ran {
    let path = folder.join("api.yaml");
    fs::write(&path, document).expect("written");
    let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read");
    let api = Arc::new(loaded.api.expect("right"));
    let target = Target::resolve("shop", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("known");
    let transport = server.transport(Mock::new(Arc::clone(&api), Fixture::default()));
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    Ran { told, summary: result.expect("it is reached"), sent: server.sent() }
}

fn of_seed(folder: &Path, seed: u64) -> Settings {
    Settings { seed, concurrency: 1, ..settings(&folder.join("state")) }
}

fn kept(folder: &Path) -> Vec<PathBuf> {
    let cases = folder.join("state/cases/shop");
    if cases.is_dir() { files_below(&cases) } else { Vec::new() }
}

fn counts(failing: usize, fixed: usize, gone: usize, undecided: usize) -> ReplaySummary {
    ReplaySummary { failing, fixed, gone, undecided }
}

#[tokio::test]
async fn what_one_seed_found_is_tried_first_with_another() {
    let (folder, plain) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (here, document) = (folder.path(), document(&[("cats", LIMIT), ("dogs", LIMIT)]));
    let right = Server::default();
    let other = ran(plain.path(), &document, &right, of_seed(plain.path(), 2)).await;
    let first = ran(plain.path(), &document, &right, of_seed(plain.path(), 1)).await;
    assert_eq!((other.summary.failures, first.summary.failures), (0, 0), "{}", other.told.text);
    // A valid request of the last operation that seed 1 sends, and seed 2 does not.
    let is_own = |line: &&String| {
        let limit = line.strip_prefix("GET /dogs?limit=").and_then(|limit| limit.parse::<u32>().ok());
        limit.is_some_and(|limit| (1..=100_000).contains(&limit)) && !other.sent.contains(line)
    };
    let own = first.sent.iter().rfind(is_own).unwrap_or_else(|| panic!("{:?}", first.sent)).clone();
    let wrong = Server { wrong: [own.clone()].into(), ..Server::default() };

    let found = ran(here, &document, &wrong, of_seed(here, 1)).await;
    assert_eq!((found.summary.failures, found.summary.replays), (1, counts(0, 0, 0, 0)), "{}", found.told.text);
    let files = kept(here);
    assert_eq!(files.len(), 1);

    // Another seed's plan does not have it, and finds it all the same, before anything else.
    let again = ran(here, &document, &wrong, of_seed(here, 2)).await;
    assert_eq!(again.sent[0], own);
    assert_eq!((again.summary.failures, again.summary.replays), (1, counts(1, 0, 0, 0)), "{}", again.told.text);
    let (failure, kept_text) = (&again.told.failures[0], fs::read_to_string(&files[0]).expect("it is kept"));
    assert_eq!((failure.seed, failure.operation.as_str(), failure.class.as_str()), (1, "dogs", "valid"));
    assert!(again.told.text.contains("fails still, as in an earlier run: dogs valid: body\n"), "{}", again.told.text);
    let (line, operation) = (again.told.text.find("FAIL dogs valid").expect("told"), again.told.text.find("\ncats"));
    assert!(operation.is_some_and(|operation| line < operation), "{}", again.told.text);
    assert!(kept_text.contains("\"seed\": 1") && kept_text.contains("api.yaml"), "{kept_text}");
    // The plan is that of a run that knows nothing of it.
    assert_eq!(again.summary.fingerprint, other.summary.fingerprint);
    assert!(again.sent.ends_with(&other.sent), "{:?}", again.sent);
    let told_again = Summary { failures: 0, replays: counts(0, 0, 0, 0), ..again.summary };
    assert_eq!(told_again, other.summary);
    assert_eq!(kept(here), files);
    // The same state gives the same report.
    let once_more = ran(here, &document, &wrong, of_seed(here, 2)).await;
    assert_eq!((once_more.told.json_text, once_more.sent), (again.told.json_text, again.sent));

    let fixed = ran(here, &document, &right, of_seed(here, 3)).await;
    assert_eq!((&fixed.sent[0], fixed.summary.replays), (&own, counts(0, 1, 0, 0)), "{}", fixed.told.text);
    assert!(fixed.told.text.contains("fixed since the last run: dogs valid: body\n"), "{}", fixed.told.text);
    assert!(fixed.told.text.contains("\nfixed since the last run: 1\n"), "{}", fixed.told.text);
    assert_eq!(fixed.told.json["replays"][0]["outcome"], "fixed");
    assert_eq!((fixed.summary.failures, kept(here)), (0, Vec::new()));
    let last = ran(here, &document, &right, of_seed(here, 3)).await;
    assert_eq!((last.summary.replays, last.sent), (counts(0, 0, 0, 0), fixed.sent[1..].to_vec()));
}

#[tokio::test]
async fn what_fails_by_another_check_is_fixed_and_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, document) = (folder.path(), document(&[("dogs", LIMIT)]));
    let plainest = "GET /dogs".to_owned();
    let wrong = Server { wrong: [plainest.clone()].into(), ..Server::default() };
    let found = ran(here, &document, &wrong, of_seed(here, 1)).await;
    assert_eq!(found.summary.failures, 1, "{}", found.told.text);

    let refusing = Server { refused: [plainest].into(), ..Server::default() };
    let again = ran(here, &document, &refusing, of_seed(here, 1)).await;
    assert_eq!((again.summary.failures, again.summary.replays), (1, counts(0, 1, 0, 0)), "{}", again.told.text);
    assert!(again.told.text.contains("fixed since the last run: dogs valid: body\n"), "{}", again.told.text);
    assert_eq!(again.told.failures[0].finding.check, Check::ValidRefused);
    assert_eq!(kept(here).len(), 1);
}

#[tokio::test]
async fn what_the_plan_has_too_is_sent_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, document) = (folder.path(), document(&[("cats", LIMIT), ("dogs", LIMIT)]));
    let above = "GET /dogs?limit=100001".to_owned();
    let server = Server { accepted: [above.clone()].into(), ..Server::default() };
    let found = ran(here, &document, &server, of_seed(here, 1)).await;
    assert_eq!(found.summary.failures, 1, "{}", found.told.text);
    assert_eq!(found.told.failures[0].class, "query.limit/above-maximum");

    // A refusal proves nothing without a valid request that succeeds, so that one goes first.
    let again = ran(here, &document, &server, of_seed(here, 1)).await;
    assert!(again.sent[0].starts_with("GET /dogs") && again.sent[1] == above, "{:?}", again.sent);
    assert_eq!((again.summary.failures, again.summary.replays), (1, counts(1, 0, 0, 0)), "{}", again.told.text);
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(again.sent), sorted(found.sent));
    assert_eq!(Summary { replays: counts(0, 0, 0, 0), ..again.summary }, found.summary);

    let fixed = ran(here, &document, &Server::default(), of_seed(here, 2)).await;
    assert_eq!((fixed.summary.failures, fixed.summary.replays), (0, counts(0, 1, 0, 0)), "{}", fixed.told.text);
    // Where nothing succeeds, a refusal says nothing of the case, and it is kept.
    ran(here, &document, &server, of_seed(here, 1)).await;
    let refusing =
        document.replace("[{name", "[{name: must, in: query, required: true, schema: {type: boolean}}, {name");
    let server = Server::default();
    let strict = {
        let path = here.join("strict.yaml");
        fs::write(&path, refusing).expect("written");
        let api = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read").api.expect("right");
        server.transport(Mock::new(Arc::new(api), Fixture::default()))
    };
    let loaded = load(&here.join("api.yaml").to_string_lossy(), &FileSystem, LoadOptions::default()).expect("read");
    let api = loaded.api.expect("right");
    let target = Target::resolve("shop", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("known");
    let (told, result) = tell(&api, &target, &strict, &of_seed(here, 1)).await;
    assert_eq!(result.expect("it is reached").replays, counts(0, 0, 0, 1), "{}", told.text);
    assert!(kept(here).iter().any(|path| path.to_string_lossy().contains("above-maximum")));
}

#[tokio::test]
async fn what_cannot_be_made_any_more_is_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let count = LIMIT.replace("limit", "count");
    let before = document(&[("cats", LIMIT), ("dogs", &count)]);
    let lines = ["GET /cats?limit=100001", "GET /dogs?count=0"].map(str::to_owned);
    let server = Server { accepted: lines.into(), ..Server::default() };
    ran(here, &before, &server, of_seed(here, 1)).await;
    assert_eq!(kept(here).len(), 2);
    let files = kept(here);

    // Where it is not chosen, or another document's, nothing is known of it.
    let after = document(&[("cats", "{name: limit, in: query, schema: {type: integer, minimum: 1}}")]);
    let only = Settings { only: Some("cats".to_owned()), ..of_seed(here, 1) };
    let off = Settings { only: Some("dogs".to_owned()), ..of_seed(here, 1) };
    assert_eq!(ran(here, &before, &server, off).await.summary.replays, counts(1, 0, 0, 0));
    let other = tempfile::tempdir().expect("a folder");
    let elsewhere = ran(other.path(), &after, &server, of_seed(here, 1)).await;
    assert_eq!((elsewhere.summary.replays, kept(here)), (counts(0, 0, 0, 0), files.clone()));

    let gone = ran(here, &after, &server, only).await;
    assert_eq!((gone.summary.replays, kept(here).len()), (counts(0, 0, 1, 0), 1), "{}", gone.told.text);
    assert!(gone.told.text.contains("(the operation has no such class)"), "{}", gone.told.text);
    let gone = ran(here, &after, &server, of_seed(here, 1)).await;
    assert_eq!((gone.summary.replays, kept(here)), (counts(0, 0, 1, 0), Vec::new()), "{}", gone.told.text);
    assert!(gone.told.text.contains("cannot be made any more: dogs"), "{}", gone.told.text);
}

#[tokio::test]
async fn garbage_is_a_warning_and_time_ends_a_replay() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, document) = (folder.path(), document(&[("cats", LIMIT)]));
    let server = Server { accepted: ["GET /cats?limit=100001".to_owned()].into(), ..Server::default() };
    ran(here, &document, &server, of_seed(here, 1)).await;
    let files = kept(here);
    let garbage = here.join("state/cases/shop/garbage.json");
    fs::write(&garbage, "{\"operation\": \"cats\"\u{7}}").expect("written");
    let told = ran(here, &document, &Server::default(), of_seed(here, 1)).await;
    assert!(told.told.text.contains("warning: ") && told.told.text.contains("garbage.json"), "{}", told.told.text);
    assert_eq!(told.told.json["warnings"].as_array().map(Vec::len), Some(1));
    assert_eq!((told.summary.replays, kept(here)), (counts(0, 1, 0, 0), vec![garbage.clone()]));

    ran(here, &document, &server, of_seed(here, 1)).await;
    let over = Settings { max_time: Some(Duration::ZERO), ..of_seed(here, 1) };
    let over = ran(here, &document, &server, over).await;
    assert_eq!((over.summary.replays, over.sent.len()), (counts(0, 0, 0, 0), 0), "{}", over.told.text);
    assert!(kept(here).starts_with(&files));
    // A run that keeps nothing tries nothing again.
    let none = Settings { state: None, ..of_seed(here, 1) };
    assert_eq!(ran(here, &document, &server, none).await.summary.replays, counts(0, 0, 0, 0));
}

#[tokio::test]
async fn a_broken_law_is_tried_again_with_the_seed_that_broke_it() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let of_seed = |seed| Settings { seed, cases: 2, ..settings(state.path()) };
    let broken = embedded(&api, &["status=404:400"]);
    let (told, _) = tell(&api, &target, &broken, &of_seed(5)).await;
    let is_law = |class: &str| class.starts_with("law/");
    assert!(told.failures.iter().any(|failure| is_law(&failure.class)), "{}", told.text);
    let (told, result) = tell(&api, &target, &broken, &of_seed(6)).await;
    assert!(result.expect("it is reached").replays.failing > 0, "{}", told.text);
    let failure = told.failures.iter().find(|failure| is_law(&failure.class)).expect("it is told");
    assert_eq!(failure.seed, 5);
    let (told, result) = tell(&api, &target, &embedded(&api, &[]), &of_seed(6)).await;
    let summary = result.expect("it is reached");
    assert_eq!((summary.failures, summary.replays.failing, summary.replays.fixed > 0), (0, 0, true), "{}", told.text);
    assert!(files_below(&state.path().join("cases")).is_empty());
}

#[tokio::test]
async fn a_difference_from_a_snapshot_is_decided_by_the_plan() {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let target = target(&api, "embedded", "http://127.0.0.1:4020");
    let mode = |snapshots| Settings { cases: 2, snapshots, ..settings(state.path()) };
    let different = embedded(&api, &["omit=/thread/status"]);
    let run = async |transport: &Transport, mode| tell(&api, &target, transport, &mode).await.1.expect("it is reached");
    run(&embedded(&api, &[]), mode(SnapshotMode::Update)).await;
    assert_eq!(run(&different, mode(SnapshotMode::Check)).await.failures, 1);
    for (settings, failures, replays) in [
        (mode(SnapshotMode::Check), 1, counts(1, 0, 0, 0)),
        (mode(SnapshotMode::Off), 0, counts(0, 0, 0, 1)),
        (mode(SnapshotMode::Update), 0, counts(0, 1, 0, 0)),
        (mode(SnapshotMode::Check), 0, counts(0, 0, 0, 0)),
    ] {
        let summary = run(&different, settings).await;
        assert_eq!((summary.failures, summary.replays), (failures, replays));
    }
}
