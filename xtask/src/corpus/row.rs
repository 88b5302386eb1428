//! What is known of one document.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::round_trip::{RoundTrip, Subject};

/// What one document gave and cost.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The file's name.
    pub document: String,
    /// The name of its package, and of the package's folder.
    pub package: String,
    /// The folder of its package; empty where nothing was generated.
    pub folder: PathBuf,
    /// How many operations it declares.
    pub operations: usize,
    /// How many named schemas it declares.
    pub schemas: usize,
    /// How long it took to read.
    pub read: Duration,
    /// How long it took to plan and to write.
    pub generate: Duration,
    /// How many lines of Rust were written.
    pub lines: usize,
    /// What compiling it cost.
    pub check: Option<Cost>,
    /// How many mistakes the reader told of that leave the meaning clear.
    pub warnings: usize,
    /// How many things the client leaves out.
    pub unsupported: usize,
    /// What its values are judged by; none where nothing was generated.
    pub subject: Option<Subject>,
    /// What its values said of the client.
    pub round_trip: Option<RoundTrip>,
    /// Why it failed; empty where it did not.
    pub errors: Vec<String>,
}

/// What a compilation cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// How long it took.
    pub elapsed: Duration,
    /// Seconds of processors; none where the system does not tell.
    pub processor_seconds: Option<f64>,
    /// The greatest memory of a process, in KiB; none where the system does not tell.
    pub peak_kib: Option<u64>,
}

impl Row {
    /// Whether there is a package.
    pub(super) fn is_generated(&self) -> bool {
        !self.folder.as_os_str().is_empty()
    }

    /// As it stands in the table's file.
    pub(super) fn json(&self) -> Value {
        json!({
            "document": self.document,
            "operations": self.operations,
            "schemas": self.schemas,
            "read_ms": self.read.as_millis(),
            "generate_ms": self.generate.as_millis(),
            "lines": self.lines,
            "check_s": self.check.map(|cost| cost.elapsed.as_secs_f64()),
            "check_processor_s": self.check.and_then(|cost| cost.processor_seconds),
            "check_peak_kib": self.check.and_then(|cost| cost.peak_kib),
            "warnings": self.warnings,
            "unsupported": self.unsupported,
            "round_trip": self.round_trip.as_ref().map(|found| json!({
                "types": found.types,
                "without_values": found.without_values,
                "equal": found.equal,
                "unknown": found.unknown,
                "failures": found.failures,
            })),
            "errors": self.errors,
        })
    }
}
