//! The table, and what is told below it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trueline_spec::render::printable;

use super::finding::Finding;
use super::outcome::Outcome;
use super::verdicts::{Judged, Verdict};

/// The head of the table.
pub(super) const HEAD: &str = "server | tool | operations | succeeded | requests | findings | causes | true | false | \
                               noise | new | by severity | by check | 5xx | CPU s | wall s\n\
                               - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | -";

/// A row of the table.
pub(super) fn row(server: &str, outcome: &Outcome, judged: &Judged<'_, '_>) -> String {
    let verdict = |verdict| judged.count(verdict).to_string();
    let listed = |counts: BTreeMap<&str, usize>| {
        counts.into_iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    };
    let mut cells = vec![server.to_owned(), outcome.tool.name().to_owned()];
    cells.extend([outcome.operations.len(), outcome.exchanges.succeeded()].map(|count| count.to_string()));
    cells.extend([outcome.exchanges.requests, outcome.findings.len(), judged.causes()].map(|count| count.to_string()));
    cells.extend([Verdict::True, Verdict::False, Verdict::Noise].map(verdict));
    cells.push(judged.new.len().to_string());
    cells.push(listed(count_by(outcome, |finding| &finding.severity)));
    cells.push(listed(count_by(outcome, |finding| &finding.check)));
    cells.push(outcome.exchanges.failures().len().to_string());
    cells.extend([outcome.cpu_seconds, outcome.wall_seconds].map(|seconds| format!("{seconds:.1}")));
    if let Some(reason) = &outcome.broken {
        cells.push(format!("BROKEN: {reason}"));
    }
    printable(&cells.join(" | ")).into_owned()
}

/// What is new and what is gone, a line each.
pub(super) fn changes(server: &str, outcome: &Outcome, judged: &Judged<'_, '_>) -> String {
    let tool = outcome.tool.name();
    let new = judged.new.iter().map(|finding| format!("new  | {server} | {tool} | {}\n", finding.line()));
    let gone = judged.gone.iter().map(|cause| format!("gone | {server} | {tool} | {}\n", cause.reason));
    printable(&new.chain(gone).collect::<String>()).into_owned()
}

/// The same for programs.
pub(super) fn json(server: &str, outcome: &Outcome, judged: &Judged<'_, '_>) -> Value {
    let finding = |finding: &&Finding| {
        json!({
            "check": finding.check, "severity": finding.severity, "operation": finding.operation, "class": finding.class,
            "message": finding.message, "answer": finding.answer, "curl": finding.request,
        })
    };
    let failure = |((method, path), status): (&super::exchanges::Operation, u64)| json!([method, path, status]);
    json!({
        "server": server,
        "tool": outcome.tool.name(),
        "operations": outcome.operations.len(),
        "succeeded": outcome.exchanges.succeeded(),
        "requests": outcome.exchanges.requests,
        "findings": outcome.findings.len(),
        "causes": judged.causes(),
        "true": judged.count(Verdict::True),
        "false": judged.count(Verdict::False),
        "noise": judged.count(Verdict::Noise),
        "bySeverity": count_by(outcome, |finding| &finding.severity),
        "byCheck": count_by(outcome, |finding| &finding.check),
        "serverErrors": outcome.exchanges.failures().into_iter().map(failure).collect::<Vec<_>>(),
        "cpuSeconds": outcome.cpu_seconds,
        "wallSeconds": outcome.wall_seconds,
        "broken": outcome.broken,
        "new": judged.new.iter().map(finding).collect::<Vec<_>>(),
        "gone": judged.gone.iter().map(|cause| &cause.reason).collect::<Vec<_>>(),
    })
}

fn count_by(outcome: &Outcome, what: fn(&Finding) -> &String) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in &outcome.findings {
        *counts.entry(what(finding).as_str()).or_default() += 1;
    }
    counts
}
