//! Patterns of file names, in which `*` stands for any text.

/// Whether a name is one that the pattern takes.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(head) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("a.yaml", "a.yaml") && matches("*", "") && matches("o*.json", "ogen-sample.json"));
        assert!(matches("*allof*", "ogen-allof.yaml") && matches("a*b*c", "aXbYbc"));
        assert!(!matches("a*b", "a") && !matches("a", "ab") && !matches("*.json", "a.yaml"));
    }
}
