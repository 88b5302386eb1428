//! The coverage of the document's lines, in the format of LCOV's tracefiles (geninfo(1)): operations are functions, what can
//! come of a point is a branch of its line, and a line is covered where anything came of it.

use std::fmt::Write as _;
use std::sync::Arc;

use trueline_spec::render::printable_line;

use super::{Event, Reporter, Subject};
use crate::coverage::{CoveragePoint, DocumentCoverage, PointKind};

/// Writes what of the document was seen, at the end of a run.
#[derive(Debug)]
pub struct LcovReport {
    subject: Arc<Subject>,
    text: String,
}

impl LcovReport {
    /// Coverage of a document.
    #[must_use]
    pub fn new(subject: Arc<Subject>) -> Self {
        Self { subject, text: String::new() }
    }
}

impl Reporter for LcovReport {
    fn event(&mut self, event: &Event) -> String {
        if let Event::Covered(coverage) = event {
            self.text = tracefile(coverage, |file| self.subject.path(file));
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// The points of each file, line by line. `path` is what a file is called.
fn tracefile(coverage: &DocumentCoverage, path: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for points in coverage.points.chunk_by(|one, other| one.file == other.file) {
        let Some((_, file)) = points.first().and_then(|point| coverage.files.get(point.file)) else { continue };
        let _ = writeln!(text, "TN:\nSF:{}", printable_line(&path(file)));
        functions(&mut text, points);
        branches(&mut text, points);
        lines(&mut text, points);
        text.push_str("end_of_record\n");
    }
    text
}

fn functions(text: &mut String, points: &[CoveragePoint]) {
    let functions = || points.iter().filter(|point| point.kind == PointKind::Operation);
    // A comma ends a name.
    let name = |point: &CoveragePoint| printable_line(&point.label).replace(',', ";");
    for point in functions() {
        let _ = writeln!(text, "FN:{},{}", point.line, name(point));
    }
    for point in functions() {
        let _ = writeln!(text, "FNDA:{},{}", point.count, name(point));
    }
    let hit = functions().filter(|point| point.count > 0).count();
    let _ = writeln!(text, "FNF:{}\nFNH:{hit}", functions().count());
}

fn branches(text: &mut String, points: &[CoveragePoint]) {
    let (mut found, mut hit) = (0, 0);
    for on_line in points.chunk_by(|one, other| one.line == other.line) {
        let is_reached = hits(on_line) > 0;
        for (block, point) in on_line.iter().enumerate() {
            for (branch, goal) in point.wanted.iter().enumerate() {
                let is_met = point.met.has(goal);
                let taken = if is_reached { u8::from(is_met).to_string() } else { "-".to_owned() };
                let _ = writeln!(text, "BRDA:{},{block},{branch},{taken}", point.line);
                found += 1;
                hit += usize::from(is_met);
            }
        }
    }
    let _ = writeln!(text, "BRF:{found}\nBRH:{hit}");
}

fn lines(text: &mut String, points: &[CoveragePoint]) {
    let (mut found, mut hit) = (0, 0);
    for on_line in points.chunk_by(|one, other| one.line == other.line) {
        if on_line.iter().all(|point| point.wanted.is_empty()) {
            continue;
        }
        let _ = writeln!(text, "DA:{},{}", on_line[0].line, hits(on_line));
        found += 1;
        hit += usize::from(hits(on_line) > 0);
    }
    let _ = writeln!(text, "LF:{found}\nLH:{hit}");
}

/// How often anything came of the points of a line.
fn hits(on_line: &[CoveragePoint]) -> u64 {
    on_line.iter().filter(|point| !point.met.is_empty()).map(|point| point.count).max().unwrap_or_default()
}
