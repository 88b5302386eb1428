//! In the style of rustc: the place, the line shown, what is wrong, what to do.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Documents, Excerpt, Span};

use super::printable::printable_source;
use super::printable_line;

/// How much of a diagnostic's span is underlined in an excerpt of a long line, in bytes.
const UNDERLINED: usize = 60;

/// One diagnostic as text, with a line feed at its end.
#[must_use]
pub fn text(documents: &Documents, diagnostic: &Diagnostic, colours: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    // What a document says may hold anything; what is shown of it must not act on a terminal or a log.
    let message = printable_line(&diagnostic.message);
    let title = level.primary_title(message.as_ref()).id(diagnostic.code);
    let (name, content) = documents.text(diagnostic.span.document).unwrap_or_default();
    let name = printable_line(name);
    let excerpt;
    let shown = window(documents, &diagnostic.span).map(|window| Shown::of(diagnostic, content, &window));
    let mut group = if let Some(shown) = &shown {
        let mut snippet = Snippet::source(shown.line.as_ref()).path(name.as_ref()).line_start(shown.number);
        snippet = snippet.annotation(AnnotationKind::Primary.span(shown.primary.clone()));
        for (span, label) in &shown.labels {
            snippet = snippet.annotation(AnnotationKind::Context.span(span.clone()).label(label.as_ref()));
        }
        Group::with_title(title).element(snippet)
    } else {
        let (_, line, column) = documents.position(&diagnostic.span);
        let at = Level::NOTE.message(format!("at {name}:{line}:{column}"));
        excerpt = around(&documents.excerpt(&diagnostic.span), &diagnostic.span);
        let group = Group::with_title(title);
        let group = match &excerpt {
            (text, _) if text.is_empty() => group,
            (text, place) => {
                let source = Snippet::source(text.as_str()).line_start(line);
                group.element(source.annotation(AnnotationKind::Primary.span(place.clone())))
            }
        };
        group.element(at)
    };
    let elsewhere: Vec<String> = diagnostic
        .labels
        .iter()
        .filter(|(span, _)| shown_apart(documents, diagnostic, span))
        .map(|(span, label)| {
            let (file, line, column) = documents.position(span);
            printable_line(&format!("{label}: {file}:{line}:{column}")).into_owned()
        })
        .collect();
    for note in elsewhere {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable_line(help)));
    }
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]) + "\n"
}

/// An excerpt of a long line, and the place in it that is underlined.
fn around(excerpt: &Excerpt, span: &Span) -> (String, Range<usize>) {
    let length = span.end.saturating_sub(span.start) as usize;
    let mut end = (excerpt.place + length.clamp(1, UNDERLINED)).min(excerpt.text.len());
    while !excerpt.text.is_char_boundary(end) {
        end += 1;
    }
    let mut places = [excerpt.place, end];
    let text = printable_source(&excerpt.text, &mut places).into_owned();
    (text, places[0]..places[1])
}

/// The line of a diagnostic as it is shown, with what is underlined in it.
struct Shown<'d> {
    line: Cow<'d, str>,
    number: usize,
    primary: Range<usize>,
    labels: Vec<(Range<usize>, Cow<'d, str>)>,
}

impl<'d> Shown<'d> {
    fn of(diagnostic: &'d Diagnostic, content: &'d str, window: &Window) -> Self {
        let inside =
            |span: &Span| (span.document == diagnostic.span.document).then(|| within(&window.lines, span, content))?;
        let labels: Vec<(Range<usize>, &String)> =
            diagnostic.labels.iter().filter_map(|(span, label)| Some((inside(span)?, label))).collect();
        let line = &content[window.lines.clone()];
        let line = line.strip_suffix('\r').unwrap_or(line);
        let spans = std::iter::once(&window.span).chain(labels.iter().map(|(span, _)| span));
        let mut places: Vec<usize> =
            spans.flat_map(|span| [span.start, span.end]).map(|place| place.min(line.len())).collect();
        let line = printable_source(line, &mut places);
        let mut spans = places.chunks_exact(2).map(|pair| pair[0]..pair[1]);
        let primary = spans.next().unwrap_or_default();
        let labels = spans.zip(labels).map(|(span, (_, label))| (span, printable_line(label))).collect();
        Self { line, number: window.first_line, primary, labels }
    }
}

/// The lines that are shown, and the span within them.
struct Window {
    lines: Range<usize>,
    first_line: usize,
    span: Range<usize>,
}

/// The line on which a span begins.
fn window(documents: &Documents, span: &Span) -> Option<Window> {
    let (first_line, lines) = documents.line(span)?;
    let text = documents.text(span.document)?.1;
    let start = (span.start as usize).min(lines.end);
    if lines.len() > Excerpt::LONGEST_LINE || text.is_empty() || !text.is_char_boundary(start) {
        return None;
    }
    let end = (span.end as usize).clamp(start, lines.end);
    Some(Window { first_line, span: start - lines.start..end - lines.start, lines })
}

fn within(lines: &Range<usize>, span: &Span, text: &str) -> Option<Range<usize>> {
    let (start, end) = (span.start as usize, (span.end as usize).min(lines.end));
    let inside = start >= lines.start && start <= end && text.is_char_boundary(start);
    inside.then(|| start - lines.start..end - lines.start)
}

fn shown_apart(documents: &Documents, diagnostic: &Diagnostic, span: &Span) -> bool {
    let text = documents.text(span.document).unwrap_or_default().1;
    span.document != diagnostic.span.document
        || window(documents, &diagnostic.span).is_none_or(|window| within(&window.lines, span, text).is_none())
}
