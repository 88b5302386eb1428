//! Snapshots as CI meets them: what is missing was reviewed by nobody.

use std::fs;
use std::path::Path;
use std::process::Command;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200': {description: d, content: {application/json: {schema: {type: boolean}}}}
";

/// The exit code of a run against the document's mock, and what it wrote.
fn conform(folder: &Path, ci: Option<&str>, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.args(["conform", "api.yaml", "--cases", "2", "--state", "state"]).args(words).current_dir(folder);
    command.env_remove("CI");
    if let Some(value) = ci {
        command.env("CI", value);
    }
    let output = command.output().expect("it starts");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[test]
fn a_missing_snapshot_is_a_finding_in_ci_where_the_target_has_others() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("api.yaml"), DOCUMENT).expect("written");
    // A target without any is not compared; a folder alone is none.
    fs::create_dir_all(folder.path().join("state/snapshots/embedded")).expect("created");
    for words in [&[][..], &["--snapshots", "check"]] {
        let (code, text) = conform(folder.path(), Some("true"), words);
        assert_eq!(code, Some(0), "{text}");
    }
    assert_eq!(conform(folder.path(), Some("true"), &["--snapshots", "update"]).0, Some(0));
    assert_eq!(conform(folder.path(), Some("true"), &[]).0, Some(0));

    let missing = folder.path().join("state/snapshots/embedded/listThings/valid.snap");
    fs::remove_file(&missing).expect("it was there");
    for ci in ["true", "1", "yes"] {
        let (code, text) = conform(folder.path(), Some(ci), &[]);
        assert_eq!(code, Some(1), "{ci}: {text}");
        assert!(text.contains("FAIL listThings valid: snapshot"), "{text}");
        assert!(text.contains("make it with `--snapshots update`"), "{text}");
    }
    for ci in [None, Some(""), Some("false"), Some("FALSE"), Some("0")] {
        let (code, text) = conform(folder.path(), ci, &[]);
        assert_eq!(code, Some(0), "{ci:?}: {text}");
        assert!(text.contains("1 not there yet"), "{text}");
    }
    assert_eq!(conform(folder.path(), Some("true"), &["--snapshots", "off"]).0, Some(0));
    assert!(!missing.exists());
}

#[test]
fn an_answer_that_fails_anyway_is_not_told_as_different_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let parameter = "parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]\n      responses:\n        \
                     '400': {description: d}\n";
    fs::write(folder.path().join("api.yaml"), DOCUMENT.replace("responses:\n", parameter)).expect("written");
    assert_eq!(conform(folder.path(), None, &["--snapshots", "update"]).0, Some(0));
    let (code, text) = conform(folder.path(), None, &["--fault", "ignore=query.limit/maximum"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("above-maximum: invalid-accepted") && !text.contains(": snapshot"), "{text}");
    assert!(text.contains("3 different") && text.contains("; 1 failure\n"), "{text}");
}

fn snapshots(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    // What a test starts has no terminal, and whatever asked would wait for ever.
    let output = command.arg("snapshots").args(words).args(["--state", "state"]).current_dir(folder).output();
    let output = output.expect("it starts");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[test]
fn what_differs_is_reviewed_without_a_cargo_project() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("api.yaml"), DOCUMENT).expect("written");
    assert_eq!(snapshots(here, &["review"]), (Some(0), "there are no snapshots to review\n".to_owned()));
    conform(here, None, &["--snapshots", "update"]);
    let differs = ["--fault", "status=200:201", "--snapshots", "check"];
    let file = "state/snapshots/embedded/listThings/valid.snap";
    let kept = fs::read_to_string(here.join(file)).expect("it is kept");

    let (code, text) = conform(here, None, &differs);
    assert!(code == Some(1) && text.contains("`trueline snapshots review`"), "{text}");
    let (code, text) = snapshots(here, &["review", "--target", "embedded"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&format!("listThings/valid ({file})")), "{text}");
    assert!(text.contains("-status: 200\n+status: 201\n"), "{text}");
    assert!(text.contains("`trueline snapshots accept 'listThings/valid'`"), "{text}");
    assert_eq!(snapshots(here, &["review", "--target", "other"]).0, Some(0));
    let (code, text) = snapshots(here, &["accept", "listPets"]);
    assert!(code == Some(2) && text.contains("no snapshot to review is named `listPets`"), "{text}");

    let (code, text) = snapshots(here, &["reject", file]);
    assert!(code == Some(0) && text.contains("forgotten: listThings/valid"), "{text}");
    assert_eq!(fs::read_to_string(here.join(file)).ok(), Some(kept));
    assert_eq!(snapshots(here, &["review"]).0, Some(0));

    conform(here, None, &differs);
    let (code, text) = snapshots(here, &["accept", "listThings/"]);
    assert!(code == Some(0) && text.contains("kept: listThings/valid"), "{text}");
    assert_eq!(snapshots(here, &["review"]).0, Some(0));
    let (_, text) = conform(here, None, &differs);
    assert!(text.contains("as before") && !text.contains("different"), "{text}");
}
