//! `trueline conform` on a server.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, io};

use serde_json::Value;

use super::exchanges::Exchanges;
use super::finding::Finding;
use super::outcome::{Outcome, Tool};
use super::trial::Trial;
use crate::measured::{self, End, Limits};

/// A run may cost whatever it does; what never ends is ended.
pub(super) const LIMITS: Limits =
    Limits { cpu_seconds: f64::MAX, memory_mib: u64::MAX, wall: Duration::from_secs(3600) };

/// Tests a server, and reads what was found.
///
/// # Errors
/// Where the program cannot be started, or leaves no report.
pub(super) fn run(program: &Path, trial: &Trial, max_time: &str) -> io::Result<Outcome> {
    let (json, har) = (trial.file("trueline.json"), trial.file("trueline.har"));
    let text = trial.file("trueline.txt");
    let report = |format: &str, file: &Path| format!("{format}={}", file.display());
    let mut words: Vec<String> = vec!["conform".into(), trial.document.display().to_string()];
    words.extend(["--base-url".into(), trial.base_url(), "--snapshots".into(), "off".into()]);
    words.extend(["--max-time".into(), max_time.into()]);
    words.extend(["--state".into(), trial.file("state").display().to_string()]);
    for (format, file) in [("json", &json), ("har", &har), ("text", &text)] {
        words.extend(["--report".into(), report(format, file)]);
    }
    words.extend(trial.conform.iter().cloned());
    let begin = Instant::now();
    let run = measured::run(program, &words, &trial.file("figures"), &LIMITS)?;
    let wall_seconds = begin.elapsed().as_secs_f64();
    let report: Value = match fs::read(&json).map(|text| serde_json::from_slice(&text)) {
        Ok(report) => report?,
        Err(_) => return Err(io::Error::other(format!("`trueline conform` left no report: {:?}", run.end))),
    };
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let operation = |of: &Value| (text(&of["method"]).to_uppercase(), text(&of["path"]));
    let operations: Vec<_> = list("operations").iter().map(operation).collect();
    let stopped = [&report["error"], &report["stopped"]["reason"]].into_iter().find_map(Value::as_str);
    let broken = match run.end {
        End::Broken(reason) => Some(reason),
        End::Code(_) => stopped.map(ToOwned::to_owned),
    };
    Ok(Outcome {
        tool: Tool::Trueline,
        exchanges: Exchanges::read(&har, &operations, &trial.base)?,
        findings: list("failures").iter().map(Finding::of_suite).collect(),
        operations,
        cpu_seconds: run.cpu_seconds,
        wall_seconds,
        broken,
    })
}
