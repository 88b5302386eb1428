//! In the style of rustc: the place, the line shown, what is wrong, what to do.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Documents, Excerpt, Span};

/// How much of a diagnostic's span is underlined in an excerpt of a long line, in bytes.
const UNDERLINED: usize = 60;

/// One diagnostic as text, with a line feed at its end.
#[must_use]
pub fn text(documents: &Documents, diagnostic: &Diagnostic, colours: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let primary = documents.text(diagnostic.span.document).unwrap_or_default();
    let shown = window(documents, &diagnostic.span);
    let excerpt;
    let mut group = if let Some(window) = shown {
        let mut snippet = Snippet::source(&primary.1[window.lines.clone()])
            .path(primary.0)
            .line_start(window.first_line)
            .annotation(AnnotationKind::Primary.span(window.span.clone()));
        for (span, label) in &diagnostic.labels {
            if span.document == diagnostic.span.document
                && let Some(inside) = within(&window.lines, span, primary.1)
            {
                snippet = snippet.annotation(AnnotationKind::Context.span(inside).label(label.as_str()));
            }
        }
        Group::with_title(title).element(snippet)
    } else {
        let (file, line, column) = documents.position(&diagnostic.span);
        let at = Level::NOTE.message(format!("at {file}:{line}:{column}"));
        excerpt = documents.excerpt(&diagnostic.span);
        let group = Group::with_title(title);
        let group =
            if excerpt.text.is_empty() { group } else { group.element(around(&excerpt, line, &diagnostic.span)) };
        group.element(at)
    };
    let elsewhere: Vec<String> = diagnostic
        .labels
        .iter()
        .filter(|(span, _)| shown_apart(documents, diagnostic, span))
        .map(|(span, label)| {
            let (file, line, column) = documents.position(span);
            format!("{label}: {file}:{line}:{column}")
        })
        .collect();
    for note in elsewhere {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]) + "\n"
}

/// An excerpt of a long line, with the place underlined.
fn around<'e>(excerpt: &'e Excerpt, line: usize, span: &Span) -> Snippet<'e, Annotation<'e>> {
    let length = span.end.saturating_sub(span.start) as usize;
    let mut end = (excerpt.place + length.clamp(1, UNDERLINED)).min(excerpt.text.len());
    while !excerpt.text.is_char_boundary(end) {
        end += 1;
    }
    Snippet::source(excerpt.text.as_str()).line_start(line).annotation(AnnotationKind::Primary.span(excerpt.place..end))
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
