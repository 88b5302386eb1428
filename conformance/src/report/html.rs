//! One HTML page that needs nothing beside it: overview, findings by cause, operations with their classes. It has a filter,
//! follows the system's light or dark, and is used by keyboard. Texts of servers and documents are text, never markup.

use std::borrow::Cow;
use std::fmt::Write as _;

use html_escape::encode_safe;
use indexmap::IndexMap;
use trueline_spec::render::{printable, printable_line};

use super::{ClassOutcome, Event, Failure, Reporter, Stopped, Summary};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Collects a run, to be written at its end.
#[derive(Debug, Default)]
pub struct HtmlReport {
    title: String,
    /// Where it was sent, and the seed.
    about: String,
    operations: Vec<Operation>,
    failures: Vec<Failure>,
    summary: Option<Summary>,
    stopped: Option<Stopped>,
    error: Option<String>,
}

#[derive(Debug)]
struct Operation {
    key: String,
    /// Method and path.
    line: String,
    classes: Vec<ClassOutcome>,
}

impl Reporter for HtmlReport {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, target, base_url, seed, .. } => {
                self.title = title.to_string();
                self.about = format!("{target} ({base_url}), seed {seed}");
            }
            Event::OperationStarted { key, method, path, .. } => self.operations.push(Operation {
                key: key.to_string(),
                line: format!("{method} {path}"),
                classes: Vec::new(),
            }),
            Event::ClassFinished(outcome) => {
                if let Some(operation) = self.operations.last_mut() {
                    operation.classes.push(outcome.clone());
                }
            }
            Event::Failed(failure) => self.failures.push((**failure).clone()),
            Event::Stopped(stopped) => self.stopped = Some(stopped.clone()),
            Event::Aborted { reason } => self.error = Some(reason.to_string()),
            Event::Finished(summary) => self.summary = Some(summary.clone()),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        let title = line(&self.title);
        let mut page = String::new();
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src \
             'unsafe-inline'\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} – Trueline</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<h1>{title}</h1>\n<p>{}</p>\n</header>\n<main>\n",
            line(&self.about)
        );
        self.overview(&mut page);
        self.findings(&mut page);
        self.by_operation(&mut page);
        let _ = write!(page, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
        page
    }
}

