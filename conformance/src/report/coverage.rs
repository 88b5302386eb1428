//! What of the document was seen, as the end of a text and as JSON have it.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Value, json};
use trueline_spec::render::printable_line;

use super::style::{Ink, TextStyle};
use crate::coverage::{CoveragePoint, DocumentCoverage, Goal, Goals, PointKind};

/// Points that JSON lists; the others are counted.
const LISTED: usize = 10_000;

/// How much of the document was seen, a line for each kind of points; and all that was not, where it is asked for.
pub(super) fn text(coverage: &DocumentCoverage, lists_missing: bool, style: TextStyle) -> String {
    let totals = by_kind(coverage);
    if totals.is_empty() {
        return String::new();
    }
    let hint = if lists_missing { "" } else { " (`--coverage` lists what was not seen)" };
    let mut text = format!("\n{}{hint}:\n", style.paint(Ink::Title, "coverage of the document"));
    for (kind, counts) in totals {
        let _ = writeln!(text, "  {:<18} {}", kind.plural(), counts.join(", "));
    }
    if lists_missing {
        let _ = writeln!(text, "\n{}:", style.paint(Ink::Doubt, "not covered"));
        for point in coverage.missing() {
            let line = format!("  {}: {}: {}", coverage.place(point), name(coverage, point), point.never());
            let _ = writeln!(text, "{}", printable_line(&line));
        }
    }
    text
}

/// How many points of each kind met each goal: `12 of 14 sent`.
pub(super) fn by_kind(coverage: &DocumentCoverage) -> IndexMap<PointKind, Vec<String>> {
    let mut found: IndexMap<PointKind, Vec<String>> = IndexMap::new();
    for total in coverage.totals() {
        let word = total.kind.word(total.goal);
        found.entry(total.kind).or_default().push(format!("{} of {} {word}", total.met, total.wanted));
    }
    found
}

/// What people call a point: ``constraint `maximum: 200` ``, ``status `404` of `getPet` ``.
pub(super) fn name(coverage: &DocumentCoverage, point: &CoveragePoint) -> String {
    let mut name = point.kind.noun().to_owned();
    if !point.label.is_empty() {
        let _ = write!(name, " `{}`", point.label);
    }
    if let Some(operation) = point.operation.and_then(|at| coverage.points.get(at)) {
        let _ = write!(name, " of `{}`", operation.label);
    }
    name
}

/// The same for programs.
pub(super) fn value(coverage: &DocumentCoverage) -> Value {
    let totals = coverage.totals().into_iter().map(|total| {
        json!({
            "kind": total.kind.as_str(),
            "goal": total.goal.as_str(),
            "met": total.met,
            "wanted": total.wanted,
        })
    });
    let missing = coverage.missing().take(LISTED).map(|point| {
        let goals = names(point.missing());
        let operation = point.operation.and_then(|at| coverage.points.get(at));
        let mut value = json!({
            "kind": point.kind.as_str(),
            "name": point.label,
            "place": coverage.place(point),
            "goals": goals,
        });
        if let Some(operation) = operation {
            value["operation"] = json!(operation.label);
        }
        value
    });
    json!({
        "totals": totals.collect::<Vec<_>>(),
        "missing": missing.collect::<Vec<_>>(),
        "notListed": coverage.missing().count().saturating_sub(LISTED),
    })
}

/// The files of the document that have points.
pub(super) fn files(coverage: &DocumentCoverage) -> Value {
    coverage.files.iter().map(|(number, name)| json!({ "number": number, "name": name })).collect()
}

/// Every point, as a merged report is made of.
pub(super) fn points(coverage: &DocumentCoverage) -> Value {
    let point = |point: &CoveragePoint| {
        json!({
            "kind": point.kind.as_str(),
            "name": point.label,
            "operation": point.operation,
            "file": point.file,
            "line": point.line,
            "column": point.column,
            "wanted": names(point.wanted),
            "met": names(point.met),
            "count": point.count,
        })
    };
    coverage.points.iter().map(point).collect()
}

fn names(goals: Goals) -> Vec<&'static str> {
    goals.iter().map(Goal::as_str).collect()
}
