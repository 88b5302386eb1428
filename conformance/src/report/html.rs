//! One HTML page that needs nothing beside it: overview, findings by cause, operations with their classes, and the document's
//! text with what of it was seen. It has filters, follows the system's light or dark, and is used by keyboard. Texts of servers
//! and documents are text, never markup.

use std::fmt::Write as _;
use std::sync::Arc;

use html_escape::encode_safe;
use indexmap::IndexMap;
use trueline_spec::render::{counted_verb, printable, printable_line};

use super::html_document::PaintedDocument;
use super::html_operations::{PageOperation, never_succeeded, operations};
use super::repeats::Repeats;
use super::{Event, Failure, Reporter, Stopped, Subject, Summary};
use crate::coverage::{CoveragePoint, CoverageTotal, DocumentCoverage, PointKind};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Collects a run, to be written at its end.
#[derive(Debug, Default)]
pub struct HtmlReport {
    /// The document, where its text is shown.
    subject: Option<Arc<Subject>>,
    coverage: Option<Arc<DocumentCoverage>>,
    title: String,
    /// Where it was sent, and the seed.
    about: String,
    operations: Vec<PageOperation>,
    failures: Vec<Failure>,
    repeats: Repeats,
    summary: Option<Summary>,
    stopped: Option<Stopped>,
    error: Option<String>,
}

impl Reporter for HtmlReport {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, target, base_url, seed, .. } => {
                self.title = title.to_string();
                self.about = format!("{target} ({base_url}), seed {seed}");
            }
            Event::OperationStarted { key, method, path, .. } => self.operations.push(PageOperation {
                key: key.to_string(),
                line: format!("{method} {path}"),
                classes: Vec::new(),
                without_success: None,
            }),
            Event::ClassFinished(outcome) => {
                if let Some(operation) = self.operations.last_mut() {
                    operation.classes.push(outcome.clone());
                }
            }
            Event::OperationFinished { without_success, .. } => {
                if let Some(operation) = self.operations.last_mut() {
                    operation.without_success.clone_from(without_success);
                }
            }
            Event::Covered(coverage) => self.coverage = Some(Arc::clone(coverage)),
            Event::Failed(failure) => self.failures.push((**failure).clone()),
            Event::Repeated(repeated) => self.repeats.add(repeated),
            Event::Stopped(stopped) => self.stopped = Some(stopped.clone()),
            Event::Aborted { reason } => self.error = Some(reason.to_string()),
            Event::Finished(summary) => self.summary = Some(summary.clone()),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        let title = line(&self.title);
        let coverage = self.coverage.clone();
        let shown = self.subject.clone().zip(coverage.clone());
        let document = shown.as_ref().map(|(subject, coverage)| PaintedDocument::new(subject, coverage));
        let linked = Linked::new(document.as_ref(), coverage.as_deref(), self.subject.as_deref());
        let mut page = String::new();
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src \
             'unsafe-inline'\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} – Trueline</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<h1>{title}</h1>\n<p>{}</p>\n{}</header>\n<main>\n",
            line(&self.about),
            self.navigation(document.is_some())
        );
        self.overview(&mut page);
        self.findings(&mut page, &linked);
        operations(&mut page, &self.operations, &linked);
        if let Some((document, (subject, coverage))) = document.as_ref().zip(shown.as_ref()) {
            document.write(&mut page, subject, coverage);
        }
        let _ = write!(page, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
        page
    }
}

impl HtmlReport {
    /// A page that shows the document's text.
    #[must_use]
    pub fn of(subject: Arc<Subject>) -> Self {
        Self { subject: Some(subject), ..Self::default() }
    }

    fn navigation(&self, has_document: bool) -> String {
        let document = if has_document { "<a href=\"#document\">Document</a>\n" } else { "" };
        format!(
            "<nav aria-label=\"Page\">\n<a href=\"#findings\">Findings <small>{}</small></a>\n<a href=\"#operations\">Operations \
             <small>{}</small></a>\n{document}</nav>\n",
            self.failures.len(),
            self.operations.len()
        )
    }

