//! Strings.

use super::number::counts;
use crate::lower::context::Lowering;
use crate::model::{Pattern, SpecificationVersion, StringSchema};
use crate::source::Node;

pub(super) fn string<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> StringSchema {
    let (min_length, max_length) = counts(lowering, node, "minLength", "maxLength");
    let format = lowering.string(node, "format");
    let raised = lowering.version == SpecificationVersion::V3_0;
    StringSchema {
        min_length,
        max_length,
        pattern: pattern(lowering, node),
        content_schema: node.get("contentSchema").map(|schema| super::lower(lowering, schema)),
        content_encoding: lowering
            .string(node, "contentEncoding")
            .or_else(|| (raised && format.as_deref() == Some("byte")).then(|| "base64".to_owned())),
        content_media_type: lowering
            .string(node, "contentMediaType")
            .or_else(|| (raised && format.as_deref() == Some("binary")).then(|| "application/octet-stream".to_owned())),
        format,
    }
}

fn pattern<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<Pattern> {
    let text = lowering.string(node, "pattern")?;
    let place = node.get("pattern").unwrap_or(node);
    let text = without_slashes(lowering, place, text)?;
    usable(lowering, place, &text).then_some(Pattern(text))
}

/// What a literal of JavaScript such as `/^a$/` says between its slashes, which nothing matches as it stands; nothing
/// where its flags change the meaning.
fn without_slashes<'a>(lowering: &mut Lowering<'a>, place: Node<'a>, text: String) -> Option<String> {
    let literal = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    let Some((inner, flags)) = literal.filter(|(inner, flags)| {
        (inner.starts_with('^') || inner.ends_with('$')) && flags.chars().all(|flag| "dgimsuvy".contains(flag))
    }) else {
        return Some(text);
    };
    let changes = flags.contains(['i', 'm', 's']);
    let help = format!("write `{inner}`");
    let guess = if changes { "until then it is not checked" } else { "until then it is read as that" };
    let message = "this is a JavaScript literal, and with its slashes it matches nothing".to_owned();
    let diagnostic = lowering.recoverable("invalid-pattern", place.origin(), message, &help, guess);
    lowering.sink.push(diagnostic);
    (!changes).then(|| inner.to_owned())
}

/// The longest pattern that is read, in bytes.
pub const PATTERN_LIMIT: usize = 16 << 10;

/// The most alternatives that a pattern may have: each costs stack.
pub const ALTERNATIVES_LIMIT: usize = 1_000;

/// The most bytes that the patterns of a document may have together, each counted once: 2 MiB.
pub const PATTERNS_LIMIT: usize = 2 << 20;

/// What makes a pattern too long to be read.
fn too_long(lowering: &mut Lowering<'_>, text: &str) -> Option<String> {
    if text.len() > PATTERN_LIMIT {
        return Some(format!("a pattern has at most {PATTERN_LIMIT} bytes, this one has {}", text.len()));
    }
    let alternatives = text.bytes().filter(|byte| *byte == b'|').count();
    if alternatives > ALTERNATIVES_LIMIT {
        return Some(format!("a pattern has at most {ALTERNATIVES_LIMIT} alternatives, this one has {alternatives}"));
    }
    match lowering.patterns_left.checked_sub(text.len()) {
        Some(left) => {
            lowering.patterns_left = left;
            None
        }
        None => Some(format!("the patterns of a document have at most {} MiB together", PATTERNS_LIMIT >> 20)),
    }
}

/// Whether a pattern is a regular expression of ECMA-262 (JSON Schema 2020-12 Core section 6.4).
pub(super) fn usable<'a>(lowering: &mut Lowering<'a>, place: Node<'a>, text: &str) -> bool {
    if lowering.patterns.contains(text) {
        return true;
    }
    if let Some(message) = too_long(lowering, text) {
        let (help, guess) = ("make it shorter", "until then it is not checked");
        let diagnostic = lowering.recoverable("pattern-too-long", place.origin(), message, help, guess);
        lowering.sink.push(diagnostic);
        return false;
    }
    let outcome = regress::Regex::with_flags(text, "u").or_else(|_| regress::Regex::new(text));
    if let Err(error) = &outcome {
        let message = format!("this is not a regular expression of ECMA-262: {error}");
        let (help, guess) = ("fix it, or remove it", "until then it is not checked");
        let diagnostic = lowering.recoverable("invalid-pattern", place.origin(), message, help, guess);
        lowering.sink.push(diagnostic);
    }
    if outcome.is_ok() {
        lowering.patterns.insert(text.to_owned());
    }
    outcome.is_ok()
}
