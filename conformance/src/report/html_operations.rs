//! The operations of a run in its page: what became of their classes, why some never succeeded, and what was seen of them.

use std::fmt::Write as _;

use indexmap::IndexMap;
use trueline_spec::render::counted_verb;

use super::html::{Linked, line};
use super::{ClassOutcome, WithoutSuccess};
use crate::coverage::{CoveragePoint, PointKind};

/// An operation, and what became of it.
#[derive(Debug)]
pub(super) struct PageOperation {
    pub key: String,
    /// Method and path.
    pub line: String,
    pub classes: Vec<ClassOutcome>,
    pub without_success: Option<WithoutSuccess>,
}

/// A reason, and the operations that have it, by their numbers and keys.
type Reason<'o> = (&'o str, Vec<(usize, &'o str)>);

/// Which operations never succeeded, by the reasons, the most frequent first.
pub(super) fn never_succeeded(page: &mut String, operations: &[PageOperation]) {
    let mut reasons: IndexMap<u64, Reason<'_>> = IndexMap::new();
    for (number, operation) in operations.iter().enumerate() {
        if let Some(WithoutSuccess { group, reason }) = &operation.without_success {
            reasons.entry(*group).or_insert((reason, Vec::new())).1.push((number, &operation.key));
        }
    }
    if reasons.is_empty() {
        return;
    }
    reasons.sort_by(|_, (_, one), _, (_, other)| other.len().cmp(&one.len()));
    let all: usize = reasons.values().map(|(_, keys)| keys.len()).sum();
    let _ =
        writeln!(page, "<h3>Never succeeded <small>{all} of {}</small></h3>\n<ul class=\"reasons\">", operations.len());
    for (reason, keys) in reasons.values() {
        let links: Vec<String> =
            keys.iter().map(|(number, key)| format!("<a href=\"#o{number}\">{}</a>", line(key))).collect();
        let _ = writeln!(page, "<li>{}: {}</li>", line(reason), links.join(", "));
    }
    page.push_str("</ul>\n");
}

/// Every operation with its classes.
pub(super) fn operations(page: &mut String, operations: &[PageOperation], linked: &Linked<'_>) {
    let _ = writeln!(
        page,
        "<section aria-labelledby=\"operations\">\n<h2 id=\"operations\">Operations <small>{}</small></h2>",
        operations.len()
    );
    if !operations.is_empty() {
        page.push_str(
            "<form id=\"choose\" role=\"search\">\n<label>Search <input type=\"search\" id=\"operation\" \
             autocomplete=\"off\"></label>\n<label>Show <select id=\"state\"><option value=\"\">all</option>\
             <option value=\"fail\">with failures</option><option value=\"never\">never succeeded</option></select></label>\n\
             <output id=\"listed\" aria-live=\"polite\"></output>\n</form>\n",
        );
    }
    for (number, operation) in operations.iter().enumerate() {
        operation.write(page, number, linked);
    }
    page.push_str("</section>\n");
}

impl PageOperation {
    fn write(&self, page: &mut String, number: usize, linked: &Linked<'_>) {
        let Self { key, line: own, classes, without_success } = self;
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
        let never = if without_success.is_some() { " data-never" } else { "" };
        let _ = write!(
            page,
            "<details class=\"operation {class}\" id=\"o{number}\"{never}>\n<summary>{name}<code>{}</code> <span>{conforming} \
             conform, {violating} do not{undeclared}, {undecided} undecided</span></summary>\n",
            line(own)
        );
        if let Some(WithoutSuccess { reason, .. }) = without_success {
            let _ = writeln!(page, "<p class=\"never\">Never succeeded: {}</p>", line(reason));
        }
        seen(page, key, linked);
        page.push_str(
            "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th>class</th><th>conform</th><th>do not</th>\
             <th>not declared</th><th>undecided</th><th>why</th></tr></thead>\n<tbody>\n",
        );
        let (failing, others): (Vec<_>, Vec<_>) = classes.iter().partition(|class| class.violating > 0);
        failing.into_iter().chain(others).for_each(|class| row(page, class));
        page.push_str("</tbody>\n</table></div>\n</details>\n");
    }
}

/// What was seen of an operation, and what was not, with links to the lines.
fn seen(page: &mut String, key: &str, linked: &Linked<'_>) {
    let Some((own, of_it)) = linked.operation(key) else { return };
    let link = |point: &CoveragePoint, text: &str| match linked.fragment(point) {
        Some(fragment) => format!("<a href=\"#{fragment}\">{}</a>", line(text)),
        None => line(text),
    };
    let statuses = of_it.iter().filter(|point| point.kind == PointKind::Status);
    let statuses: Vec<String> = statuses
        .map(|point| {
            let (class, word) = match (point.wanted.is_empty(), point.met.is_empty()) {
                (true, _) => ("none", ""),
                (false, true) => ("unseen", " not seen"),
                (false, false) => ("seen", " seen"),
            };
            format!("<span class=\"status {class}\">{}{word}</span>", link(point, &point.label))
        })
        .collect();
    let _ = write!(page, "<p class=\"seen\">{}", link(own, &format!("line {}", own.line)));
    if !statuses.is_empty() {
        let _ = write!(page, ", statuses: {}", statuses.join(" "));
    }
    page.push_str("</p>\n");
    let missing = of_it.iter().filter(|point| point.kind != PointKind::Status && !point.missing().is_empty());
    let missing: Vec<String> = missing
        .map(|point| {
            format!(
                "<li>{}: {}</li>",
                link(point, format!("{} {}", point.kind.noun(), point.label).trim_end()),
                point.never()
            )
        })
        .collect();
    if !missing.is_empty() {
        let of = counted_verb(missing.len(), "part was", "parts were");
        let _ = writeln!(
            page,
            "<details class=\"missing\"><summary>{of} not covered</summary><ul>{}</ul></details>",
            missing.concat()
        );
    }
}

fn row(page: &mut String, class: &ClassOutcome) {
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
