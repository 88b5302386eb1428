//! The table of all rows, for people and for programs.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use serde_json::Value;
use trueline_spec::render::printable_line;

use super::row::{Cost, Row};

const HEAD: [&str; 15] = [
    "document",
    "operations",
    "schemas",
    "read ms",
    "generate ms",
    "lines",
    "check s",
    "CPU s",
    "peak MiB",
    "warnings",
    "unsupported",
    "types",
    "values",
    "unequal",
    "result",
];

/// Columns of one width each, the names to the left, the figures to the right.
pub(super) fn text(rows: &[Row]) -> String {
    let lines: Vec<[String; 15]> = std::iter::once(HEAD.map(str::to_owned)).chain(rows.iter().map(cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let mut row = format!("{:<width$}", line[0], width = widths[0]);
        for (cell, width) in line.iter().zip(&widths).skip(1) {
            // Writing to a text cannot fail.
            let _ = write!(row, "  {cell:>width$}");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// Writes the rows as JSON.
pub(super) fn write(rows: &[Row], file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, format!("{:#}\n", Value::Array(rows.iter().map(Row::json).collect())))
}

fn cells(row: &Row) -> [String; 15] {
    let told = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        printable_line(&row.document).into_owned(),
        row.operations.to_string(),
        row.schemas.to_string(),
        row.read.as_millis().to_string(),
        row.generate.as_millis().to_string(),
        row.lines.to_string(),
        told(row.check.map(|cost| format!("{:.1}", cost.elapsed.as_secs_f64()))),
        told(row.check.and_then(|cost| cost.processor_seconds).map(|seconds| format!("{seconds:.1}"))),
        told(row.check.and_then(peak)),
        row.warnings.to_string(),
        row.unsupported.to_string(),
        told(row.round_trip.as_ref().map(|found| found.types.to_string())),
        told(row.round_trip.as_ref().map(|found| (found.equal + found.unknown).to_string())),
        told(row.round_trip.as_ref().map(|found| found.failures.to_string())),
        if row.errors.is_empty() { "ok".to_owned() } else { "FAILED".to_owned() },
    ]
}

fn peak(cost: Cost) -> Option<String> {
    cost.peak_kib.map(|kib| (kib / 1024).to_string())
}
