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