    fn overview(&self, page: &mut String) {
        page.push_str("<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">Overview</h2>\n");
        if let Some(reason) = &self.error {
            let _ = writeln!(page, "<p class=\"alert\">The run has no result: {}</p>", line(reason));
        }
        if let Some(Stopped { reason, operations, .. }) = &self.stopped {
            let _ = writeln!(
                page,
                "<p class=\"alert\">The run ended before its plan: {}; {} not tested.</p>",
                line(reason),
                counted_verb(operations.len(), "operation was", "operations were")
            );
        }
        if let Some(summary) = &self.summary {
            let numbers = [
                ("failures", summary.failures, if summary.failures > 0 { "fail" } else { "pass" }),
                ("noted", summary.noted, if summary.noted > 0 { "doubt" } else { "" }),
                ("known", summary.known, ""),
                ("operations", summary.operations, ""),
                ("succeeded", summary.succeeded, ""),
                ("classes", summary.classes, ""),
                ("requests", summary.requests, ""),
                ("conform", summary.conforming, "pass"),
                ("do not", summary.violating, if summary.violating > 0 { "fail" } else { "" }),
                ("not declared", summary.undeclared, if summary.undeclared > 0 { "doubt" } else { "" }),
                ("undecided", summary.undecided, if summary.undecided > 0 { "doubt" } else { "" }),
                ("not made", summary.unmade, ""),
            ];
            page.push_str("<dl class=\"numbers\">\n");
            for (name, number, class) in numbers {
                let _ = writeln!(page, "<div class=\"{class}\"><dt>{name}</dt><dd>{number}</dd></div>");
            }
            page.push_str("</dl>\n");
        }
        never_succeeded(page, &self.operations);
        if let Some(coverage) = &self.coverage {
            covered(page, coverage);
        }
        page.push_str("</section>\n");
    }

    fn findings(&self, page: &mut String, linked: &Linked<'_>) {
        let _ = writeln!(
            page,
            "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings <small>{}</small></h2>",
            self.failures.len()
        );
        if self.failures.is_empty() {
            page.push_str("<p>Nothing was found.</p>\n</section>\n");
            return;
        }
        page.push_str(
            "<form id=\"filter\" role=\"search\">\n<label>Search <kbd>/</kbd> <input type=\"search\" id=\"search\" \
             autocomplete=\"off\"></label>\n",
        );
        self.choice(page, "check", "Check", |failure| failure.finding.check.as_str());
        self.choice(page, "severity", "Severity", |failure| failure.severity.as_str());
        page.push_str("<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n");
        let (failing, noted): (Vec<_>, Vec<_>) = self.failures.iter().partition(|failure| failure.is_failure);
        for failure in failing.into_iter().chain(noted) {
            self.finding(page, failure, linked);
        }
        page.push_str("</section>\n");
    }

    /// A list to choose from, with how many findings each entry has.
    fn choice(&self, page: &mut String, id: &str, label: &str, of: impl Fn(&Failure) -> &'static str) {
        let counts: IndexMap<&str, usize> = self.failures.iter().fold(IndexMap::new(), |mut counts, failure| {
            *counts.entry(of(failure)).or_default() += 1;
            counts
        });
        let _ = write!(page, "<label>{label} <select id=\"{id}\"><option value=\"\">all</option>");
        for (name, count) in counts {
            let _ = write!(page, "<option value=\"{name}\">{name} ({count})</option>");
        }
        page.push_str("</select></label>\n");
    }

    /// A cause, with the place where it was found first.
    fn finding(&self, page: &mut String, failure: &Failure, linked: &Linked<'_>) {
        let others: Vec<String> = self.repeats.others(failure).map(line).collect();
        let count = if others.is_empty() { String::new() } else { format!(" <span>×{}</span>", others.len() + 1) };
        let (check, severity) = (failure.finding.check, failure.severity);
        let kind = if failure.is_failure { "" } else { " noted" };
        let known = if failure.is_known { " <em>known</em>" } else { "" };
        let _ = write!(
            page,
            "<article class=\"cause{kind}\" data-check=\"{check}\" data-severity=\"{severity}\">\n\
             <h3><code>{check}</code> <em>{severity}</em>{known}{count} {}</h3>\n",
            line(failure.finding.message.lines().next().unwrap_or_default())
        );
        if let Some(place) = &failure.place {
            let place = match linked.fragment_of(failure) {
                Some(fragment) => format!("<a href=\"#{fragment}\">{}</a>", line(place)),
                None => line(place),
            };
            let _ = write!(page, "<p class=\"rule\"><span>{place}</span>");
            if let Some(text) = &failure.line {
                let _ = write!(page, " <code>{}</code>", line(text));
            }
            page.push_str("</p>\n");
        }
        let _ = write!(
            page,
            "<details class=\"finding\">\n<summary>{} <code>{}</code></summary>\n<p>{}</p>\n<pre>{}</pre>\n",
            line(&failure.operation),
            line(&failure.class),
            line(&failure.summary),
            encode_safe(&printable(&failure.finding.message)),
        );
        for step in &failure.before {
            exchange(page, "before", &step.curl, &step.answer);
        }
        exchange(page, "request", &failure.curl, &failure.answer);
        if let Some(again) = &failure.answer_again {
            let _ = write!(page, "<h4>answer when it was sent again</h4>\n<pre>{}</pre>\n", line(again));
        }
        let _ = write!(page, "<p class=\"seed\">seed {}, case {}</p>\n</details>\n", failure.seed, failure.case);
        if !others.is_empty() {
            let _ = writeln!(
                page,
                "<details class=\"others\">\n<summary>also in {} more</summary>\n<p>{}</p>\n</details>",
                others.len(),
                others.join(", ")
            );
        }
        page.push_str("</article>\n");
    }
}

fn exchange(page: &mut String, word: &str, curl: &str, answer: &str) {
    let _ = write!(page, "<h4>{word}</h4>\n<pre>{}</pre>\n<h4>answer</h4>\n<pre>{}</pre>\n", line(curl), line(answer));
}

/// How much of the document was seen, by kinds.
fn covered(page: &mut String, coverage: &DocumentCoverage) {
    let totals = coverage.totals();
    if totals.is_empty() {
        return;
    }
    page.push_str(
        "<h3>Coverage of the document</h3>\n<div class=\"scroll\" tabindex=\"0\"><table class=\"coverage\">\n<tbody>\n",
    );
    for of_kind in totals.chunk_by(|one, other| one.kind == other.kind) {
        let kind = of_kind[0].kind;
        let _ = write!(page, "<tr><th scope=\"row\">{}</th>", kind.plural());
        for total in of_kind {
            let CoverageTotal { met, wanted, .. } = total;
            let percent = met * 100 / wanted.max(&1);
            let _ = write!(
                page,
                "<td><span class=\"bar\"><i style=\"width:{percent}%\"></i></span> {met} of {wanted} {}</td>",
                kind.word(total.goal)
            );
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table></div>\n");
}

/// What leads from a part of the page to the document's lines.
#[derive(Debug, Default)]
pub(super) struct Linked<'p> {
    document: Option<&'p PaintedDocument>,
    coverage: Option<&'p DocumentCoverage>,
    subject: Option<&'p Subject>,
    /// The point of each operation, and those that are of it.
    operations: IndexMap<&'p str, (&'p CoveragePoint, Vec<&'p CoveragePoint>)>,
}

impl<'p> Linked<'p> {
    fn new(
        document: Option<&'p PaintedDocument>,
        coverage: Option<&'p DocumentCoverage>,
        subject: Option<&'p Subject>,
    ) -> Self {
        let points = coverage.map(|coverage| coverage.points.as_slice()).unwrap_or_default();
        let own = points.iter().filter(|point| point.kind == PointKind::Operation);
        let mut operations: IndexMap<_, _> = own.map(|point| (point.label.as_str(), (point, Vec::new()))).collect();
        for point in points {
            let operation = point.operation.and_then(|at| points.get(at));
            if let Some((_, of_it)) = operation.and_then(|operation| operations.get_mut(operation.label.as_str())) {
                of_it.push(point);
            }
        }
        Self { document, coverage, subject, operations }
    }

    /// The point of an operation, and those that are of it.
    pub(super) fn operation(&self, key: &str) -> Option<(&'p CoveragePoint, &[&'p CoveragePoint])> {
        self.operations.get(key).map(|(own, of_it)| (*own, of_it.as_slice()))
    }

    /// The fragment of the page that shows a point's line.
    pub(super) fn fragment(&self, point: &CoveragePoint) -> Option<String> {
        self.document?.fragment_of(self.coverage?, point)
    }

    /// The fragment that shows the line of a failure's rule.
    fn fragment_of(&self, failure: &Failure) -> Option<String> {
        let api = self.subject?.api()?;
        let place = failure.finding.rule.as_ref()?.place(api);
        let number = (0..).zip(api.documents.names()).find(|(_, name)| *name == place.file)?.0;
        self.document?.fragment(number, place.line)
    }
}

/// A text within a line of the page.
pub(super) fn line(text: &str) -> String {
    encode_safe(&printable_line(text)).into_owned()
}
