//! What of the document the parts have seen together.

use rustc_hash::FxHashMap;

use super::part_report as read;
use super::told::text;
use crate::coverage::{CoveragePoint, DocumentCoverage, Goal, Goals, PointKind};

/// What shows a point from others in every part: its file and place, its kind, and its name.
type Identity<'p> = (u32, usize, usize, PointKind, &'p str);

/// A point of some parts.
#[derive(Default)]
struct Found<'p> {
    /// The operation that it was met in first, in the order of the document.
    operation: Option<&'p read::Point>,
    wanted: Goals,
    met: Goals,
    count: u64,
    /// Where it stands in the first part that has it.
    position: usize,
}

/// The coverage of parts as that of one run; nothing where a part has none.
pub(super) fn merged<'p>(parts: impl IntoIterator<Item = Option<&'p read::Coverage>>) -> Option<DocumentCoverage> {
    let parts: Option<Vec<&read::Coverage>> = parts.into_iter().collect();
    let mut files: Vec<(u32, &str)> = Vec::new();
    let mut found: FxHashMap<Identity<'p>, Found<'p>> = FxHashMap::default();
    for part in parts? {
        files.extend(part.files.iter().map(|file| (file.number, file.name.as_str())));
        for (position, point) in part.points.iter().enumerate() {
            let Some(identity) = identity(part, point) else { continue };
            let own = found.entry(identity).or_insert_with(|| Found { position, ..Found::default() });
            own.wanted = goals(&point.wanted).chain(own.wanted.iter()).collect();
            own.met = goals(&point.met).chain(own.met.iter()).collect();
            own.count = own.count.saturating_add(point.count);
            let of = point.operation.and_then(|at| part.points.get(at));
            let place = |point: &&read::Point| (number(part, point), point.line, point.column);
            own.operation = own.operation.into_iter().chain(of).min_by_key(place);
        }
    }
    files.sort_unstable();
    files.dedup_by_key(|(number, _)| *number);
    let mut order: Vec<(Identity<'p>, Found<'p>)> = found.into_iter().collect();
    order
        .sort_by_key(|((file, line, column, kind, name), found)| (*file, *line, *column, *kind, found.position, *name));
    let operations: FxHashMap<&str, usize> = order
        .iter()
        .enumerate()
        .filter(|(_, ((.., kind, _), _))| *kind == PointKind::Operation)
        .map(|(at, ((.., name), _))| (*name, at))
        .collect();
    let points = order.iter().map(|((file, line, column, kind, name), found)| CoveragePoint {
        kind: *kind,
        label: text(name),
        operation: found.operation.and_then(|operation| operations.get(operation.name.as_str())).copied(),
        file: files.binary_search_by_key(file, |(number, _)| *number).unwrap_or_default(),
        line: *line,
        column: *column,
        wanted: found.wanted,
        met: found.met,
        count: found.count,
    });
    let points = points.collect();
    Some(DocumentCoverage { files: files.iter().map(|(number, name)| (*number, text(name))).collect(), points })
}

fn identity<'p>(part: &'p read::Coverage, point: &'p read::Point) -> Option<Identity<'p>> {
    let kind = PointKind::ALL.into_iter().find(|kind| kind.as_str() == point.kind)?;
    Some((number(part, point)?, point.line, point.column, kind, &point.name))
}

/// The number of a point's file in the order of reading, which all parts share.
fn number(part: &read::Coverage, point: &read::Point) -> Option<u32> {
    part.files.get(point.file).map(|file| file.number)
}

fn goals(names: &[String]) -> impl Iterator<Item = Goal> {
    Goal::ALL.into_iter().filter(|goal| names.iter().any(|name| name == goal.as_str()))
}
