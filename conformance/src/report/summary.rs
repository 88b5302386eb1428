//! The summary of a step of GitHub Actions, in its Markdown: appended to the file that `GITHUB_STEP_SUMMARY` names.

use std::fmt::Write as _;

use trueline_spec::render::{counted, counted_verb, printable, printable_line};

use super::{Event, Failure, Reporter, Summary};

/// Bytes of the findings; GitHub takes a MiB of a step.
const SIZE: usize = 800 * 1024;

/// Collects findings, to be written at the end.
#[derive(Debug, Default)]
pub struct StepSummary {
    title: String,
    failures: Vec<Failure>,
    summary: Option<Summary>,
    ended: Vec<String>,
}

impl Reporter for StepSummary {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, target, .. } => self.title = format!("{title} at {target}"),
            Event::Failed(failure) => self.failures.push((**failure).clone()),
            Event::Stopped(stopped) => self.ended.push(format!("stopped: {}", stopped.reason)),
            Event::Aborted { reason } => self.ended.push(reason.to_string()),
            Event::Finished(summary) => self.summary = Some(summary.clone()),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        let mut text = format!("### Trueline: {}\n\n", literal(&self.title));
        for reason in &self.ended {
            let _ = writeln!(text, "{}\n", literal(reason));
        }
        if let Some(Summary { operations, requests, conforming, undecided, violating, failures, .. }) = &self.summary {
            let _ = writeln!(
                text,
                "{}, {}: {}, {undecided} undecided, {}; {}\n",
                counted(*operations, "operation"),
                counted(*requests, "request"),
                counted_verb(*conforming, "conforms", "conform"),
                counted_verb(*violating, "does not", "do not"),
                counted(*failures, "failure"),
            );
        }
        if self.failures.is_empty() {
            return text;
        }
        text.push_str("| operation | class | check | severity | what is wrong |\n| - | - | - | - | - |\n");
        let mut shown = 0;
        for failure in &self.failures {
            let row = row(failure);
            if text.len() + row.len() > SIZE {
                break;
            }
            text.push_str(&row);
            shown += 1;
        }
        if let Some(more @ 1..) = self.failures.len().checked_sub(shown) {
            let _ = writeln!(text, "\n{} in the log.", counted_verb(more, "more finding is", "more findings are"));
        }
        text.push('\n');
        text
    }
}

fn row(failure: &Failure) -> String {
    let place = failure.place.as_ref().map(|place| format!("<br>{}", literal(place))).unwrap_or_default();
    let message = printable(&failure.finding.message);
    let message: Vec<String> = message.lines().map(literal).collect();
    format!(
        "| {} | {} | {} | {} | {}{place}<details><summary>request</summary>{}<br>{}</details> |\n",
        literal(&failure.operation),
        literal(&failure.class),
        literal(failure.finding.check.as_str()),
        literal(&if failure.is_known { format!("{}, known", failure.severity) } else { failure.severity.to_string() }),
        message.join("<br>"),
        literal(&failure.curl),
        literal(&failure.answer),
    )
}

/// Text that Markdown shows as it is, on one line: every sign of ASCII that could mean anything is a character reference
/// (CommonMark section 6.2: none of these begins a structure).
fn literal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() * 2);
    for sign in printable_line(text).chars() {
        if sign.is_ascii_punctuation() {
            let _ = write!(safe, "&#{};", u32::from(sign));
        } else {
            safe.push(sign);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn nothing_of_a_text_is_markdown_or_html() {
        let text = literal("<img src=x>|[a](https://b.c)`\n# **d** @e &amp;");
        assert!(!text.contains(['<', '|', '[', '`', '\n', '*', '@', '.', ':']), "{text}");
        assert_eq!(html_escape::decode_html_entities(&text), "<img src=x>|[a](https://b.c)`\\n# **d** @e &amp;");
    }
}
