//! The document's text in the page, each line with what came of it. What does not fit is left out, and the page says so.

use std::fmt::Write as _;
use std::ops::Range;

use html_escape::encode_safe;
use trueline_spec::model::Api;
use trueline_spec::render::printable_line;

use super::Subject;
use crate::coverage::{CoveragePoint, DocumentCoverage};

/// Lines of all files together.
const LINES: usize = 10_000;
/// Bytes of them.
const SIZE: usize = 1024 * 1024;
/// Characters of a line.
const LONGEST_LINE: usize = 400;
/// What a line takes beside its text.
const SIZE_OF_LINE: usize = 80;
/// Lines around one that is not covered, where not all are shown.
const AROUND: usize = 2;
/// Lines that a browser lays out together.
const TOGETHER: usize = 100;
/// A document of so many lines is open at first.
const SHORT: usize = 600;

/// The document's lines, as they are in the page.
#[derive(Debug, Default)]
pub(super) struct PaintedDocument {
    files: Vec<PaintedFile>,
}

#[derive(Debug)]
struct PaintedFile {
    /// Its place in the order of reading.
    number: u32,
    name: String,
    /// The lines that are shown, from 1.
    shown: Vec<Range<usize>>,
    lines: usize,
    /// Lines with points of which something came, and all lines with points.
    covered: (usize, usize),
}

impl PaintedDocument {
    /// Chooses the lines that are shown: all, where there is room.
    pub(super) fn new(subject: &Subject, coverage: &DocumentCoverage) -> Self {
        let Some(api) = subject.api() else { return Self { files: Vec::new() } };
        let (mut lines_left, mut bytes_left) = (LINES, SIZE);
        let mut files = Vec::new();
        for (number, name) in (0..).zip(api.documents.names()) {
            let Some((_, text)) = api.documents.text(number) else { continue };
            let points = points_of(coverage, number);
            let sizes = sizes(text);
            let length = |range: &Range<usize>| sizes[range.end - 1] - sizes[range.start - 1];
            let lines = sizes.len() - 1;
            let all = 1..lines + 1;
            let fits = lines <= lines_left && length(&all) <= bytes_left;
            let wanted = if fits { vec![all] } else { not_covered(points, lines) };
            let mut shown = Vec::new();
            for range in wanted {
                let most = sizes.partition_point(|size| *size <= sizes[range.start - 1] + bytes_left);
                let range = range.start..range.end.min(range.start + lines_left).min(most);
                if range.is_empty() {
                    break;
                }
                (lines_left, bytes_left) = (lines_left - range.len(), bytes_left - length(&range));
                shown.push(range);
            }
            let own = points.chunk_by(|one, other| one.line == other.line).filter(|on_line| is_wanted(on_line));
            let covered = own.clone().filter(|on_line| on_line.iter().any(|point| !point.met.is_empty())).count();
            files.push(PaintedFile { number, name: subject.path(name), shown, lines, covered: (covered, own.count()) });
        }
        Self { files }
    }

    /// The fragment of the page that shows a line, where it is shown.
    pub(super) fn fragment(&self, number: u32, line: usize) -> Option<String> {
        let file = self.files.iter().find(|file| file.number == number)?;
        let at = file.shown.partition_point(|range| range.end <= line);
        file.shown.get(at)?.contains(&line).then(|| id(number, line))
    }

    /// The fragment of a point's line.
    pub(super) fn fragment_of(&self, coverage: &DocumentCoverage, point: &CoveragePoint) -> Option<String> {
        self.fragment(coverage.files.get(point.file)?.0, point.line)
    }

    /// Every file with its lines.
    pub(super) fn write(&self, page: &mut String, subject: &Subject, coverage: &DocumentCoverage) {
        page.push_str(
            "<section aria-labelledby=\"document\">\n<h2 id=\"document\">Document</h2>\n<p class=\"legend\">\
             <span class=\"l c\"><a>+</a>all of it was seen</span> <span class=\"l p\"><a>~</a>some of it</span> \
             <span class=\"l n\"><a>−</a>nothing</span> <kbd>n</kbd> <kbd>p</kbd> next and previous line that is not covered</p>\n",
        );
        let lines: usize = self.files.iter().map(|file| file.lines).sum();
        let shown: usize = self.files.iter().flat_map(|file| &file.shown).map(ExactSizeIterator::len).sum();
        if shown < lines {
            let _ = writeln!(
                page,
                "<p class=\"alert\">{shown} of {lines} lines are shown, those around what is not covered first; \
                 <code>--report lcov=FILE</code> has all of them.</p>"
            );
        }
        for file in &self.files {
            let (covered, all) = file.covered;
            let open = if lines <= SHORT { " open" } else { "" };
            let percent = if all == 0 { String::new() } else { format!("{covered} of {all} lines covered") };
            let _ = writeln!(
                page,
                "<details class=\"file\"{open}>\n<summary>{} <span>{percent}</span></summary>",
                encode_safe(&printable_line(&subject.redacted(&file.name)))
            );
            if let Some(api) = subject.api() {
                file.write(page, api, subject, points_of(coverage, file.number));
            }
            page.push_str("</details>\n");
        }
        page.push_str("</section>\n");
    }
}

