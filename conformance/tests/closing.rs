//! What stands at the end of a text: tables by check and by operation, what never succeeded and why, numbers with their nouns, and
//! lines of the terminal's width.

use std::path::{Path, PathBuf};

use trueline_conformance::check::{Check, Finding, Severity};
use trueline_conformance::redact::{Redacted, Redactor};
use trueline_conformance::report::{
    Event, Failure, HtmlReport, Repeated, Reporter, StepSummary, StopKind, Stopped, Summary, TextReport, TextStyle,
    WithoutSuccess,
};

/// Nouns that stand behind numbers in texts.
const NOUNS: [&str; 12] = [
    "failures",
    "new failures",
    "operations",
    "classes",
    "requests",
    "findings",
    "errors",
    "warnings",
    "named schemas",
    "more operations",
    "more findings",
    "parts were",
];

fn text(text: &str) -> Redacted {
    Redactor::default().redact(text)
}

fn started(key: &str) -> Event {
    Event::OperationStarted {
        key: text(key),
        method: text("GET"),
        path: text("/things"),
        place: text("a.yaml:1:1"),
        classes: 1,
    }
}

fn finished(key: &str, reason: Option<(u64, &str)>) -> Event {
    let without_success = reason.map(|(group, reason)| WithoutSuccess { group, reason: text(reason) });
    Event::OperationFinished { key: text(key), without_success, fingerprint: 0 }
}

fn failed(number: usize, operation: &str, check: Check) -> Failure {
    Failure {
        number,
        cause: number as u64,
        keys: vec![number as u64],
        severity: Severity::Violation,
        is_known: false,
        is_failure: true,
        operation: text(operation),
        class: text("query.limit/above-maximum"),
        summary: text("a limit that is too large"),
        finding: Finding { check, message: text("it is wrong"), rule: None, is_null: false },
        place: Some(text("openapi.yaml:1:1")),
        line: Some(text("maximum: 200")),
        before: Vec::new(),
        curl: text("curl 'http://127.0.0.1/things?limit=201'"),
        body_file: None,
        status: Some(200),
        answer: text("200"),
        answer_again: None,
        seed: 0,
        case: 0,
        base: None,
    }
}

/// A run of 30 operations with 14 causes: some known, some noted, one that shows in several operations.
fn many() -> Vec<Event> {
    const CHECKS: [Check; 3] = [Check::InvalidAccepted, Check::ServerError, Check::Body];
    let mut events = vec![Event::Started {
        title: text("Things 1"),
        target: text("t"),
        base_url: text("http://127.0.0.1"),
        seed: 0,
        operations: 30,
        part: None,
    }];
    for number in 0..30 {
        let key = format!("getThingNumber{number:02}OfManyThings");
        events.push(started(&key));
        if number < 14 {
            let failure = failed(number + 1, &key, CHECKS[number % 3]);
            let failure = match number {
                3 | 4 => Failure { is_known: true, is_failure: false, ..failure },
                5 => Failure { severity: Severity::Unstable, is_failure: false, ..failure },
                _ => failure,
            };
            events.push(Event::Failed(Box::new(failure)));
        }
        if number % 2 == 0 && number > 0 {
            let class = text("query.limit/above-maximum");
            events.push(Event::Repeated(Repeated { number: 1, keys: Vec::new(), operation: text(&key), class }));
        }
        let reason = match number {
            20..=24 => Some((1, "404 Not Found: nothing of that name is there, whatever is asked for")),
            26 => Some((2, "not made: no value is known for `path.id`")),
            _ => None,
        };
        events.push(finished(&key, reason));
    }
    let summary = Summary {
        operations: 30,
        classes: 30,
        requests: 90,
        conforming: 60,
        violating: 30,
        failures: 11,
        ..Summary::default()
    };
    events.push(Event::Finished(Summary { noted: 3, known: 2, ..summary }));
    events
}

