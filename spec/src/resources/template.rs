//! Paths as sequences of segments.

use crate::model::{PathPart, PathTemplate};

/// A segment of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Text, without the suffix that says a format (`Accounts.json`).
    Literal(String),
    /// One parameter, whatever text stands beside it (`{Sid}.json`, `{name}:cancel`), with that text.
    Parameter { name: String, beside: String },
    /// Several parameters.
    Several(Vec<String>),
}

/// Suffixes that say a format.
const FORMATS: [&str; 3] = [".json", ".xml", ".yaml"];

/// The segments of a path.
pub(super) fn segments(path: &PathTemplate) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut text = String::new();
    let mut names: Vec<String> = Vec::new();
    for part in path.parts() {
        match part {
            PathPart::Parameter(name) => names.push(name.clone()),
            PathPart::Literal(literal) => {
                for (at, piece) in literal.split('/').enumerate() {
                    if at > 0 {
                        segments.extend(segment(&std::mem::take(&mut text), std::mem::take(&mut names)));
                    }
                    text.push_str(piece);
                }
            }
        }
    }
    segments.extend(segment(&text, names));
    segments
}

fn segment(text: &str, mut names: Vec<String>) -> Option<Segment> {
    let format = FORMATS.into_iter().find(|format| text.ends_with(format)).unwrap_or("");
    let plain = text.strip_suffix(format).unwrap_or(text).to_owned();
    match names.len() {
        0 if plain.is_empty() => None,
        0 => Some(Segment::Literal(plain)),
        1 => Some(Segment::Parameter { name: names.remove(0), beside: plain }),
        _ => Some(Segment::Several(names)),
    }
}

/// What is the same for paths that differ in the names of their parameters alone.
pub(super) fn normal(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            Segment::Parameter { beside, .. } => {
                text.push_str("{}");
                text.push_str(beside);
            }
            Segment::Several(_) => text.push_str("{}{}"),
        }
    }
    text
}

/// The path as it is shown.
pub(super) fn shown(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            Segment::Parameter { name, beside } => text.extend(["{", name, "}", beside]),
            Segment::Several(names) => names.iter().for_each(|name| text.extend(["{", name, "}"])),
        }
    }
    text
}

/// The last literal of a path that says what is in it: versions and the like do not.
pub(super) fn last_literal(segments: &[Segment]) -> Option<&str> {
    segments.iter().rev().find_map(|segment| match segment {
        Segment::Literal(literal) => Some(literal.as_str()),
        _ => None,
    })
}