impl PaintedFile {
    fn write(&self, page: &mut String, api: &Api, subject: &Subject, points: &[CoveragePoint]) {
        let Some((_, text)) = api.documents.text(self.number) else { return };
        let mut by_line = points.chunk_by(|one, other| one.line == other.line).peekable();
        let mut lines = (1..).zip(text.lines());
        let mut next = 1;
        for range in &self.shown {
            if range.start > next {
                let _ = writeln!(page, "<p class=\"fold\">lines {next} to {}</p>", range.start - 1);
            }
            next = range.end;
            let shown: Vec<_> = take_range(&mut lines, range);
            for together in shown.chunks(TOGETHER) {
                page.push_str("<pre class=\"text\">");
                for (number, line) in together {
                    while by_line.next_if(|on_line| on_line[0].line < *number).is_some() {}
                    let own = by_line.next_if(|on_line| on_line[0].line == *number).unwrap_or_default();
                    self.line(page, (*number, &subject.redacted(line)), own);
                }
                page.push_str("</pre>\n");
            }
        }
        if next <= self.lines {
            let _ = writeln!(page, "<p class=\"fold\">lines {next} to {}</p>", self.lines);
        }
    }

    fn line(&self, page: &mut String, (number, text): (usize, &str), points: &[CoveragePoint]) {
        let missing: Vec<String> = points
            .iter()
            .filter(|point| !point.missing().is_empty())
            .map(|point| if points.len() == 1 { point.never() } else { format!("{}: {}", point.label, point.never()) })
            .collect();
        let (class, sign) = match (is_wanted(points), missing.is_empty()) {
            (false, _) => ("l", " "),
            (true, true) => ("l c", "+"),
            (true, false) if points.iter().all(|point| point.met.is_empty()) => ("l n", "−"),
            (true, false) => ("l p", "~"),
        };
        let is_cut = text.chars().nth(LONGEST_LINE).is_some();
        let text: String = text.chars().take(LONGEST_LINE).collect();
        let id = id(self.number, number);
        let _ = write!(
            page,
            "<span class=\"{class}\" id=\"{id}\"><a href=\"#{id}\" tabindex=\"-1\">{number}<b>{sign}</b></a>{}{}",
            encode_safe(&printable_line(&text)),
            if is_cut { "…" } else { "" },
        );
        if !missing.is_empty() {
            let _ = write!(page, "<i>{}</i>", encode_safe(&printable_line(&missing.join("; "))));
        }
        page.push_str("</span>\n");
    }
}

/// The lines of a range, and none behind it.
fn take_range<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>, range: &Range<usize>) -> Vec<(usize, &'t str)> {
    let first = lines.find(|(number, _)| *number >= range.start);
    first.into_iter().chain(lines.take(range.len() - 1)).collect()
}

/// What the lines up to each take in the page, from none.
fn sizes(text: &str) -> Vec<usize> {
    let of = |line: &str| line.len().min(LONGEST_LINE) + SIZE_OF_LINE;
    let sizes = text.lines().scan(0, |sum, line| {
        *sum += of(line);
        Some(*sum)
    });
    std::iter::once(0).chain(sizes).collect()
}

fn id(number: u32, line: usize) -> String {
    format!("d{number}-{line}")
}

/// The points of a file, in the order of its lines.
fn points_of(coverage: &DocumentCoverage, number: u32) -> &[CoveragePoint] {
    let Some(file) = coverage.files.iter().position(|(own, _)| *own == number) else { return &[] };
    let start = coverage.points.partition_point(|point| point.file < file);
    let end = coverage.points.partition_point(|point| point.file <= file);
    &coverage.points[start..end]
}

fn is_wanted(on_line: &[CoveragePoint]) -> bool {
    on_line.iter().any(|point| !point.wanted.is_empty())
}

/// The lines around those that are not covered as a whole.
fn not_covered(points: &[CoveragePoint], lines: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for point in points.iter().filter(|point| !point.missing().is_empty()) {
        let own = point.line.saturating_sub(AROUND).max(1)..(point.line + AROUND).min(lines) + 1;
        match found.last_mut() {
            Some(last) if last.end >= own.start => last.end = last.end.max(own.end),
            _ => found.push(own),
        }
    }
    found
}