/// A run with one of everything.
fn one_of_each() -> Vec<Event> {
    let mut events = vec![Event::Started {
        title: text("Thing 1"),
        target: text("t"),
        base_url: text("http://127.0.0.1"),
        seed: 1,
        operations: 1,
        part: None,
    }];
    events.extend([started("getThing"), Event::Failed(Box::new(failed(1, "getThing", Check::Body)))]);
    let class = text("valid");
    events.push(Event::Repeated(Repeated { number: 1, keys: Vec::new(), operation: text("listThings"), class }));
    events.push(finished("getThing", Some((1, "404"))));
    let operations = vec![text("addThing")];
    events.push(Event::Stopped(Stopped { kind: StopKind::Time, reason: text("its time was over"), operations }));
    let summary = Summary { operations: 1, classes: 1, requests: 1, conforming: 1, violating: 1, ..Summary::default() };
    events.push(Event::Finished(Summary { undeclared: 1, undecided: 1, failures: 1, noted: 1, ..summary }));
    events
}

fn told(events: &[Event], style: TextStyle) -> String {
    let mut report = TextReport::new(style);
    let told: String = events.iter().map(|event| report.text(event)).collect();
    told + &report.finish()
}

/// What is reported after the last operation.
fn end(events: &[Event], width: usize) -> String {
    let told = told(events, TextStyle { width, has_colours: false });
    let (_, end) = told.split_once("\nfailed:").expect("the list of failures");
    format!("failed:{end}")
}

fn kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("closing");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn many_findings_are_counted_by_check_and_by_operation() {
    kept("many", &end(&many(), 120));
}

#[test]
fn the_end_has_the_width_of_the_terminal() {
    let narrow = end(&many(), 60);
    let longest = narrow.lines().map(|line| line.chars().count()).max();
    // The last line is the run in numbers.
    let wrapped = narrow.lines().rev().skip(1).map(|line| line.chars().count()).max();
    assert!(wrapped.is_some_and(|longest| longest <= 60), "{longest:?}: {narrow}");
    assert!(narrow.split_whitespace().count() > 100);
    kept("narrow", &narrow);
}

#[test]
fn one_of_each_is_no_plural() {
    let text = end(&one_of_each(), 120);
    kept("one", &text);
    let mut page = HtmlReport::default();
    let mut summary = StepSummary::default();
    for event in one_of_each() {
        page.event(&event);
        summary.event(&event);
    }
    let whole = told(&one_of_each(), TextStyle::default());
    for text in [whole, page.finish(), summary.finish()] {
        assert_eq!(wrong_plurals(&text), Vec::<String>::new(), "{text}");
    }
}

/// In every text of a report or a command line that is kept for tests.
#[test]
fn no_text_that_is_kept_counts_one_as_several() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/reports", "tests/closing", "tests/coverage", "../cli/tests/cases"];
    let files: Vec<PathBuf> = folders.iter().flat_map(|folder| snapshots_below(&root.join(folder))).collect();
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("read");
        assert_eq!(wrong_plurals(&text), Vec::<String>::new(), "{}", file.display());
    }
}

/// Where a text counts one and names several.
fn wrong_plurals(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_one = |word: &str| word.trim_start_matches(['(', '>', '*']) == "1";
    let behind = |at: usize| words[at + 1..].join_of(3);
    let ones = words.iter().enumerate().filter(|(_, word)| is_one(word));
    ones.map(|(at, _)| behind(at)).filter(|text| NOUNS.iter().any(|noun| is_noun(text, noun))).collect()
}

fn is_noun(text: &str, noun: &str) -> bool {
    text.strip_prefix(noun).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

trait JoinOf {
    fn join_of(&self, most: usize) -> String;
}

impl JoinOf for [&str] {
    fn join_of(&self, most: usize) -> String {
        self.iter().take(most).copied().collect::<Vec<_>>().join(" ")
    }
}

fn snapshots_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.flat_map(|path| if path.is_dir() { snapshots_below(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|ending| ending == "snap")).collect()
}
