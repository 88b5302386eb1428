//! Ctrl-C, and the signal of supervisors: everything that was found so far is in every report.
#![cfg(unix)]

mod support;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::{document, serve};

/// A run that is under way.
struct Running(Child);

impl Running {
    fn start(folder: &Path, operations: usize, words: &[&str]) -> Self {
        let file = folder.join("api.yaml");
        std::fs::write(&file, document(operations)).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
        command.arg("conform").arg(&file).arg("--state").arg(folder.join("state")).args(words);
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs"))
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        assert!(status.expect("it runs").success());
    }

    /// The exit code, where it ends in a time; -1 where a signal ended it.
    fn ends_within(&mut self, time: Duration) -> Option<i32> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            if let Some(status) = self.0.try_wait().expect("a process") {
                return Some(status.code().unwrap_or(-1));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A server whose bodies are none of the declared type, and which answers no more after some requests: its address, and how
/// many there were.
fn wrong_until(answered: usize) -> (String, Arc<AtomicUsize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let address = serve(move |number| {
        counted.fetch_add(1, Ordering::SeqCst);
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n7";
        (number < answered).then(|| answer.as_bytes().to_vec())
    });
    (address, requests)
}

fn wait_until(what: &str, mut is_there: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_there() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_was_found_is_in_every_report() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().expect("a folder");
        let (address, requests) = wrong_until(60);
        let file = |name: &str| folder.path().join(name);
        let reports: Vec<String> = ["text", "json", "junit", "sarif", "github", "html", "har"]
            .iter()
            .map(|format| format!("{format}={}", file(format).display()))
            .collect();
        let mut words = vec!["--base-url", &address, "--timeout", "3600", "--cases", "1", "--concurrency", "1"];
        words.extend(reports.iter().flat_map(|report| ["--report", report.as_str()]));
        let mut running = Running::start(folder.path(), 40, &words);
        wait_until("no request hangs", || requests.load(Ordering::SeqCst) > 60);
        running.signal(signal);
        assert_eq!(running.ends_within(Duration::from_secs(20)), Some(130), "{signal}");
        let read = |name: &str| std::fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = read("text");
        assert!(
            text.contains("\nstopped: the run was interrupted\noperations of which nothing was tested: things"),
            "{text}"
        );
        assert!(text.contains("FAIL things0 valid: body"), "{text}");
        assert!(text.ends_with("\nexit code 130: the run was interrupted; what was found before is above\n"), "{text}");
        let json: serde_json::Value = serde_json::from_str(&read("json")).expect("JSON");
        assert_eq!((&json["stopped"]["kind"], &json["exit"]["code"]), (&"interrupted".into(), &130.into()));
        assert_eq!(json["failures"][0]["check"], "body", "{json}");
        assert!(json["stopped"]["operations"].as_array().is_some_and(|left| !left.is_empty()), "{json}");
        assert!(
            json["failures"].as_array().is_some_and(|found| found.iter().all(|one| one["check"] == "body")),
            "{json}"
        );
        for (report, found) in [
            ("junit", "not reached: the run was interrupted"),
            ("sarif", r#""exitCode": 130"#),
            ("github", "::warning title=Trueline::stopped: the run was interrupted"),
            ("html", "The run ended before its plan: the run was interrupted"),
            ("har", r#""entries""#),
        ] {
            let text = read(report);
            assert!(text.contains(found), "{report}: {text}");
        }
        assert!(read("junit").contains("<failure") && read("sarif").contains(r#""level": "error""#));
    }
}

#[test]
fn the_second_time_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (address, requests) = wrong_until(usize::MAX);
    // Nobody reads what it prints, so that it waits for that in the end.
    let mut running = Running::start(folder.path(), 600, &["--base-url", &address, "--cases", "1"]);
    let mut before = 0;
    wait_until("it does not wait", || {
        std::thread::sleep(Duration::from_secs(1));
        std::mem::replace(&mut before, requests.load(Ordering::SeqCst)) == requests.load(Ordering::SeqCst)
            && before > 100
    });
    running.signal("INT");
    assert_eq!(running.ends_within(Duration::from_secs(1)), None, "it still has something to write");
    running.signal("INT");
    assert_eq!(running.ends_within(Duration::from_secs(10)), Some(130));
}
