//! How many characters are between two places of a text, however long its lines are.

use std::sync::OnceLock;

/// How many bytes are counted at a time.
const BLOCK: usize = 1024;

/// How many characters begin before each block of a text; counted when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Columns(OnceLock<Vec<u32>>);

impl Columns {
    /// The number of characters that begin from one byte of a text up to another.
    pub(super) fn between(&self, text: &str, start: usize, end: usize) -> usize {
        let end = end.min(text.len());
        if end <= start {
            return 0;
        }
        if end - start <= 2 * BLOCK {
            return count(&text.as_bytes()[start..end]);
        }
        self.before(text, end) - self.before(text, start)
    }

    fn before(&self, text: &str, at: usize) -> usize {
        let blocks = self.0.get_or_init(|| counts(text));
        let block = at / BLOCK;
        let whole = blocks.get(block).map_or(0, |count| *count as usize);
        whole + count(&text.as_bytes()[block * BLOCK..at])
    }
}

fn counts(text: &str) -> Vec<u32> {
    let mut blocks = vec![0];
    let mut total = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        total += count(block);
        blocks.push(u32::try_from(total).unwrap_or(u32::MAX));
    }
    blocks
}

/// How many characters begin within some bytes of UTF-8.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0b1100_0000) != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Columns;

    proptest! {
        #[test]
        fn characters_are_counted_as_they_are(text in "[a\u{e9}\u{1f600}\n]{0,3000}", start in 0_usize..9000, length in 0_usize..9000) {
            let start = (0..=start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let end = (start + length).min(text.len());
            let end = (start..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(start);
            prop_assert_eq!(Columns::default().between(&text, start, end), text[start..end].chars().count());
        }
    }
}
