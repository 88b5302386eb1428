//! Makes `CommonMark` of a document safe for rustdoc: no links that lead nowhere, no tags, no code that is compiled.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::Docs;

/// The attributes of an item: its documentation, `otherwise` where there is none, and whether it is deprecated.
#[must_use]
pub fn attributes(docs: &Docs, otherwise: &str) -> TokenStream {
    let text = if docs.paragraphs.is_empty() { otherwise.to_owned() } else { docs.paragraphs.join("\n\n") };
    let lines = lines(&text, otherwise);
    let deprecated = docs.deprecated.then(|| quote!(#[deprecated]));
    quote!(#(#[doc = #lines])* #deprecated)
}

/// The same as lines, indented.
#[must_use]
pub fn attribute_lines(docs: &Docs, otherwise: &str, indent: usize) -> String {
    let text = if docs.paragraphs.is_empty() { otherwise.to_owned() } else { docs.paragraphs.join("\n\n") };
    doc_lines(&lines(&text, otherwise), docs.deprecated, indent)
}

/// `///` before each line, and whether the item is deprecated.
#[must_use]
pub fn doc_lines(lines: &[String], deprecated: bool, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut text = String::new();
    for line in lines {
        text.extend([&margin, "///", line, "\n"]);
    }
    if deprecated {
        text.extend([&margin, "#[deprecated]\n"]);
    }
    text
}

/// The lines of a text as `///` has them, never none.
#[must_use]
pub fn lines(text: &str, otherwise: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.trim().lines() {
        let line = line.trim_end().replace(['\r', '\t', '\u{0}'], " ");
        let content = line.trim_start();
        let marker: String = content.chars().take_while(|sign| matches!(sign, '`' | '~')).collect();
        let is_fence = marker.len() >= 3;
        match &fence {
            Some(open) if is_fence && marker.starts_with(open.as_str()) => {
                lines.push(format!(" {open}"));
                fence = None;
            }
            Some(_) => lines.push(format!(" {line}")),
            None if is_fence => {
                let open: String = marker.chars().take(3).collect();
                lines.push(format!(" {open}text"));
                fence = Some(open);
            }
            None if content.is_empty() => {
                if lines.last().is_some_and(|last| !last.is_empty()) {
                    lines.push(String::new());
                }
            }
            // Four spaces would make it code, which rustdoc compiles.
            None => lines.push(format!(" {}", prose(content))),
        }
    }
    if let Some(open) = fence {
        lines.push(format!(" {open}"));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    if lines.is_empty() {
        lines.push(format!(" {otherwise}"));
    }
    lines
}

/// A line outside code: brackets and angles stand for themselves, addresses are linked.
fn prose(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    loop {
        let plain = rest.find(['`', '[', ']', '<', '>', '\\', 'h']).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(sign) = rest.chars().next() else { break };
        if sign == '`' {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            let (open, after) = rest.split_at(ticks);
            if let Some(end) = after.find(open) {
                out.push_str(&rest[..ticks * 2 + end]);
                rest = &rest[ticks * 2 + end..];
            } else {
                open.chars().for_each(|_| out.push_str("\\`"));
                rest = after;
            }
            continue;
        }
        if let Some((link, after)) = link(rest).or_else(|| autolink(rest)).or_else(|| address(rest)) {
            out.push_str(&link);
            rest = after;
            continue;
        }
        rest = &rest[sign.len_utf8()..];
        match sign {
            '\\' if rest.starts_with(|next: char| next.is_ascii_punctuation()) => {
                out.push('\\');
                let next = rest.chars().next().unwrap_or_default();
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
            '[' | ']' | '<' | '>' => {
                out.push('\\');
                out.push(sign);
            }
            _ => out.push(sign),
        }
    }
    out
}

/// `[text](https://...)` stays; a link to elsewhere in the document becomes its text.
fn link(rest: &str) -> Option<(String, &str)> {
    let inner = rest.strip_prefix('[')?;
    let end = inner.find("](")?;
    let text = &inner[..end];
    if text.contains(['[', ']', '`']) {
        return None;
    }
    let after = &inner[end + 2..];
    let close = after.find(')')?;
    let target = after[..close].split_whitespace().next().unwrap_or_default();
    let shown = prose(text);
    let is_address = target.starts_with("https://") || target.starts_with("http://");
    let usable = is_address && !target.contains(['<', '>', '(', '[']);
    Some((if usable { format!("[{shown}]({target})") } else { shown }, &after[close + 1..]))
}

/// `<https://...>` stays.
fn autolink(rest: &str) -> Option<(String, &str)> {
    let inner = rest.strip_prefix('<')?;
    let end = inner.find('>')?;
    let address = &inner[..end];
    let usable = (address.starts_with("https://") || address.starts_with("http://"))
        && !address.contains(|sign: char| sign.is_whitespace() || sign == '<');
    usable.then(|| (format!("<{address}>"), &inner[end + 1..]))
}

/// A bare address becomes a link.
fn address(rest: &str) -> Option<(String, &str)> {
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        return None;
    }
    let end = rest
        .find(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | ')' | ']' | '"' | '\'' | '`' | '|' | '*'))
        .unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let host = address.split("://").nth(1).unwrap_or_default();
    (!host.is_empty()).then(|| (format!("<{address}>"), &rest[address.len()..]))
}

#[cfg(test)]
mod tests {
    use super::{lines, prose};

    #[test]
    fn nothing_of_a_line_is_taken_for_markup_that_rustdoc_refuses() {
        assert_eq!(prose("a list[string] of <tags>"), "a list\\[string\\] of \\<tags\\>");
        assert_eq!(prose("see https://a.example/x."), "see <https://a.example/x>.");
        assert_eq!(prose("see [the guide](#guide) and `[x]`"), "see the guide and `[x]`");
        assert_eq!(prose("see [it](https://a.example)"), "see [it](https://a.example)");
        assert_eq!(prose("<https://a.example>"), "<https://a.example>");
        assert_eq!(prose("one ` tick"), "one \\` tick");
    }

    #[test]
    fn code_is_never_compiled() {
        let text = "a\n\n    indented\n```json\n{}\n";
        assert_eq!(lines(text, "x"), [" a", "", " indented", " ```text", " {}", " ```"]);
        assert_eq!(lines(" \n ", "x"), [" x"]);
    }
}
