//! SARIF 2.1.0 (OASIS), as code scanning reads it: findings at the lines of the document.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};
use trueline_spec::render::{printable, printable_json};

use super::repeats::Repeats;
use super::{Event, Failure, Reporter, Subject};
use crate::check::Check;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Collects findings, to be written at the end of a run.
#[derive(Debug)]
pub struct SarifReport {
    subject: Arc<Subject>,
    failures: Vec<Failure>,
    repeats: Repeats,
    /// Why the run ended before its plan, or has no result.
    stopped: Option<String>,
    is_complete: bool,
    /// How the program ends.
    exit: Option<(u8, String)>,
}

impl Reporter for SarifReport {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Failed(failure) => self.failures.push((**failure).clone()),
            Event::Repeated(repeated) => self.repeats.add(repeated),
            Event::Stopped(stopped) => self.stopped = Some(stopped.reason.to_string()),
            Event::Aborted { reason } => self.stopped = Some(reason.to_string()),
            Event::Finished(_) => self.is_complete = true,
            Event::Concluded { code, reason } => self.exit = Some((*code, reason.to_string())),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        let text = serde_json::to_string_pretty(&self.log()).unwrap_or_default();
        format!("{}\n", printable_json(&text))
    }
}

impl SarifReport {
    /// Findings in a document.
    #[must_use]
    pub fn new(subject: Arc<Subject>) -> Self {
        Self {
            subject,
            failures: Vec::new(),
            repeats: Repeats::default(),
            stopped: None,
            is_complete: false,
            exit: None,
        }
    }

    /// The whole log (section 3.13).
    #[must_use]
    pub fn log(&self) -> Value {
        let checks: BTreeSet<Check> = self.failures.iter().map(|failure| failure.finding.check).collect();
        let rules: Vec<Value> = checks.iter().map(|check| rule(*check)).collect();
        let index = |check| checks.iter().position(|other| *other == check);
        let results: Vec<Value> =
            self.failures.iter().map(|failure| self.result(failure, index(failure.finding.check))).collect();
        let mut invocation = json!({ "executionSuccessful": self.is_complete });
        if let Some(reason) = &self.stopped {
            let level = if self.is_complete { "warning" } else { "error" };
            invocation["toolExecutionNotifications"] =
                json!([{ "level": level, "message": { "text": printable(reason) } }]);
        }
        if let Some((code, reason)) = &self.exit {
            invocation["exitCode"] = json!(code);
            invocation["exitCodeDescription"] = json!(printable(reason));
        }
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "Trueline",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                } },
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }

    /// A finding (section 3.27).
    fn result(&self, failure: &Failure, rule: Option<usize>) -> Value {
        let location = self.subject.location(failure);
        let mut place =
            json!({ "logicalLocations": [{ "fullyQualifiedName": failure.operation, "kind": "function" }] });
        if let Some(location) = location {
            place["physicalLocation"] = json!({
                "artifactLocation": { "uri": location.uri() },
                "region": { "startLine": location.line, "startColumn": location.column },
            });
        }
        json!({
            "ruleId": failure.finding.check,
            "ruleIndex": rule,
            "level": if failure.is_failure { "error" } else { "note" },
            "message": { "text": self.message(failure) },
            "locations": [place],
            "partialFingerprints": { "truelineFinding/v1": format!("{:016x}", failure.cause) },
            "properties": {
                "severity": failure.severity,
                "known": failure.is_known,
                "operation": failure.operation,
                "class": failure.class,
                "request": failure.curl,
                "answer": failure.answer,
                "seed": failure.seed,
                "case": failure.case,
            },
        })
    }

    fn message(&self, failure: &Failure) -> String {
        let mut text = format!("{} {}: {}", failure.operation, failure.class, failure.finding.message);
        let others: Vec<&str> = self.repeats.others(failure).collect();
        if !others.is_empty() {
            let _ = write!(text, "\nalso in: {}", others.join(", "));
        }
        for step in &failure.before {
            let _ = write!(text, "\nbefore: {}\nanswer: {}", step.curl, step.answer);
        }
        let _ = write!(text, "\nrequest: {}\nanswer: {}", failure.curl, failure.answer);
        if let Some(again) = &failure.answer_again {
            let _ = write!(text, "\nanswer when it was sent again: {again}");
        }
        printable(&text).into_owned()
    }
}

/// A check as a rule (section 3.49).
fn rule(check: Check) -> Value {
    json!({
        "id": check,
        "shortDescription": { "text": check.summary() },
        "helpUri": concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/LAWS.md"),
    })
}
