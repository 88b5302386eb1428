//! What of a run is tested, and when it has found enough, by the document's mock with faults.

mod support;

use support::{Ended, conform};
use trueline_spec::render::counted;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
        '400': {description: d}
  /v1/toys:
    get:
      operationId: listToys
      tags: [toys]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
        '400': {description: d}
    post:
      operationId: createToy
      tags: [toys]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object}}}}
        '400': {description: d}
";

/// Two faults, of two checks, in the operations that list.
const FAULTS: [&str; 4] = ["--fault", "ignore=query.limit/maximum", "--fault", "omit=/name"];

fn run(words: &[&str]) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    conform(folder.path(), DOCUMENT, &[&["--cases", "4"][..], words].concat())
}

/// Which operations a run tested.
fn tested(text: &str) -> Vec<&'static str> {
    let heads = [
        ("listPets", "listPets GET /pets"),
        ("listToys", "listToys GET /v1/toys"),
        ("createToy", "createToy POST /v1/toys"),
    ];
    heads.into_iter().filter(|(_, head)| text.contains(head)).map(|(name, _)| name).collect()
}

#[test]
fn operations_are_chosen_as_generate_chooses_them() {
    for (words, expected) in [
        (&[][..], &["listPets", "listToys", "createToy"][..]),
        (&["--include", "tag:toys"], &["listToys", "createToy"]),
        (&["--include", "/v1/**", "--exclude", "POST /**"], &["listToys"]),
        (&["--include", "listPets", "--include", "createToy"], &["listPets", "createToy"]),
        (&["--exclude", "listPets"], &["listToys", "createToy"]),
        (&["--only", "list", "--exclude", "tag:pets"], &["listToys"]),
    ] {
        let Ended { code, text } = run(words);
        assert_eq!(code, Some(0), "{words:?}: {text}");
        assert_eq!(tested(&text), expected, "{words:?}: {text}");
        assert!(text.contains(&format!("{}, ", counted(expected.len(), "operation"))), "{text}");
    }
}

#[test]
fn a_choice_of_nothing_is_a_mistake_that_names_what_is_near() {
    for (words, expected) in [
        (&["--include", "listPest"][..], "`listPest` matches no operation of the document; did you mean `listPets`"),
        (&["--exclude", "tag:pet"], "`tag:pet` matches no operation of the document; did you mean `tag:pets`"),
        (&["--exclude", "/**"], "every operation is excluded"),
        (&["--only", "Pets", "--include", "tag:toys"], "together leave no operation"),
        (&["--class", "above-maximun"], "no class of the operations has `above-maximun` in its name; did you mean `"),
        (&["--class", "("], "`(` is no regular expression of ECMA-262"),
        (&["--check", "boddy"], "no such check; did you mean body"),
        (&["--check", "zzzzzzzz"], "no such check; the checks are allow, body,"),
        (&["--fail-fast", "--max-findings", "2"], "cannot be used with"),
        (&["--max-findings", "0"], "invalid value '0'"),
    ] {
        let Ended { code, text } = run(words);
        assert_eq!(code, Some(2), "{words:?}: {text}");
        assert!(text.contains(expected), "{words:?}: {text}");
    }
}

#[test]
fn classes_are_chosen_with_the_valid_requests_before_them() {
    let all = run(&FAULTS);
    assert!(all.text.contains("query.limit/below-minimum"), "{}", all.text);
    let Ended { code, text } = run(&[&FAULTS[..2], &["--class", "^query\\.limit/(above|at)-max"]].concat());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("FAIL listPets query.limit/above-maximum: invalid-accepted"), "{text}");
    assert!(text.contains("conform valid x") && !text.contains("below-minimum") && !text.contains("method/"), "{text}");
    // What has no such class is not tested.
    assert_eq!(tested(&text), ["listPets", "listToys"]);
    let Ended { code, text } = run(&["--class", "^valid$"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("3 operations, 3 classes"), "{text}");
}

#[test]
fn only_findings_of_chosen_checks_count() {
    let checks = |text: &str| {
        let has = |check: &str| text.contains(&format!(": {check} "));
        (has("body"), has("invalid-accepted"))
    };
    for (words, expected, code) in [
        (&[][..], (true, true), 1),
        (&["--check", "body"], (true, false), 1),
        (&["--check", "invalid-accepted"], (false, true), 1),
        (&["--check", "body", "--check", "invalid-accepted"], (true, true), 1),
        (&["--check", "server-error"], (false, false), 0),
    ] {
        let ended = run(&[&FAULTS[..], words].concat());
        assert_eq!(ended.code, Some(code), "{words:?}: {}", ended.text);
        assert_eq!(checks(&ended.text), expected, "{words:?}: {}", ended.text);
        assert_eq!(ended.text.contains(" 0 do not"), code == 0, "{words:?}: {}", ended.text);
    }
}

#[test]
fn a_run_ends_with_the_failure_of_a_number() {
    let all = run(&FAULTS);
    assert!(all.text.contains("; 2 failures"), "{}", all.text);
    for (words, most) in [(&["--fail-fast"][..], 1), (&["--max-findings", "1"], 1), (&["--max-findings", "2"], 2)] {
        let Ended { code, text } = run(&[&FAULTS[..], words].concat());
        assert_eq!(code, Some(1), "{words:?}: {text}");
        assert!(text.contains(&format!("; {}", counted(most, "failure"))), "{words:?}: {text}");
        assert_eq!(text.matches(" FAIL list").count(), most, "{words:?}: {text}");
        let reason = format!("stopped: the most failures that are asked for were found: {most}");
        assert!(text.contains(&reason), "{words:?}: {text}");
        // What it did not come to is listed.
        assert!(text.contains("nothing was tested: listToys "), "{words:?}: {text}");
    }
    let Ended { code, text } = run(&[&FAULTS[..], &["--max-findings", "9"]].concat());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("; 2 failures") && !text.contains("stopped:"), "{text}");
}

#[test]
fn what_is_not_chosen_keeps_its_snapshots_and_its_failing_cases() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |words: &[&str]| conform(folder.path(), DOCUMENT, &[&["--cases", "4"][..], &FAULTS, words].concat());
    let files = || {
        let mut found = Vec::new();
        let mut folders = vec![folder.path().join("state")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        found
    };
    assert_eq!(run(&["--snapshots", "update"]).code, Some(1));
    let before = files();
    assert!(
        before.iter().any(|file| file.ends_with("valid.snap") || file.extension().is_some_and(|end| end == "snap"))
    );
    for words in
        [&["--class", "below-minimum"][..], &["--check", "server-error"], &["--include", "createToy"], &["--fail-fast"]]
    {
        let ended = run(&[&["--snapshots", "update"], words].concat());
        assert!(matches!(ended.code, Some(0 | 1)), "{words:?}: {}", ended.text);
        assert_eq!(files(), before, "{words:?}: {}", ended.text);
    }
}
