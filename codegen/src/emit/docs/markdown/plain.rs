//! Texts by their characters alone, before and without a parse.

use trueline_spec::render::is_active;

use super::NESTING_LIMIT;

/// The text in lines that end with a line feed and in nothing else, without tabs, with what cannot be seen spelled out:
/// the compiler refuses carriage returns and bidirectional controls in comments, and editors end lines at more than line
/// feeds. Nothing is left of white space around the text and at the ends of lines.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.trim();
    if !text.contains(is_special) && !text.contains(" \n") {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    let (mut column, mut is_indent) = (0, true);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' if signs.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                cleaned.truncate(cleaned.trim_end_matches(' ').len());
                cleaned.push('\n');
                (column, is_indent) = (0, true);
            }
            // As far as the next stop (CommonMark 0.31, section 2.2) where it indents, else a space.
            '\t' => {
                let width = if is_indent { 4 - column % 4 } else { 1 };
                cleaned.extend(std::iter::repeat_n(' ', width));
                column += width;
            }
            _ if is_active(sign) => {
                is_indent = false;
                cleaned.extend(sign.escape_unicode());
            }
            _ => {
                is_indent &= sign == ' ';
                column += 1;
                cleaned.push(sign);
            }
        }
    }
    let trimmed = cleaned.trim();
    if trimmed.len() == cleaned.len() { cleaned } else { trimmed.to_owned() }
}

fn is_special(sign: char) -> bool {
    sign != '\n' && is_active(sign)
}

/// Whether a cleaned text has nothing that could become code, HTML or a link, seen without a parse: most texts are such.
/// No fence, no four spaces in a row as indented code needs, no brackets, and every backtick with its other on the line.
pub(super) fn is_inert(text: &str) -> bool {
    const SIGNS: [char; 5] = ['[', ']', '<', '>', '\\'];
    !text.contains(SIGNS)
        && !["    ", "``", "~~~", "://", "\n\n\n"].iter().any(|start| text.contains(start))
        && text.lines().all(|line| line.bytes().filter(|byte| *byte == b'`').count() % 2 == 0)
}

/// Whether a line opens more quotes and lists than [`NESTING_LIMIT`].
pub(super) fn is_deep(text: &str) -> bool {
    text.lines().any(|line| {
        let is_marker = |byte: &u8| matches!(byte, b'>' | b' ' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9');
        let markers = line.bytes().take_while(|byte| is_marker(byte));
        // A list's marker has a space behind it; a line of dashes is a rule.
        let opened = markers.zip(line.bytes().skip(1)).filter(|(marker, next)| {
            *marker == b'>' || (*next == b' ' && matches!(marker, b'-' | b'+' | b'*' | b'.' | b')'))
        });
        opened.count() > NESTING_LIMIT
    })
}

/// A cleaned text as paragraphs in which nothing is markup: every sign of ASCII behind a backslash (`CommonMark` 0.31,
/// section 2.4), every line without indentation.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() * 2);
    for line in text.lines().map(str::trim) {
        for sign in line.chars() {
            if sign.is_ascii_punctuation() {
                escaped.push('\\');
            }
            escaped.push(sign);
        }
        if !(line.is_empty() && escaped.ends_with("\n\n")) {
            escaped.push('\n');
        }
    }
    escaped.truncate(escaped.trim_end().len());
    escaped
}
