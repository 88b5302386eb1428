//! What of a document a run has seen, against a server that takes some of it alone: it refuses limits above 200 and names that
//! are too long, answers with red circles, and knows no 410.

mod support;

use std::convert::Infallible;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Value, json};
use trueline_conformance::coverage::{DocumentCoverage, Goal, PointKind};
use trueline_conformance::report::{Event, LcovReport, Reporter, Subject, TextReport, TextStyle};
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{ServiceTransport, Transport};
use trueline_conformance::{Settings, SnapshotMode, run};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const DOCUMENT: &str = "tests/coverage/openapi.yaml";

fn document() -> Arc<Checked<Api>> {
    Arc::new(load(DOCUMENT, &FileSystem, LoadOptions::default()).expect("read").api.expect("right"))
}

/// Checks the limit, the order and the name, and nothing else.
async fn respond(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
    };
    let (status, body) = match (request.method().as_str(), request.uri().path()) {
        ("GET", "/things") => {
            let limit = value("limit").map_or(Some(1), |limit| limit.parse::<i64>().ok());
            let is_sorted = value("sort").is_some_and(|sort| sort == "name" || sort == "size");
            let is_right = limit.is_some_and(|limit| limit <= 200) && is_sorted;
            if is_right { (200, r#"[{"id":"a","name":"n","colour":"red","shape":{"radius":1}}]"#) } else { (400, "") }
        }
        ("POST", "/things") => {
            let body = http_body_util::BodyExt::collect(request.into_body()).await.expect("a body").to_bytes();
            let body: Value = serde_json::from_slice(&body).unwrap_or_default();
            let name = body["name"].as_str().map(|name| name.chars().count());
            (if name.is_some_and(|length| length <= 8) { 201 } else { 400 }, "")
        }
        _ => (404, ""),
    };
    let mut response = Response::builder().status(status).header("x-total", "1");
    if !body.is_empty() {
        response = response.header("content-type", "application/json");
    }
    Ok(response.body(Full::new(Bytes::from(body))).expect("a response"))
}

/// What a run reported, and what of the document it saw.
async fn covered(settings: Settings) -> (Vec<Event>, Arc<DocumentCoverage>) {
    let api = document();
    let config = TargetConfig::at("http://localhost");
    let target = Target::resolve("t", &config, &api, &|_| None).expect("a target");
    let transport = Transport::Service(ServiceTransport::new(tower::service_fn(respond)));
    let settings = Settings { snapshots: SnapshotMode::Off, ..settings };
    let mut events = Vec::new();
    run(&api, &target, &transport, &settings, &mut |event| events.push(event)).await.expect("a result");
    let found = events.iter().find_map(|event| match event {
        Event::Covered(coverage) => Some(Arc::clone(coverage)),
        _ => None,
    });
    (events, found.expect("it is told"))
}

/// The goals of a point that were met, and those that were not.
fn goals(coverage: &DocumentCoverage, kind: PointKind, label: &str, line: usize) -> (Vec<Goal>, Vec<Goal>) {
    let is_it = |point: &&trueline_conformance::coverage::CoveragePoint| {
        point.kind == kind && point.label.as_str() == label && point.line == line
    };
    let mut found = coverage.points.iter().filter(is_it);
    let point = found.next().unwrap_or_else(|| panic!("no {kind:?} `{label}` in line {line}: {coverage:#?}"));
    (point.met.iter().collect(), point.missing().iter().collect())
}

/// The line of the document that has a text.
fn line(text: &str) -> usize {
    let document = std::fs::read_to_string(DOCUMENT).expect("the document");
    document.lines().position(|line| line.contains(text)).expect("it is there") + 1
}

#[tokio::test]
async fn what_was_seen_is_known_by_its_lines() {
    let (_, coverage) = covered(Settings { cases: 60, ..Settings::default() }).await;
    let of = |kind, label: &str, text: &str| goals(&coverage, kind, label, line(text));
    let (accepted, refused, received) = (Goal::Accepted, Goal::Refused, Goal::Received);
    // Operations.
    assert_eq!(goals(&coverage, PointKind::Operation, "listThings", 5), (vec![Goal::Sent, Goal::Succeeded], vec![]));
    let broken = line("getBroken") - 1;
    assert_eq!(goals(&coverage, PointKind::Operation, "getBroken", broken), (vec![Goal::Sent], vec![Goal::Succeeded]));
    // Statuses, content types and headers; nobody wants a 500.
    assert_eq!(of(PointKind::Status, "410", "'410'"), (vec![], vec![received]));
    assert_eq!(of(PointKind::Status, "404", "'404'"), (vec![received], vec![]));
    assert_eq!(of(PointKind::Status, "500", "'500'"), (vec![], vec![]));
    assert_eq!(of(PointKind::ResponseContent, "text/csv", "text/csv"), (vec![], vec![received]));
    assert_eq!(of(PointKind::ResponseHeader, "X-Total", "X-Total"), (vec![received], vec![]));
    assert_eq!(of(PointKind::ResponseHeader, "X-Never", "X-Never"), (vec![], vec![received]));
    // Parameters: what is optional is left out as well, what is required is missed.
    assert_eq!(of(PointKind::Parameter, "query.limit", "name: limit"), (vec![accepted, Goal::LeftOut], vec![]));
    assert_eq!(of(PointKind::Parameter, "query.sort", "name: sort"), (vec![accepted, refused], vec![]));
    // Constraints: this server takes limits below 1, and members that are not declared.
    assert_eq!(of(PointKind::Constraint, "maximum: 200", "maximum: 200"), (vec![accepted, refused], vec![]));
    assert_eq!(of(PointKind::Constraint, "minimum: 1", "minimum: 1"), (vec![accepted], vec![refused]));
    assert_eq!(of(PointKind::Constraint, "maxLength: 8", "maxLength: 8"), (vec![accepted, refused], vec![]));
    assert_eq!(
        of(PointKind::Constraint, "additionalProperties: false", "additionalProperties"),
        (vec![accepted], vec![refused])
    );
    // Listed values and variants, in requests and in answers.
    assert_eq!(of(PointKind::EnumValue, "red", "- red"), (vec![accepted, received], vec![]));
    assert_eq!(of(PointKind::EnumValue, "green", "- green"), (vec![accepted], vec![received]));
    let circle = line("required: [radius]") - 1;
    assert_eq!(goals(&coverage, PointKind::Variant, "variant 1", circle), (vec![accepted, received], vec![]));
    assert_eq!(goals(&coverage, PointKind::Variant, "variant 2", circle + 3), (vec![accepted], vec![received]));
    // A property that is only read is wanted of answers alone, one that is only written of requests alone.
    assert_eq!(of(PointKind::Property, "id", "id: {"), (vec![received], vec![]));
    assert_eq!(of(PointKind::Property, "secret", "secret: {"), (vec![accepted], vec![]));
}

#[tokio::test]
async fn a_run_of_another_speed_sees_the_same() {
    let of = async |concurrency| covered(Settings { cases: 20, concurrency, ..Settings::default() }).await.1;
    assert_eq!(of(1).await, of(8).await);
}

#[tokio::test]
async fn what_is_not_chosen_is_not_counted() {
    let (_, coverage) = covered(Settings { cases: 2, only: Some("getBroken".to_owned()), ..Settings::default() }).await;
    let operations = coverage.points.iter().filter(|point| point.kind == PointKind::Operation);
    assert_eq!(operations.map(|point| point.label.as_str()).collect::<Vec<_>>(), ["getBroken"]);
    assert!(coverage.points.iter().all(|point| point.kind != PointKind::Constraint), "{coverage:#?}");
}

#[tokio::test]
async fn text_lists_what_was_not_seen() {
    let (events, _) = covered(Settings { cases: 60, ..Settings::default() }).await;
    let text = |lists_missing| {
        let mut report = TextReport::new(TextStyle::default()).listing_missing(lists_missing);
        let told: String = events.iter().map(|event| report.text(event)).collect();
        let (_, rest) = told.split_once("\ncoverage of").expect("it is told");
        let (coverage, _) = rest.rsplit_once("\n3 operations").expect("the last line");
        format!("coverage of{coverage}\n")
    };
    let short = text(false);
    assert!(short.contains("--coverage") && !short.contains(DOCUMENT), "{short}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("coverage");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("text", text(true)));
}

/// The tracefile of a run.
async fn tracefile() -> String {
    let (events, _) = covered(Settings { cases: 60, ..Settings::default() }).await;
    let api = document();
    let target = Target::resolve("t", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("a target");
    let subject = Subject::new(api, &target, Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut report = LcovReport::new(Arc::new(subject));
    let started: String = events.iter().map(|event| report.event(event)).collect();
    started + &report.finish()
}

/// Reads a tracefile as geninfo(1) describes it: what each record counts is what it says that it counts.
#[tokio::test]
async fn lcov_is_read_as_its_manual_has_it() {
    let text = tracefile().await;
    let numbers = |word: &str| -> Vec<Vec<String>> {
        let of = text.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(':'));
        of.map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let total = |word: &str| numbers(word)[0][0].parse::<usize>().expect("a number");
    let hit = |word: &str, at: usize| {
        numbers(word).iter().filter(|row| row[at].parse::<u64>().is_ok_and(|count| count > 0)).count()
    };
    assert_eq!(numbers("SF"), [[DOCUMENT]]);
    assert_eq!((numbers("FN").len(), total("FNF"), total("FNH")), (3, 3, hit("FNDA", 0)));
    assert_eq!((numbers("DA").len(), hit("DA", 1)), (total("LF"), total("LH")));
    assert_eq!((numbers("BRDA").len(), hit("BRDA", 3)), (total("BRF"), total("BRH")));
    let lines: Vec<usize> = numbers("DA").iter().map(|row| row[0].parse().expect("a line")).collect();
    assert!(lines.is_sorted() && lines.windows(2).all(|pair| pair[0] < pair[1]), "each line once: {text}");
    let length = std::fs::read_to_string(DOCUMENT).expect("the document").lines().count();
    assert!(lines.iter().all(|line| (1..=length).contains(line)), "{text}");
    let of = |wanted: usize| numbers("DA").into_iter().find(|row| row[0] == wanted.to_string()).expect("it is there");
    assert_eq!(of(line("'410'"))[1], "0");
    assert!(of(line("maximum: 200"))[1] != "0");
    assert!(text.ends_with("end_of_record\n"), "{text}");
    // A 500 is no line that anybody wants to be covered.
    assert!(!lines.contains(&line("'500'")), "{text}");
}

/// `genhtml` of LCOV takes the tracefile, and finds the lines in the document.
#[tokio::test]
#[ignore = "it needs genhtml, of the package lcov"]
async fn genhtml_takes_the_tracefile() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("coverage.info");
    std::fs::write(&file, tracefile().await).expect("written");
    let output = Command::new("genhtml")
        .args(["--branch-coverage", "--output-directory"])
        .arg(folder.path().join("page"))
        .arg(&file)
        .output()
        .expect("genhtml runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("WARNING"), "{said}");
    println!("{said}");
}

/// JSON has what the document's coverage is.
#[tokio::test]
async fn json_has_totals_and_what_is_missing() {
    let api = document();
    let target = Target::resolve("t", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("a target");
    let transport = Transport::Service(ServiceTransport::new(tower::service_fn(respond)));
    let settings = Settings { cases: 20, snapshots: SnapshotMode::Off, ..Settings::default() };
    let (told, _) = support::tell(&api, &target, &transport, &settings).await;
    let coverage = &told.json["coverage"];
    let total = json!({ "kind": "operation", "goal": "succeeded", "met": 2, "wanted": 3 });
    assert!(coverage["totals"].as_array().is_some_and(|totals| totals.contains(&total)), "{coverage}");
    let column = 9;
    let missing = json!({
        "kind": "status", "name": "410", "operation": "listThings", "goals": ["received"],
        "place": format!("{DOCUMENT}:{}:{column}", line("'410'")),
    });
    assert!(coverage["missing"].as_array().is_some_and(|all| all.contains(&missing)), "{coverage}");
    assert_eq!(coverage["notListed"], 0);
}
