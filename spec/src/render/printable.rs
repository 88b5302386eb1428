//! Texts of strangers, made harmless for terminals and for the logs of CI.
//!
//! A document's title, a server's response and a file's name come from others. Shown as they are, an escape sequence
//! among them would move the cursor, write to the clipboard or recolour what stands above it, a carriage return would forge a line,
//! and a line that begins with `::error` would be a command for GitHub Actions.

use std::borrow::Cow;

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
    escaped(text, |_| false)
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
    escaped(text, |sign| matches!(sign, '\n' | '\t'))
}

fn escaped(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_safe = |at: usize, sign: char| (is_kept(sign) || !is_active(sign)) && !begins_command(text, at);
    if text.char_indices().all(|(at, sign)| is_safe(at, sign)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for (at, sign) in text.char_indices() {
        if is_safe(at, sign) {
            safe.push(sign);
        } else {
            match sign {
                '\n' => safe.push_str("\\n"),
                '\r' => safe.push_str("\\r"),
                '\t' => safe.push_str("\\t"),
                _ => safe.extend(sign.escape_unicode()),
            }
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

    use super::{is_active, printable, printable_line};

    #[test]
    fn commands_of_ci_services_are_broken() {
        assert_eq!(
            printable("::error file=a::b\n  ::stop-commands::x"),
            "\\u{3a}:error file=a::b\n  \\u{3a}:stop-commands::x"
        );
        assert_eq!(printable_line("##[error]x ##vso[task.complete]"), "\\u{23}#[error]x \\u{23}#vso[task.complete]");
        assert_eq!(printable_line("std::string::String"), "std::string::String");
    }

    proptest! {
        #[test]
        fn nothing_active_is_left(text in any::<String>()) {
            prop_assert!(!printable_line(&text).chars().any(is_active));
            prop_assert!(!printable(&text).chars().any(|sign| is_active(sign) && !matches!(sign, '\n' | '\t')));
        }
    }
}