impl HtmlReport {
    fn overview(&self, page: &mut String) {
        page.push_str("<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">Overview</h2>\n");
        if let Some(reason) = &self.error {
            let _ = writeln!(page, "<p class=\"alert\">The run has no result: {}</p>", line(reason));
        }
        if let Some(Stopped { reason, operations, .. }) = &self.stopped {
            let _ = writeln!(
                page,
                "<p class=\"alert\">The run ended before its plan: {}; {} operations were not tested.</p>",
                line(reason),
                operations.len()
            );
        }
        if let Some(summary) = &self.summary {
            let numbers = [
                ("findings", summary.failures, if summary.failures > 0 { "fail" } else { "pass" }),
                ("operations", summary.operations, ""),
                ("succeeded", summary.succeeded, ""),
                ("classes", summary.classes, ""),
                ("requests", summary.requests, ""),
                ("conform", summary.conforming, "pass"),
                ("do not", summary.violating, if summary.violating > 0 { "fail" } else { "" }),
                ("undecided", summary.undecided, if summary.undecided > 0 { "doubt" } else { "" }),
                ("not made", summary.unmade, ""),
            ];
            page.push_str("<dl class=\"numbers\">\n");
            for (name, number, class) in numbers {
                let _ = writeln!(page, "<div class=\"{class}\"><dt>{name}</dt><dd>{number}</dd></div>");
            }
            page.push_str("</dl>\n");
        }
        page.push_str("</section>\n");
    }

    /// Findings with one check and one rule of the document are one cause, whatever the operation.
    fn findings(&self, page: &mut String) {
        let mut causes: IndexMap<(&str, Cow<'_, str>), Vec<&Failure>> = IndexMap::new();
        for failure in &self.failures {
            let about = match &failure.place {
                Some(place) => Cow::Borrowed(place.as_str()),
                None => Cow::Owned(failure.finding.message.lines().next().unwrap_or_default().to_owned()),
            };
            causes.entry((failure.finding.check.as_str(), about)).or_default().push(failure);
        }
        let _ = writeln!(
            page,
            "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings <small>{} of {} causes</small></h2>",
            self.failures.len(),
            causes.len()
        );
        if self.failures.is_empty() {
            page.push_str("<p>Nothing was found.</p>\n</section>\n");
            return;
        }
        let checks: IndexMap<&str, usize> = self.failures.iter().fold(IndexMap::new(), |mut counts, failure| {
            *counts.entry(failure.finding.check.as_str()).or_default() += 1;
            counts
        });
        page.push_str(
            "<form id=\"filter\" role=\"search\">\n<label>Search <kbd>/</kbd> <input type=\"search\" id=\"search\" \
             autocomplete=\"off\"></label>\n<label>Check <select id=\"check\"><option value=\"\">all</option>",
        );
        for (check, count) in checks {
            let _ = write!(page, "<option value=\"{check}\">{check} ({count})</option>");
        }
        page.push_str("</select></label>\n<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n");
        for ((check, _), failures) in &causes {
            let Some(first) = failures.first() else { continue };
            let count = if failures.len() == 1 { String::new() } else { format!(" <span>×{}</span>", failures.len()) };
            let _ = write!(
                page,
                "<article class=\"cause\" data-check=\"{check}\">\n<h3><code>{check}</code>{count} {}</h3>\n",
                line(first.finding.message.lines().next().unwrap_or_default())
            );
            if let Some(place) = &first.place {
                let _ = write!(page, "<p class=\"rule\"><span>{}</span>", line(place));
                if let Some(text) = &first.line {
                    let _ = write!(page, " <code>{}</code>", line(text));
                }
                page.push_str("</p>\n");
            }
            for failure in failures {
                finding(page, failure);
            }
            page.push_str("</article>\n");
        }
        page.push_str("</section>\n");
    }

    fn by_operation(&self, page: &mut String) {
        let _ = writeln!(
            page,
            "<section aria-labelledby=\"operations\">\n<h2 id=\"operations\">Operations <small>{}</small></h2>",
            self.operations.len()
        );
        for Operation { key, line: own, classes } in &self.operations {
            let sum = |pick: fn(&ClassOutcome) -> usize| classes.iter().map(pick).sum::<usize>();
            let (conforming, violating, undecided) =
                (sum(|class| class.conforming), sum(|class| class.violating), sum(|class| class.undecided));
            let class = if violating > 0 {
                "fail"
            } else if conforming > 0 {
                "pass"
            } else {
                "doubt"
            };
            let name = if key == own { String::new() } else { format!("<b>{}</b> ", line(key)) };
            let _ = write!(
                page,
                "<details class=\"operation {class}\">\n<summary>{name}<code>{}</code> <span>{conforming} conform, {violating} \
                 do not, {undecided} undecided</span></summary>\n<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>\
                 <th>class</th><th>conform</th><th>do not</th><th>undecided</th><th>why</th></tr></thead>\n<tbody>\n",
                line(own)
            );
            let (failing, others): (Vec<_>, Vec<_>) = classes.iter().partition(|class| class.violating > 0);
            for class in failing.into_iter().chain(others) {
                let mark = match class {
                    ClassOutcome { violating: 1.., .. } => "fail",
                    ClassOutcome { conforming: 1.., .. } => "pass",
                    ClassOutcome { undecided: 1.., .. } => "doubt",
                    _ => "none",
                };
                let reason = class.reason.as_deref().unwrap_or_default();
                let reason = if mark == "none" { format!("not made: {reason}") } else { reason.to_owned() };
                let _ = writeln!(
                    page,
                    "<tr class=\"{mark}\"><td>{}<small>{}</small></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    line(&class.class),
                    line(&class.summary),
                    class.conforming,
                    class.violating,
                    class.undecided,
                    line(&reason)
                );
            }
            page.push_str("</tbody>\n</table></div>\n</details>\n");
        }
        page.push_str("</section>\n");
    }
}

fn finding(page: &mut String, failure: &Failure) {
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
    let _ = write!(page, "<p class=\"seed\">seed {}, case {}</p>\n</details>\n", failure.seed, failure.case);
}

fn exchange(page: &mut String, word: &str, curl: &str, answer: &str) {
    let _ = write!(page, "<h4>{word}</h4>\n<pre>{}</pre>\n<h4>answer</h4>\n<pre>{}</pre>\n", line(curl), line(answer));
}

/// A text within a line of the page.
fn line(text: &str) -> String {
    encode_safe(&printable_line(text)).into_owned()
}
