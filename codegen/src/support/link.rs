//! The header `Link` (RFC 8288).

use reqwest::header::{HeaderMap, LINK};

/// The target of the link to the next page, as it is written.
pub fn next(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(LINK).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(links).find(|(_, parameters)| is_next(parameters)).map(|(target, _)| target.to_owned())
}

/// The links of a line: their targets, and the parameters after them (section 3).
fn links(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, after)) = after.split_once('>') else { break };
        let end = end_of_link(after);
        found.push((target.trim(), &after[..end]));
        rest = &after[end..];
    }
    found
}

/// Where the parameters of a link end: at a comma outside quotes.
fn end_of_link(text: &str) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// Whether the relation types contain `next` (section 3.3); they are separated by spaces, and case does not matter.
fn is_next(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else { return false };
        let types = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("rel") && types.split(' ').any(|one| one.eq_ignore_ascii_case("next"))
    })
}
