//! One HTML page that needs nothing beside it: overview, findings by cause, operations with their classes. It has a filter,
//! follows the system's light or dark, and is used by keyboard. Texts of servers and documents are text, never markup.

use std::fmt::Write as _;

use html_escape::encode_safe;
use indexmap::IndexMap;
use trueline_spec::render::{printable, printable_line};

use super::repeats::Repeats;
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
    repeats: Repeats,
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
        page.push_str("</section>\n");
    }

    fn findings(&self, page: &mut String) {
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
            self.finding(page, failure);
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
    fn finding(&self, page: &mut String, failure: &Failure) {
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
            let _ = write!(page, "<p class=\"rule\"><span>{}</span>", line(place));
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

    fn by_operation(&self, page: &mut String) {
        let _ = writeln!(
            page,
            "<section aria-labelledby=\"operations\">\n<h2 id=\"operations\">Operations <small>{}</small></h2>",
            self.operations.len()
        );
        for Operation { key, line: own, classes } in &self.operations {
            let sum = |pick: fn(&ClassOutcome) -> usize| classes.iter().map(pick).sum::<usize>();
            let (conforming, violating) = (sum(|class| class.conforming), sum(|class| class.violating));
            let (undeclared, undecided) = (sum(|class| class.undeclared), sum(|class| class.undecided));
            let undeclared = if undeclared > 0 { format!(", {undeclared} not declared") } else { String::new() };
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
                 do not{undeclared}, {undecided} undecided</span></summary>\n<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>\
                 <th>class</th><th>conform</th><th>do not</th><th>not declared</th><th>undecided</th><th>why</th></tr></thead>\n<tbody>\n",
                line(own)
            );
            let (failing, others): (Vec<_>, Vec<_>) = classes.iter().partition(|class| class.violating > 0);
            for class in failing.into_iter().chain(others) {
                let mark = match class {
                    ClassOutcome { violating: 1.., .. } => "fail",
                    ClassOutcome { conforming: 1.., .. } => "pass",
                    ClassOutcome { undecided: 1.., .. } | ClassOutcome { undeclared: 1.., .. } => "doubt",
                    _ => "none",
                };
                let reason = class.reason.as_deref().unwrap_or_default();
                let reason = if mark == "none" { format!("not made: {reason}") } else { reason.to_owned() };
                let _ = writeln!(
                    page,
                    "<tr class=\"{mark}\"><td>{}<small>{}</small></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    line(&class.class),
                    line(&class.summary),
                    class.conforming,
                    class.violating,
                    class.undeclared,
                    class.undecided,
                    line(&reason)
                );
            }
            page.push_str("</tbody>\n</table></div>\n</details>\n");
        }
        page.push_str("</section>\n");
    }
}

fn exchange(page: &mut String, word: &str, curl: &str, answer: &str) {
    let _ = write!(page, "<h4>{word}</h4>\n<pre>{}</pre>\n<h4>answer</h4>\n<pre>{}</pre>\n", line(curl), line(answer));
}

/// A text within a line of the page.
fn line(text: &str) -> String {
    encode_safe(&printable_line(text)).into_owned()
}
