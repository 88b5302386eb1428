//! One case again: by its file, by a report, by the beginning of its cause or of its name.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Ended, conform};

/// Things that are created and read: which there are only the creation tells.
const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}]
      responses:
        '204': {description: d}
        '400': {description: d}
    post:
      operationId: createThing
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses:
        '201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '400': {description: d}
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '404': {description: d}
components:
  schemas:
    New: {type: object, required: [name], properties: {name: {type: string, maxLength: 20}}}
    Thing: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}}}
";

const FAULTS: [&str; 6] =
    ["--fault", "status=200:202", "--fault", "ignore=query.limit/maximum", "--fault", "ignore=query.limit/minimum"];

/// A run that finds both, and the replay of a case with what it found kept.
struct Found(tempfile::TempDir);

impl Found {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let json = format!("json={}", folder.path().join("report.json").display());
        let ended = conform(folder.path(), DOCUMENT, &[&["--cases", "20", "--report", &json], &FAULTS[..]].concat());
        assert_eq!(ended.code, Some(1), "{}", ended.text);
        Self(folder)
    }

    fn report(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.0.path().join("report.json")).expect("it is there")).expect("JSON")
    }

    fn cause(&self, class: &str) -> String {
        let report = self.report();
        let mut failures = report["failures"].as_array().into_iter().flatten();
        let of = failures.find(|failure| failure["class"] == class).expect("it is found");
        of["cause"].as_str().expect("a text").to_owned()
    }

    fn kept(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.0.path().join("state/cases/embedded")).expect("a folder");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    }

    fn replay(&self, case: &str, words: &[&str]) -> Ended {
        replay(self.0.path(), case, words)
    }
}

fn replay(folder: &Path, case: &str, words: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.args(["replay", case, "--state", "state"]).args(words).current_dir(folder);
    let output = command.output().expect("it runs");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Ended { code: output.status.code(), text }
}

#[test]
fn a_case_is_found_by_its_file_its_cause_and_its_name() {
    let found = Found::new();
    let kept = found.kept();
    let of = |name: &str| kept.iter().find(|path| path.to_string_lossy().contains(name)).expect("it is kept");
    let cause = found.cause("query.limit/above-maximum");
    let file = of("listThings--query.limit_above-maximum").display().to_string();
    for case in [file.as_str(), &cause, &cause[..6], "listThings--query.limit_above"] {
        let ended = found.replay(case, &FAULTS);
        assert_eq!(ended.code, Some(1), "{case}: {}", ended.text);
        assert!(ended.text.contains("fails still, as in an earlier run: listThings query.limit/above-maximum: "));
        assert!(ended.text.contains("request: curl "), "{}", ended.text);
        assert!(ended.text.contains("exit code 1: 1 of 1 cases still fail"), "{}", ended.text);

        let ended = found.replay(case, &[]);
        assert_eq!(ended.code, Some(0), "{case}: {}", ended.text);
        assert!(ended.text.contains("fixed since the last run: listThings query.limit/above-maximum: "));
        assert!(ended.text.contains("    request: curl ") && ended.text.contains("limit=51"), "{}", ended.text);
        assert!(ended.text.contains("exit code 0: 1 of 1 cases no longer fail"), "{}", ended.text);
    }
    assert_eq!(found.kept(), kept, "what is tried by hand stays");
}

#[test]
fn every_failure_of_a_report_is_tried_again() {
    let found = Found::new();
    let count = found.report()["failures"].as_array().map_or(0, Vec::len);
    assert!(count >= 2, "{count}");
    // A report does not say where its document is.
    let ended = found.replay("report.json", &FAULTS);
    assert!(ended.code == Some(2) && ended.text.contains("no document is set"), "{}", ended.text);
    let ended = found.replay("report.json", &[&["api.yaml"], &FAULTS[..]].concat());
    assert!(ended.text.contains(&format!("{count} of {count} cases still fail")), "{}", ended.text);
    let ended = found.replay("report.json", &["api.yaml", "--report", "json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    let report: Value = serde_json::from_str(&ended.text).expect("JSON");
    let replays = report["replays"].as_array().expect("a list");
    assert!(replays.len() == count && replays.iter().all(|replay| replay["outcome"] == "fixed"), "{report}");
    assert!(replays.iter().any(|replay| replay["curl"].is_string()), "{report}");
}

#[test]
fn what_names_no_case_says_so_and_what_names_several_lists_them() {
    let found = Found::new();
    let refused = |case: &str, words: &[&str], said: &str| {
        let ended = found.replay(case, words);
        assert!(ended.code == Some(2) && ended.text.contains(said), "{case}: {}", ended.text);
        ended.text
    };
    let text =
        refused("none-such", &[], "`none-such` is neither a file nor the beginning of a cause or of a name of the ");
    assert!(text.contains("cases that are kept in `state/cases`"), "{text}");
    let text = refused("listThings", &[], "`listThings` may mean several cases:");
    let (above, below) = ("listThings--query.limit_above-maximum", "listThings--query.limit_below-minimum");
    assert!(
        text.contains(above) && text.contains(below) && text.contains(&found.cause("query.limit/above-maximum")),
        "{text}"
    );
    std::fs::copy(found.0.path().join("api.yaml"), found.0.path().join("other.yaml")).expect("copied");
    refused(&found.cause("valid"), &["other.yaml"], "is it of another document?");
    refused("api.yaml", &[], "`api.yaml` holds no failing case: ");
    std::fs::write(found.0.path().join("empty.json"), r#"{"failures": []}"#).expect("written");
    refused("empty.json", &[], "`empty.json` has no failures");
}
