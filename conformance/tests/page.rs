//! The page of a run in a browser.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;
use trueline_conformance::check::{Check, Finding, Severity};
use trueline_conformance::coverage::{CoveragePoint, DocumentCoverage, Goal, PointKind};
use trueline_conformance::redact::Redactor;
use trueline_conformance::report::{Event, Failure, HtmlReport, Reporter, Subject, WithoutSuccess};
use trueline_conformance::target::{Target, TargetConfig};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// In headless Chromium: the page of 5,000 findings, of 500 operations and a document of 40,000 lines, is there within two
/// seconds, fits its window, is filtered by what is typed, and leads to the document's lines. A script behind the page's own
/// writes what it sees into the title.
#[test]
#[ignore = "it needs chromium"]
fn the_page_opens_and_filters_in_a_browser() {
    const PROBE: &str = "<script>addEventListener('load', () => {
        const opened = Math.round(performance.now());
        const of = (id) => document.getElementById(id);
        const search = of('search');
        const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        const visible = (all) => [...document.querySelectorAll(all)].filter((item) => item.offsetParent).length;
        press('/');
        const isFocused = document.activeElement === search;
        const all = of('shown').textContent;
        search.value = 'operation7! BROKEN';
        search.dispatchEvent(new Event('input'));
        const left = of('shown').textContent;
        const findings = visible('.finding');
        of('state').value = 'never';
        of('state').dispatchEvent(new Event('change'));
        const never = of('listed').textContent;
        const isClosed = !document.querySelector('.file').open;
        press('n');
        setTimeout(() => {
            const line = document.activeElement.parentElement;
            const isLine = line.matches('.l.n, .l.p') && `#${line.id}` === location.hash;
            const isOpen = document.querySelector('.file').open && line.getBoundingClientRect().top < innerHeight;
            const fits = document.documentElement.scrollWidth <= innerWidth;
            const active = document.activeElement.outerHTML.slice(0, 80) + location.hash;
            document.title = JSON.stringify({ active, opened, isFocused, all, fits, left, findings, never, isClosed, isLine, isOpen });
        }, 200);
    })</script>";
    let folder = tempfile::tempdir().expect("a folder");
    let page = page_of(folder.path(), 5000);
    assert!(page.contains(" of 40007 lines are shown"), "what does not fit is told");
    println!("{} bytes", page.len());
    let file = folder.path().join("page.html");
    std::fs::write(&file, page.replace("</body>", &format!("{PROBE}</body>"))).expect("written");
    for size in ["1280,900", "400,800"] {
        let output = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"])
            .arg(format!("--window-size={size}"))
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("file://{}", file.display()))
            .output()
            .expect("chromium runs");
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        let title = dom.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).expect("a title").0;
        let seen: Value = serde_json::from_str(title).expect("the script has run");
        for holds in ["isFocused", "fits", "isClosed", "isLine", "isOpen"] {
            assert_eq!(seen[holds], true, "{size}: {holds}: {seen}");
        }
        let texts = [&seen["all"], &seen["left"], &seen["never"]];
        assert_eq!(texts, ["5000 findings", "10 of 5000 findings", "50 of 500 operations"], "{size}: {seen}");
        assert_eq!(seen["findings"], 10, "{size}: {seen}");
        assert!(seen["opened"].as_u64().is_some_and(|opened| opened < 2000), "{size}: {seen}");
        println!("{size}: {seen}");
    }
}

/// A page of so many findings, ten an operation, each operation a cause; of a document of 40,000 lines, of which every fifth
/// has a point.
fn page_of(folder: &Path, findings: usize) -> String {
    let redactor = Redactor::default();
    let text = |text: &str| redactor.redact(text);
    let file = folder.join("openapi.yaml");
    let line = |number| format!("        property{number}: {{type: string, maxLength: {number}}}\n");
    let properties: String = (0..40_000).map(line).collect();
    let head = "openapi: 3.1.0\ninfo: {title: Long, version: '1'}\ncomponents:\n  schemas:\n    Wide:\n      type: object\n      properties:\n";
    std::fs::write(&file, head.to_owned() + &properties).expect("written");
    let name = file.to_string_lossy().into_owned();
    let api = Arc::new(load(&name, &FileSystem, LoadOptions::default()).expect("read").api.expect("right"));
    let target = Target::resolve("t", &TargetConfig::at("http://127.0.0.1:1"), &api, &|_| None).expect("a target");
    let mut report = HtmlReport::of(Arc::new(Subject::new(api, &target, folder)));
    for number in 0..findings {
        let operation = text(&format!("operation{}!", number / 10));
        if number % 10 == 0 {
            let started = Event::OperationStarted {
                key: operation.clone(),
                method: text("GET"),
                path: text("/a"),
                place: text("a.yaml:1:1"),
                classes: 1,
            };
            report.event(&started);
        }
        let message = text(&format!("the answer {} is broken", "x".repeat(number % 50)));
        let failure = Failure {
            number: number + 1,
            cause: number as u64,
            keys: vec![number as u64],
            severity: Severity::Violation,
            is_known: false,
            is_failure: true,
            operation: operation.clone(),
            class: text(&format!("query.member-with-a-long-name/{number}")),
            summary: text("a summary"),
            finding: Finding { check: Check::Body, message, rule: None, is_null: false },
            place: Some(text(&format!("a/long/way/to/the/openapi.yaml:{}:7", number / 10 + 1))),
            line: Some(text("schema: {type: integer}")),
            before: Vec::new(),
            curl: text(&format!("curl 'http://127.0.0.1/{}'", "a".repeat(300))),
            body_file: None,
            status: Some(200),
            answer: text(&"answer ".repeat(140)),
            answer_again: None,
            seed: 0,
            case: number,
            base: None,
        };
        report.event(&Event::Failed(Box::new(failure)));
        if number % 10 == 9 {
            let reason = WithoutSuccess { group: 1, reason: text("404 nothing is there") };
            let without_success = (number % 100 == 99).then_some(reason);
            report.event(&Event::OperationFinished { key: operation.clone(), without_success, fingerprint: 0 });
        }
    }
    let point = |number: usize| CoveragePoint {
        kind: PointKind::Constraint,
        label: text("maxLength"),
        operation: None,
        file: 0,
        line: 8 + number * 5,
        column: 9,
        wanted: [Goal::Accepted, Goal::Refused].into_iter().collect(),
        met: Goal::ALL.into_iter().filter(|goal| *goal == Goal::Accepted && number.is_multiple_of(2)).collect(),
        count: 1,
    };
    let files = vec![(0, text(&name))];
    report.event(&Event::Covered(Arc::new(DocumentCoverage { files, points: (0..8000).map(point).collect() })));
    report.finish()
}
