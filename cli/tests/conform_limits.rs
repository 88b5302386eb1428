//! The limits of `trueline conform` by their flags, and the exit codes of runs that a limit ends.

mod support;

use std::time::{Duration, Instant};

use support::{conform, document, serve};

fn with_body(length: usize) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    format!("{head} {}\r\n\r\n\"{}\"", length + 2, "x".repeat(length)).into_bytes()
}

#[test]
fn the_size_of_answers_that_are_read_is_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = serve(|_| Some(with_body(3 << 20)));
    let run = |size: &str| {
        conform(folder.path(), &document(1), &["--base-url", &address, "--cases", "2", "--max-answer-size", size])
    };
    let small = run("2");
    assert!(small.text.contains("(limit `answer-size`: 2097152)"), "{}", small.text);
    assert!(small.text.contains("undecided"), "{}", small.text);
    let large = run("4");
    assert_eq!(large.code, Some(0), "{}", large.text);
    assert!(!large.text.contains("`answer-size`"), "{}", large.text);
}

#[test]
fn the_size_of_heads_that_are_read_is_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = serve(|_| {
        let head = format!("HTTP/1.1 200 OK\r\nx-more: {}\r\ncontent-type: application/json\r\n", "y".repeat(30_000));
        Some(format!("{head}content-length: 3\r\n\r\n\"x\"").into_bytes())
    });
    let run = |size: &str| {
        conform(folder.path(), &document(1), &["--base-url", &address, "--cases", "2", "--max-answer-head", size])
    };
    let small = run("8");
    assert!(small.text.contains("(limit `answer-head`: 8192)"), "{}", small.text);
    assert_ne!(small.code, Some(0), "{}", small.text);
    let large = run("64");
    assert_eq!(large.code, Some(0), "{}", large.text);
    assert!(!large.text.contains("`answer-head`"), "{}", large.text);
}

#[test]
fn a_run_without_time_ends_with_what_was_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let slow = serve(|_| {
        std::thread::sleep(Duration::from_millis(150));
        Some(with_body(1))
    });
    let run = |words: &[&str]| {
        conform(folder.path(), &document(40), &[&["--base-url", slow.as_str(), "--cases", "1"], words].concat())
    };
    let began = Instant::now();
    let ended = run(&["--max-time", "2s"]);
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(ended.text.contains("the time of the run is over (limit `max-time`: 2 s)"), "{}", ended.text);
    assert!(ended.text.contains("nothing was tested: things"), "{}", ended.text);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let ended = run(&["--max-operation-time", "100ms", "--max-time", "3s"]);
    assert!(ended.text.contains("(limit `max-operation-time`: 0.1 s)"), "{}", ended.text);
}

#[test]
fn a_target_that_hangs_ends_the_run_with_its_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    // Each operation sends two requests, so that three time-outs in a row are those of several.
    let hanging = serve(|number| (number < 3).then(|| with_body(1)));
    let began = Instant::now();
    let ended = conform(folder.path(), &document(5), &["--base-url", &hanging, "--timeout", "1"]);
    assert_eq!(ended.code, Some(3), "{}", ended.text);
    assert!(ended.text.contains("the target does not answer any more: 3 time-outs in a row"), "{}", ended.text);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[test]
fn work_is_counted_and_what_is_beyond_it_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let array = "{type: array, minItems: 2000, items: {type: string, minLength: 200}}";
    let body = format!("requestBody: {{required: true, content: {{application/json: {{schema: {array}}}}}}}");
    let answers = "responses: {'200': {description: d}, '400': {description: d}}";
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /things: {{post: {{operationId: make, {body}, {answers}}}}}\n"
    );
    let little = conform(folder.path(), &document, &["--max-work", "1"]);
    assert!(little.text.contains("`max-work`"), "{}", little.text);
    assert!(matches!(little.code, Some(0 | 2)), "{:?} {}", little.code, little.text);
    let much = conform(folder.path(), &document, &["--max-work", "10000", "--cases", "10"]);
    assert_eq!(much.code, Some(0), "{}", much.text);
    assert!(!much.text.contains("`max-work`"), "{}", much.text);
}

#[test]
fn what_is_no_limit_is_a_usage_error() {
    let folder = tempfile::tempdir().expect("a folder");
    for words in [
        ["--max-work", "0"],
        ["--max-time", "soon"],
        ["--max-operation-time", "0s"],
        ["--max-answer-size", "0"],
        ["--max-answer-head", "7"],
    ] {
        let ended = conform(folder.path(), &document(1), &words);
        assert_eq!(ended.code, Some(2), "{words:?} {}", ended.text);
        assert!(ended.text.contains(words[0]), "{words:?} {}", ended.text);
    }
}
