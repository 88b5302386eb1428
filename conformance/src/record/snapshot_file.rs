//! The text of a snapshot, in insta's file format: a header of YAML between two lines of three hyphens, then the content.
//!
//! It is read as `insta::Snapshot::from_file` reads it, for what a person accepts by `cargo insta review` is written anew by
//! insta.

use std::collections::BTreeSet;

/// What a header says of a snapshot.
#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Header {
    /// The document.
    pub source: String,
    /// The snapshot's name.
    pub expression: String,
    /// What else is known of it; insta keeps it as it is.
    #[serde(default)]
    pub info: Info,
}

/// What is known of a snapshot.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Info {
    /// The places that are another each time.
    #[serde(default)]
    pub volatile: BTreeSet<String>,
}

/// The text of a snapshot. JSON strings are YAML strings, and have no line feed.
pub(super) fn render(name: &str, source: &str, volatile: &BTreeSet<String>, content: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = format!("---\nsource: {}\nexpression: {}\n", quoted(source), quoted(name));
    if !volatile.is_empty() {
        text.push_str("info:\n  volatile:\n");
        for pointer in volatile {
            text.extend(["    - ", &quoted(pointer), "\n"]);
        }
    }
    format!("{text}---\n{}\n", normal(content))
}

/// What follows the header; all of it where there is none.
pub(super) fn content(text: &str) -> String {
    normal(parts(text).map_or(text, |(_, content)| content))
}

/// The header, where there is one that a run writes.
pub(super) fn header(text: &str) -> Option<Header> {
    serde_yaml::from_str(parts(text)?.0).ok()
}

/// What is compared: no carriage returns at the ends of lines, and no white space at the end.
pub(super) fn normal(content: &str) -> String {
    let lines: Vec<&str> = content.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The header, and what follows it.
fn parts(text: &str) -> Option<(&str, &str)> {
    let is_fence = |line: &str| line.trim_end() == "---";
    let (first, rest) = text.split_once('\n')?;
    if !is_fence(first) {
        return None;
    }
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if is_fence(line) {
            return Some((&rest[..end], &rest[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_insta_wrote_is_read() {
        let text =
            "--- \r\nsource: api.yaml\r\nexpression: \"GET /things: \\\"x\\\"\"\r\n---\r\n---\r\nstatus: 200 \r\n\r\n";
        assert_eq!(content(text), "---\nstatus: 200");
        let wanted = Header {
            source: "api.yaml".to_owned(),
            expression: "GET /things: \"x\"".to_owned(),
            info: Info::default(),
        };
        assert_eq!(header(text), Some(wanted));
        assert_eq!(content("---\nsource: a\nexpression: b\n---\n"), "");
    }

    #[test]
    fn what_is_compared_does_not_change_by_writing_and_reading_it() {
        for text in ["a\r\r\nb\r", "a \r\n b\n\n", "\n\na", "---\n---\na", "a\rb", "\u{85}a\u{2028}", ""] {
            let once = normal(text);
            assert_eq!(normal(&once), once, "{text:?}");
            assert_eq!(content(&render("name", "source", &BTreeSet::new(), text)), once, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_snapshot_has_no_header() {
        for text in ["", "---", "---\n", "---\nsource: a\n", "source: a\nexpression: b\n---\n", "---\nname: a\n---\n"] {
            assert_eq!(header(text), None, "{text:?}");
        }
        assert_eq!(content("plain\ntext\n"), "plain\ntext");
    }
}
