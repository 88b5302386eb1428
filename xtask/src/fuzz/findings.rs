//! What a document's own mock is accused of: the suite and the mock read one document, so that each finding is a
//! disagreement of two readings, or a silence of the document.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Checks whose findings come from what a document does not declare: its silence, and no disagreement.
const SILENCE: [&str; 1] = ["undeclared-status"];

/// Findings by their kind, with the number of documents and the first of these.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kinds: BTreeMap<String, (usize, u64)>,
    documents: usize,
    disagreeing: usize,
}

impl Findings {
    /// Adds those of one document's report.
    pub(super) fn add(&mut self, number: u64, report: &Path) {
        let report: Value =
            fs::read(report).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let failures = report["failures"].as_array().map_or(&[][..], Vec::as_slice);
        let mut kinds: Vec<String> = failures.iter().map(kind).collect();
        kinds.sort();
        kinds.dedup();
        self.documents += usize::from(!kinds.is_empty());
        self.disagreeing += usize::from(kinds.iter().any(|kind| !is_silence(kind)));
        for kind in kinds {
            self.kinds.entry(kind).or_insert((0, number)).0 += 1;
        }
    }

    /// How many documents have a finding that is no silence.
    pub(super) fn disagreeing(&self) -> usize {
        self.disagreeing
    }

    /// A table of the kinds.
    pub(super) fn table(&self) -> String {
        let mut text = format!(
            "{} documents have findings of their own mock, {} of them other than a document's silence\n",
            self.documents, self.disagreeing
        );
        for (kind, (count, first)) in &self.kinds {
            let _ = writeln!(text, "{count:>6} documents, first {first}: {kind}");
        }
        text
    }
}

fn is_silence(kind: &str) -> bool {
    SILENCE.iter().any(|check| kind.starts_with(check))
}

/// The check, the class without its place, and the message without what it quotes.
fn kind(failure: &Value) -> String {
    let text = |field: &str| failure[field].as_str().unwrap_or_default().to_owned();
    let message: String = text("message").lines().next().unwrap_or_default().chars().take(200).collect();
    let mut plain = String::new();
    for (index, part) in message.split('`').enumerate() {
        plain.push_str(if index % 2 == 0 { part } else { "`…`" });
    }
    let class = text("class");
    let class = class.rsplit('/').next().unwrap_or_default();
    format!("{} | {class} | {plain}", text("check"))
}
