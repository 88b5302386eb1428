//! The beginning of a long text.

/// At most so many bytes of a text, whole characters.
pub(crate) fn prefix(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn no_character_is_cut() {
        assert_eq!((prefix("naïve", 3), prefix("naïve", 4), prefix("naïve", 9)), ("na", "naï", "naïve"));
    }
}
