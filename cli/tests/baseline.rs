//! Known findings: a run does not fail by them, new ones fail it, and those that are gone are listed.

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use support::{Ended, conform, serve};

/// Things that are listed and created; the mock keeps all that it says.
const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        '400': {description: d}
    post:
      operationId: createThing
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 20}, note: {type: string}}}
      responses:
        '201':
          description: d
          content:
            application/json:
              schema: {type: object, required: [name], properties: {name: {type: string}, note: {type: string}}}
        '400': {description: d}
";

struct Runs(tempfile::TempDir);

impl Runs {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A run with the baseline and a report of JSON. Failing cases of earlier runs are not tried again.
    fn run(&self, words: &[&str]) -> (Ended, Value) {
        drop(std::fs::remove_dir_all(self.file("state")));
        let (baseline, json) = (self.file("baseline.json"), self.file("report.json"));
        let json_of = format!("json={}", json.display());
        let own = ["--cases", "20", "--baseline", text(&baseline), "--report", "text", "--report", &json_of];
        let ended = conform(self.0.path(), DOCUMENT, &[&own[..], words].concat());
        let report = std::fs::read_to_string(json).expect("it is written");
        (ended, serde_json::from_str(&report).expect("JSON"))
    }

    fn baseline(&self) -> String {
        std::fs::read_to_string(self.file("baseline.json")).expect("it is there")
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a name")
}

/// Two faults, in the words of the command line.
const FAULTY: [&str; 4] = ["--fault", "null=/name", "--fault", "ignore=query.limit/maximum"];

#[test]
fn what_is_known_is_reported_and_fails_no_run_of_any_seed() {
    let runs = Runs::new();
    let (ended, report) = runs.run(&[&FAULTY[..], &["--update-baseline"]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(ended.text.contains("has 2 findings now: 2 added, 0 removed"), "{}", ended.text);
    assert_eq!(report["summary"]["failures"], 2, "what is new is reported as such: {report}");
    let written = runs.baseline();
    let (junit, sarif, github) = (runs.file("junit.xml"), runs.file("sarif.json"), runs.file("github.txt"));
    let files =
        [format!("junit={}", text(&junit)), format!("sarif={}", text(&sarif)), format!("github={}", text(&github))];
    let reports: Vec<&str> = files.iter().flat_map(|file| ["--report", file]).collect();
    for seed in ["0", "1", "2"] {
        let (ended, report) = runs.run(&[&FAULTY[..], &["--seed", seed], &reports].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.text);
        assert!(ended.text.contains("known, and no failure (2 in the baseline): "), "{}", ended.text);
        assert!(ended.text.contains("exit code 0: no failures, and 2 known"), "{}", ended.text);
        let failures = report["failures"].as_array().expect("a list");
        assert!(failures.len() == 2 && failures.iter().all(|failure| failure["known"] == true), "{report}");
        assert_eq!((&report["summary"]["known"], &report["summary"]["gone"]), (&2.into(), &0.into()));
        let [junit, sarif, github] =
            [&junit, &sarif, &github].map(|file| std::fs::read_to_string(file).expect("it is there"));
        assert!(!junit.contains("<failure") && junit.contains("known: body: "), "{junit}");
        assert!(sarif.contains(r#""level": "note""#) && !sarif.contains(r#""level": "error""#), "{sarif}");
        assert!(sarif.contains(r#""exitCode": 0"#), "{sarif}");
        assert!(github.starts_with("::notice ") && !github.contains("::error"), "{github}");
    }
    let (ended, _) = runs.run(&[&FAULTY[..], &["--seed", "9", "--update-baseline"]].concat());
    assert!(ended.text.contains("0 added, 0 removed"), "{}", ended.text);
    assert_eq!(runs.baseline(), written, "what is known stays as it is written");
}

#[test]
fn what_is_new_fails_and_what_is_gone_is_listed_after_the_whole_plan() {
    let runs = Runs::new();
    runs.run(&[&FAULTY[..], &["--update-baseline"]].concat());
    let other = ["--fault", "null=/name", "--fault", "status=200:202"];
    let (ended, report) = runs.run(&other);
    assert_eq!(ended.code, Some(1), "{}", ended.text);
    assert!(ended.text.contains("exit code 1: 1 new failure (1 violation), and 1 known"), "{}", ended.text);
    assert!(ended.text.contains("in the baseline, and not found any more (1; "), "{}", ended.text);
    assert_eq!(report["gone"][0]["check"], "invalid-accepted", "{report}");
    let (ended, report) = runs.run(&["--only", "createThing"]);
    assert!(
        report.get("gone").is_none() && !ended.text.contains("not found any more"),
        "a part tells nothing of the rest"
    );
    let (_, report) = runs.run(&["--max-time", "1ms"]);
    assert!(report.get("gone").is_none(), "{report}");
    let (ended, _) = runs.run(&[&other[..], &["--update-baseline"]].concat());
    assert!(ended.text.contains("has 2 findings now: 1 added, 1 removed"), "{}", ended.text);
    let (ended, report) = runs.run(&["--update-baseline"]);
    assert_eq!((ended.code, &report["summary"]["gone"]), (Some(0), &2.into()), "{}", ended.text);
    assert_eq!(runs.baseline(), "{\n  \"version\": 1,\n  \"findings\": {}\n}\n");
}

#[test]
fn a_baseline_that_cannot_be_used_ends_before_anything_is_sent() {
    let runs = Runs::new();
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let address = serve(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Some(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec())
    });
    let file = runs.file("baseline.json");
    let tried = |words: &[&str]| {
        let own = ["--base-url", &address, "--baseline", text(&file)];
        let ended = conform(runs.0.path(), DOCUMENT, &[&own[..], words].concat());
        assert_eq!(ended.code, Some(2), "{}", ended.text);
        ended.text
    };
    assert!(
        tried(&[]).contains("cannot be read: No such file or directory (os error 2); `--update-baseline` creates it")
    );
    std::fs::write(&file, "{\n<<<<<<< ours\n").expect("written");
    for words in [&[][..], &["--update-baseline"]] {
        let text = tried(words);
        assert!(text.contains("is broken: ") && text.contains("at line 2"), "{text}");
    }
    assert!(std::fs::read_to_string(&file).is_ok_and(|text| text.contains("<<<<<<<")), "it stays as it is");
    assert_eq!(requests.load(Ordering::SeqCst), 0);
    let ended = conform(runs.0.path(), DOCUMENT, &["--update-baseline"]);
    assert!(ended.code == Some(2) && ended.text.contains("--baseline <FILE>"), "{}", ended.text);
}
