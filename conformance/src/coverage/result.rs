//! What of the document a run has seen, with its places.

use trueline_spec::model::Api;

use super::points::Point;
use super::{Goal, Goals, PointKind};
use crate::redact::{Redacted, Redactor};

/// What of the document a run has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentCoverage {
    /// The files of the document that have points, as the user gave them, by their numbers in the order of reading.
    pub files: Vec<(u32, Redacted)>,
    /// In the order of files, lines and columns.
    pub points: Vec<CoveragePoint>,
}

/// Something of the document that exchanges can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveragePoint {
    /// What it is.
    pub kind: PointKind,
    /// Its name: the key of an operation, the keyword of a constraint.
    pub label: Redacted,
    /// The operation in which it is, where it is of one itself: an index of the points.
    pub operation: Option<usize>,
    /// An index of the files.
    pub file: usize,
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values.
    pub column: usize,
    /// What can come of it.
    pub wanted: Goals,
    /// What came of it, of the wanted.
    pub met: Goals,
    /// How often that was noted; once it is known, not always.
    pub count: u64,
}

impl CoveragePoint {
    /// What did not come of it.
    #[must_use]
    pub fn missing(&self) -> Goals {
        self.wanted.without(self.met)
    }

    /// What did not come of it, for people: `never obeyed, never broken and refused`.
    #[must_use]
    pub fn never(&self) -> String {
        let words = self.missing().iter().map(|goal| format!("never {}", self.kind.word(goal)));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// How many points of a kind met a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverageTotal {
    /// What they are.
    pub kind: PointKind,
    /// The goal.
    pub goal: Goal,
    /// Those that met it.
    pub met: usize,
    /// Those that can.
    pub wanted: usize,
}

impl DocumentCoverage {
    pub(super) fn new(api: &Api, redactor: &Redactor, points: &[Point]) -> Self {
        let spans: Vec<_> = points.iter().map(|point| api.documents.span(point.place)).collect();
        let mut numbers: Vec<u32> = spans.iter().map(|span| span.document).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_key(|at| (spans[*at].document, spans[*at].start, points[*at].kind));
        let mut places = vec![0; points.len()];
        order.iter().enumerate().for_each(|(to, from)| places[*from] = to);
        let name = |number: &u32| (*number, redactor.redact(api.documents.text(*number).map_or("", |(name, _)| name)));
        let files: Vec<_> = numbers.iter().map(name).collect();
        let points = order.iter().map(|at| {
            let (point, span) = (&points[*at], &spans[*at]);
            let (line, column) = api.documents.line_and_column(span);
            CoveragePoint {
                kind: point.kind,
                label: redactor.redact(&point.label),
                operation: point.operation.and_then(|operation| places.get(operation as usize).copied()),
                file: numbers.binary_search(&span.document).unwrap_or_default(),
                line,
                column,
                wanted: point.wanted,
                met: point.wanted.without(point.wanted.without(point.met)),
                count: point.count,
            }
        });
        let points = points.collect();
        Self { files, points }
    }

    /// How much of what was met, by kinds; kinds of which there is nothing are left out.
    #[must_use]
    pub fn totals(&self) -> Vec<CoverageTotal> {
        let mut counts = [[(0, 0); Goal::ALL.len()]; PointKind::ALL.len()];
        for point in &self.points {
            for goal in point.wanted.iter() {
                let (met, wanted) = &mut counts[point.kind as usize][goal as usize];
                *wanted += 1;
                *met += usize::from(point.met.has(goal));
            }
        }
        let of = |kind: PointKind, goal: Goal| {
            let (met, wanted) = counts[kind as usize][goal as usize];
            (wanted > 0).then_some(CoverageTotal { kind, goal, met, wanted })
        };
        PointKind::ALL
            .into_iter()
            .flat_map(|kind| Goal::ALL.into_iter().filter_map(move |goal| of(kind, goal)))
            .collect()
    }

    /// What was not seen of what can be, in the order of the document.
    pub fn missing(&self) -> impl Iterator<Item = &CoveragePoint> {
        self.points.iter().filter(|point| !point.missing().is_empty())
    }

    /// A point's place: `file:line:column`.
    #[must_use]
    pub fn place(&self, point: &CoveragePoint) -> String {
        let file = self.files.get(point.file).map_or("", |(_, file)| file.as_str());
        format!("{file}:{}:{}", point.line, point.column)
    }
}
