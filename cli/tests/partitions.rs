//! A run in parts, as CI has it: each part a report, and one report of them all.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Ended, conform};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things:
    get: {operationId: listThings, responses: {'200': {description: d, content: {application/json: {schema: {type: boolean}}}}}}
  /others:
    get:
      operationId: listOthers
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: boolean}}}}
        '400': {description: d}
";

const FAULT: [&str; 2] = ["--fault", "ignore=query.limit/maximum"];

fn part(folder: &Path, part: &str, words: &[&str]) -> Ended {
    let json = format!("json={}", folder.join(format!("{}.json", part.replace('/', "-"))).display());
    conform(folder, DOCUMENT, &[&["--cases", "20", "--partition", part, "--report", &json], words].concat())
}

fn merge(folder: &Path, words: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    // Paths in reports are relative to the working folder, which is that of `conform`.
    let is_file = |word: &str| !word.contains('=') && Path::new(word).extension().is_some();
    let below = |word: &&str| if is_file(word) { folder.join(word) } else { PathBuf::from(word) };
    let output = command.args(["report", "merge"]).args(words.iter().map(below)).output().expect("it runs");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Ended { code: output.status.code(), text }
}

/// A tracefile that says of each line and operation whether it was reached, and not how often: what is known is not counted
/// always.
fn reached(tracefile: &str) -> String {
    let once = |line: &str| {
        let count =
            |rest: &str| rest.rsplit_once(',').map(|(line, count)| format!("{line},{}", u8::from(count != "0")));
        let function =
            |rest: &str| rest.split_once(',').map(|(count, name)| format!("{},{name}", u8::from(count != "0")));
        line.strip_prefix("DA:").and_then(count).or_else(|| line.strip_prefix("FNDA:").and_then(function))
    };
    tracefile.lines().map(|line| once(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

#[test]
fn the_reports_of_parts_become_every_report_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = |name: &str| folder.path().join(name);
    let read = |name: &str| std::fs::read_to_string(below(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let formats = ["text", "json", "junit", "sarif", "github", "html", "lcov"];
    let of =
        |prefix: &str| formats.map(|format| format!("{format}={}", below(&format!("{prefix}.{format}")).display()));
    let whole: Vec<String> = of("whole").into_iter().flat_map(|report| ["--report".to_owned(), report]).collect();
    let whole: Vec<&str> = whole.iter().map(String::as_str).chain(["--cases", "20"]).chain(FAULT).collect();
    assert_eq!(conform(folder.path(), DOCUMENT, &whole).code, Some(1));
    drop(std::fs::remove_dir_all(below("state")));

    let codes = ["1/3", "2/3", "3/3"].map(|number| part(folder.path(), number, &FAULT));
    assert_eq!(codes.each_ref().map(|ended| ended.code), [Some(1), Some(0), Some(0)], "{}", codes[2].text);
    assert!(codes[0].text.contains("1 operation, seed 0, part 1 of 3 of 2 operations"), "{}", codes[0].text);
    assert!(codes[2].text.contains("exit code 0: the part 3/3 has no operations"), "{}", codes[2].text);
    let merged: Vec<String> = of("merged").into_iter().flat_map(|report| ["--report".to_owned(), report]).collect();
    let merged: Vec<&str> = merged.iter().map(String::as_str).collect();
    let ended = merge(folder.path(), &[&["3-3.json", "1-3.json", "2-3.json"], &merged[..]].concat());
    assert_eq!(ended.code, Some(1), "{}", ended.text);
    for format in formats {
        let (merged, whole) = (read(&format!("merged.{format}")), read(&format!("whole.{format}")));
        match format {
            "html" => assert!(merged.contains("listOthers"), "{merged}"),
            "lcov" => assert_eq!(reached(&merged), reached(&whole)),
            _ => assert_eq!(merged, whole, "{format}"),
        }
    }
    assert_eq!(read("merged.text"), ended.text);
}

#[test]
fn what_is_no_whole_is_an_error_and_a_baseline_holds_for_all() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in ["1/2", "2/2"] {
        part(folder.path(), number, &FAULT);
    }
    let refused = |words: &[&str], said: &str| {
        let ended = merge(folder.path(), words);
        assert!(ended.code == Some(2) && ended.text.contains(said), "{said}: {}", ended.text);
    };
    refused(&["1-2.json"], "of 2 parts these are missing: 2");
    refused(&["1-2.json", "1-2.json"], "are both of part 1");
    refused(&["api.yaml"], "it is no report of `trueline conform --report json`");
    refused(&["none.json"], "none.json` cannot be read");
    refused(
        &["1-2.json", "2-2.json", "--report", "har=a.har"],
        "the report `har` can only be written by the runs themselves",
    );
    refused(
        &["1-2.json", "2-2.json", "--report", "overlay=a.yaml"],
        "the report `overlay` can only be written by the runs themselves",
    );
    refused(&["1-2.json", "2-2.json", "--baseline", "known.json"], "`--update-baseline` creates it");

    let files = ["1-2.json", "2-2.json", "--baseline", "known.json"];
    let ended = merge(folder.path(), &[&files[..], &["--update-baseline"]].concat());
    assert!(ended.code == Some(0) && ended.text.contains("has 1 finding now: 1 added"), "{}", ended.text);
    let ended = merge(folder.path(), &files);
    assert!(ended.code == Some(0) && ended.text.contains("no failures, and 1 known"), "{}", ended.text);
    drop(std::fs::remove_dir_all(folder.path().join("state")));
    for number in ["1/2", "2/2"] {
        assert_eq!(part(folder.path(), number, &[]).code, Some(0));
    }
    let ended = merge(folder.path(), &files);
    assert!(ended.text.contains("in the baseline, and not found any more (1; "), "{}", ended.text);
    assert_eq!(ended.code, Some(0), "{}", ended.text);
}
