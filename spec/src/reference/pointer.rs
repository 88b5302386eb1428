//! JSON Pointer (RFC 6901) in the fragment of a reference (section 6).

use percent_encoding::percent_decode_str;

use crate::pointer;

/// The tokens of a fragment that is a pointer; nothing where it is not one.
pub(super) fn tokens(fragment: &str) -> Option<Vec<String>> {
    let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
    if decoded.is_empty() {
        return Some(Vec::new());
    }
    decoded.starts_with('/').then(|| pointer::tokens(&decoded).collect())
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn escapes_of_pointers_and_of_addresses_are_undone() {
        assert_eq!(
            tokens("/paths/~1pets~1%7Bid%7D/a~0b"),
            Some(vec!["paths".into(), "/pets/{id}".into(), "a~b".into()])
        );
        assert_eq!(tokens(""), Some(vec![]));
        assert_eq!(tokens("name"), None);
    }
}
