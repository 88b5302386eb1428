//! The report of a part, as `report/json.rs` writes it.

use std::io::Read;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

use super::NoPart;
use crate::check::Check;
use crate::limits::REPORT_SIZE;
use crate::run;

/// The JSON report of a part of a plan.
#[derive(Debug)]
pub struct PartReport {
    /// What messages call it: the name of its file.
    pub name: String,
    pub(super) partition: Partition,
    pub(super) report: Report,
}

impl PartReport {
    /// Reads a report.
    ///
    /// # Errors
    ///
    /// It cannot be read or is too large, is none, or that of a whole run.
    pub fn read(name: &str, report: impl Read) -> Result<Self, NoPart> {
        let mut text = Vec::new();
        report.take(REPORT_SIZE + 1).read_to_end(&mut text).map_err(NoPart::Unreadable)?;
        if text.len() as u64 > REPORT_SIZE {
            return Err(NoPart::TooLarge { most: REPORT_SIZE });
        }
        Self::parse(name, &text)
    }

    /// Reads the text of a report.
    ///
    /// # Errors
    ///
    /// It is none, or that of a whole run.
    pub fn parse(name: &str, text: &[u8]) -> Result<Self, NoPart> {
        let mut report: Report = serde_json::from_slice(text)?;
        if report.version != 1 {
            return Err(NoPart::Version(report.version));
        }
        let partition = report.partition.take().ok_or(NoPart::Whole)?;
        if run::Partition::new(partition.number, partition.of).is_none() {
            return Err(NoPart::Number { number: partition.number, of: partition.of });
        }
        Ok(Self { name: name.to_owned(), partition, report })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    version: u64,
    partition: Option<Partition>,
    #[serde(default)]
    pub document: String,
    #[serde(default)]
    pub target: String,
    #[serde(default)]
    pub base_url: String,
    #[serde(default)]
    pub seed: u64,
    pub summary: Option<Summary>,
    pub failures: Vec<Failure>,
    pub operations: Vec<Operation>,
    pub stopped: Option<Stopped>,
    pub error: Option<String>,
    pub exit: Option<Exit>,
    #[serde(default)]
    pub replays: Vec<Replay>,
    pub cleanup: Option<CleanUp>,
    pub coverage: Option<Coverage>,
    #[serde(default)]
    pub warnings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Partition {
    pub number: usize,
    pub of: usize,
    pub version: String,
    pub document: String,
    pub plan: String,
    pub is_whole: bool,
    pub operations: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    pub operations: u32,
    pub untested_operations: u32,
    pub succeeded_operations: u32,
    pub classes: u32,
    pub unmade_classes: u32,
    pub cut_classes: u32,
    pub requests: u32,
    pub conforming: u32,
    pub violating: u32,
    pub undeclared: u32,
    pub undecided: u32,
    pub replays: Replays,
    pub snapshots: Snapshots,
}

#[derive(Debug, Deserialize)]
pub(super) struct Replays {
    pub failing: u32,
    pub fixed: u32,
    pub gone: u32,
    pub undecided: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Snapshots {
    pub same: u32,
    pub different: u32,
    pub missing: u32,
    pub written: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Failure {
    #[serde(deserialize_with = "hex")]
    pub cause: u64,
    #[serde(deserialize_with = "hexes")]
    pub keys: Vec<u64>,
    pub operation: String,
    pub class: String,
    pub summary: String,
    pub check: Check,
    pub severity: String,
    #[serde(default)]
    pub known: bool,
    #[serde(rename = "isFailure")]
    pub fails: bool,
    pub message: String,
    pub rule: Option<String>,
    pub line: Option<String>,
    #[serde(default)]
    pub before: Vec<Step>,
    pub curl: String,
    pub body_file: Option<PathBuf>,
    pub status: Option<u16>,
    pub answer: String,
    pub answer_again: Option<String>,
    #[serde(default)]
    pub also: Vec<Elsewhere>,
    pub seed: u64,
    pub case: usize,
    pub base: Option<usize>,
}

/// What of the document a part has seen, all of it.
#[derive(Debug, Deserialize)]
pub(super) struct Coverage {
    #[serde(default)]
    pub files: Vec<File>,
    #[serde(default)]
    pub points: Vec<Point>,
}

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub number: u32,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Point {
    pub kind: String,
    pub name: String,
    pub operation: Option<usize>,
    pub file: usize,
    pub line: usize,
    pub column: usize,
    pub wanted: Vec<String>,
    pub met: Vec<String>,
    pub count: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub curl: String,
    pub answer: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Elsewhere {
    pub operation: String,
    pub classes: Vec<String>,
    #[serde(default, deserialize_with = "hexes")]
    pub keys: Vec<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    pub key: String,
    pub method: String,
    pub path: String,
    pub place: String,
    /// Not there where the run ended within the operation.
    pub classes: Option<Vec<Class>>,
    #[serde(default, deserialize_with = "hex")]
    pub fingerprint: u64,
    pub without_success: Option<String>,
    #[serde(default, deserialize_with = "hex")]
    pub without_success_cause: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Class {
    pub name: String,
    pub summary: String,
    pub conforming: u32,
    pub violating: u32,
    pub undeclared: u32,
    pub undecided: u32,
    pub reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Stopped {
    pub kind: String,
    pub reason: String,
    pub operations: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Exit {
    pub code: u8,
}

#[derive(Debug, Deserialize)]
pub(super) struct Replay {
    pub operation: String,
    pub class: String,
    pub check: Check,
    pub outcome: String,
    pub reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CleanUp {
    pub removed: u32,
    pub left: Vec<Left>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Left {
    pub path: String,
    pub count: u32,
    pub reason: String,
}

fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    number(&String::deserialize(deserializer)?)
}

fn hexes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|text| number(text)).collect()
}

fn number<E: serde::de::Error>(text: &str) -> Result<u64, E> {
    u64::from_str_radix(text, 16).map_err(|_| E::custom(format!("`{text}` has no 16 hexadecimal digits")))
}
