//! Texts of strangers, made harmless for terminals and for the logs of CI.
//!
//! A document's title, a server's response and a file's name come from others. Shown as they are, an escape sequence
//! among them would move the cursor, write to the clipboard or recolour what stands above it, a carriage return would forge a line,
//! and a line that begins with `::error` would be a command for GitHub Actions.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text that stands on one line of its own or within another: line feeds and tabs are escaped too.
///
/// # Examples
/// ```
/// use trueline_spec::render::printable_line;
///
/// assert_eq!(printable_line("a\u{1b}[2J\r\n0 failures"), "a\\u{1b}[2J\\r\\n0 failures");
/// assert_eq!(printable_line("naïve – 東京"), "naïve – 東京");
/// ```
#[must_use]
pub fn printable_line(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false, as_rust, &mut [])
}

/// A text that may have several lines: line feeds and tabs are kept.
///
/// # Examples
/// ```
/// use trueline_spec::render::printable;
///
/// assert_eq!(printable("a\n\tb\u{202e}"), "a\n\tb\\u{202e}");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |sign| matches!(sign, '\n' | '\t'), as_rust, &mut [])
}

/// JSON text that a terminal may show: what other texts have escaped is written as `\uXXXX`, so that every value stays what
/// it is. Line feeds between values are kept.
///
/// # Examples
/// ```
/// use trueline_spec::render::printable_json;
///
/// assert_eq!(printable_json("{\n  \"a\": \"\u{9b}\u{e0001}::\"\n}"), "{\n  \"a\": \"\\u009b\\udb40\\udc01::\"\n}");
/// ```
#[must_use]
pub fn printable_json(text: &str) -> Cow<'_, str> {
    let as_json = |sign: char, safe: &mut String| {
        for unit in sign.encode_utf16(&mut [0; 2]) {
            let _ = write!(safe, "\\u{unit:04x}");
        }
    };
    escaped(text, |sign| sign == '\n', as_json, &mut [])
}

/// A line of a document, with its tabs; `places` of the text become those of what it gives.
pub(super) fn printable_source<'t>(text: &'t str, places: &mut [usize]) -> Cow<'t, str> {
    escaped(text, |sign| sign == '\t', as_rust, places)
}

/// How Rust writes a character in a literal.
fn as_rust(sign: char, safe: &mut String) {
    match sign {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        _ => safe.extend(sign.escape_unicode()),
    }
}

fn escaped<'t>(
    text: &'t str,
    is_kept: impl Fn(char) -> bool,
    write: impl Fn(char, &mut String),
    places: &mut [usize],
) -> Cow<'t, str> {
    let is_safe = |at: usize, sign: char| (is_kept(sign) || !is_active(sign)) && !begins_command(text, at);
    if text.char_indices().all(|(at, sign)| is_safe(at, sign)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let wanted = places.to_vec();
    for (at, sign) in text.char_indices() {
        for (place, wanted) in places.iter_mut().zip(&wanted) {
            if *wanted == at {
                *place = safe.len();
            }
        }
        if is_safe(at, sign) {
            safe.push(sign);
        } else {
            write(sign, &mut safe);
        }
    }
    for (place, wanted) in places.iter_mut().zip(&wanted) {
        if *wanted >= text.len() {
            *place = safe.len();
        }
    }
    Cow::Owned(safe)
}

/// Whether a terminal, an editor or a log does something with a character other than to show it: controls (Unicode
/// category Cc), line and paragraph separators, the controls of bidirectional text (Unicode Standard Annex 9, section 2),
/// the byte order mark, and the invisible tags.
#[must_use]
pub fn is_active(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{61c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Whether a command for a CI service begins here: `::name` at the start of a line or behind white space, where a wrapped
/// line may begin; `##[` and `##vso[` anywhere.
fn begins_command(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    if rest.starts_with("##[") || rest.starts_with("##vso[") {
        return true;
    }
    let is_word = |sign: char| sign.is_ascii_alphabetic();
    rest.strip_prefix("::").is_some_and(|name| name.starts_with(is_word))
        && text[..at].chars().next_back().is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_active, printable, printable_json, printable_line, printable_source};

    #[test]
    fn commands_of_ci_services_are_broken() {
        assert_eq!(
            printable("::error file=a::b\n  ::stop-commands::x"),
            "\\u{3a}:error file=a::b\n  \\u{3a}:stop-commands::x"
        );
        assert_eq!(printable_line("##[error]x ##vso[task.complete]"), "\\u{23}#[error]x \\u{23}#vso[task.complete]");
        assert_eq!(printable_line("std::string::String"), "std::string::String");
    }

    #[test]
    fn places_move_with_what_is_written() {
        let mut places = [0, 1, 2, 5, 9];
        assert_eq!(printable_source("a\u{1b}b\tc\u{202e}", &mut places), "a\\u{1b}b\tc\\u{202e}");
        assert_eq!(places, [0, 1, 7, 10, 18]);
    }

    #[test]
    fn json_stays_what_it_is() {
        let value = serde_json::json!({"\u{9b}##[x]": "::error \u{1f600}\u{e0041}\n\u{7f}"});
        let text = serde_json::to_string_pretty(&value).expect("a value");
        let safe = printable_json(&text);
        assert!(!safe.chars().any(|sign| is_active(sign) && sign != '\n') && !safe.contains("##["), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).expect("JSON"), value);
    }

    proptest! {
        #[test]
        fn nothing_active_is_left(text in any::<String>()) {
            prop_assert!(!printable_line(&text).chars().any(is_active));
            prop_assert!(!printable(&text).chars().any(|sign| is_active(sign) && !matches!(sign, '\n' | '\t')));
        }
    }
}
