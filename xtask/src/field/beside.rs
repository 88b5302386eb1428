//! Schemathesis on the same server, with its own defaults.

use std::path::Path;
use std::time::Instant;
use std::{fs, io};

use serde_json::Value;

use super::exchanges::{Exchanges, Operation};
use super::finding::Finding;
use super::outcome::{Outcome, Tool};
use super::suite::LIMITS;
use super::trial::Trial;
use crate::measured::{self, End};

/// Tests a server, and reads what was found: a finding is a kind of failure at an operation.
///
/// # Errors
/// Where it cannot be started, or leaves no report.
pub(super) fn run(program: &Path, trial: &Trial, operations: Vec<Operation>) -> io::Result<Outcome> {
    let (json, har) = (trial.file("schemathesis.json"), trial.file("schemathesis.har"));
    let mut words: Vec<String> = vec!["run".into(), trial.document.display().to_string()];
    words.extend(["--url".into(), trial.base_url(), "--no-color".into(), "--report".into(), "har,json".into()]);
    words.extend(["--report-har-path".into(), har.display().to_string()]);
    words.extend(["--report-json-path".into(), json.display().to_string()]);
    words.extend(trial.schemathesis.iter().cloned());
    let begin = Instant::now();
    let run = measured::run(program, &words, &trial.file("figures"), &LIMITS)?;
    let wall_seconds = begin.elapsed().as_secs_f64();
    let report: Value = match fs::read(&json).map(|text| serde_json::from_slice(&text)) {
        Ok(report) => report?,
        Err(_) => return Err(io::Error::other(format!("Schemathesis left no report: {:?}", run.end))),
    };
    let failures = report["failures"].as_array().into_iter().flatten();
    let broken = match run.end {
        End::Broken(reason) => Some(reason),
        End::Code(_) => None,
    };
    Ok(Outcome {
        tool: Tool::Schemathesis,
        exchanges: Exchanges::read(&har, &operations, &trial.base)?,
        findings: failures.flat_map(findings).collect(),
        operations,
        cpu_seconds: run.cpu_seconds,
        wall_seconds,
        broken,
    })
}

/// The findings of a kind of failure, one for each operation.
fn findings(failure: &Value) -> Vec<Finding> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let finding = |operation: &Value| Finding {
        check: text(&failure["code"]),
        operation: text(operation),
        message: text(&failure["title"]),
        severity: text(&failure["severity"]),
        ..Finding::default()
    };
    failure["operations"].as_array().into_iter().flatten().map(finding).collect()
}
