//! Parts of secrets: a server, or a limit of its own, may have cut a text within one.

use rustc_hash::FxHashMap;

use super::forms::Form;

/// So many characters of a secret are a part of it wherever they are.
const ANYWHERE: usize = 12;
/// So many are a part of it where a text is cut off.
const AT_A_CUT: usize = 8;

/// Every part of every secret, with the secret's number.
#[derive(Default)]
pub(super) struct Fragments {
    anywhere: FxHashMap<u128, usize>,
    /// The last two bytes of these: most of a text is no part of a secret, and is passed over by a look at this.
    ends: Pairs,
    heads: FxHashMap<u128, usize>,
    tails: FxHashMap<u128, usize>,
}

impl Fragments {
    /// Learns the parts of a form.
    pub(super) fn learn(&mut self, form: &Form, secret: usize) {
        let bytes = &form.bytes;
        if !form.has_fragments {
            return;
        }
        for window in bytes.windows(ANYWHERE) {
            self.anywhere.entry(key(window)).or_insert(secret);
            self.ends.insert(window[ANYWHERE - 2], window[ANYWHERE - 1]);
        }
        for length in AT_A_CUT..ANYWHERE.min(bytes.len()) {
            self.heads.entry(key(&bytes[..length])).or_insert(secret);
            self.tails.entry(key(&bytes[bytes.len() - length..])).or_insert(secret);
        }
    }

    /// The parts in folded bytes: where they begin and end, and whose they are.
    pub(super) fn find(&self, bytes: &[u8], found: &mut dyn FnMut(usize, usize, usize)) {
        if !self.anywhere.is_empty() {
            for (at, window) in bytes.windows(ANYWHERE).enumerate() {
                if self.ends.has(window[ANYWHERE - 2], window[ANYWHERE - 1])
                    && let Some(secret) = self.anywhere.get(&key(window))
                {
                    found(at, at + ANYWHERE, *secret);
                }
            }
        }
        if self.heads.is_empty() {
            return;
        }
        for at in 0..=bytes.len() {
            let (is_cut_behind, is_cut_before) = (is_cut_behind(&bytes[at..]), is_cut_before(&bytes[..at]));
            if !is_cut_behind && !is_cut_before {
                continue;
            }
            for length in AT_A_CUT..ANYWHERE {
                if is_cut_behind
                    && let Some(start) = at.checked_sub(length)
                    && let Some(secret) = self.heads.get(&key(&bytes[start..at]))
                {
                    found(start, at, *secret);
                }
                if is_cut_before
                    && let Some(tail) = bytes.get(at..at + length)
                    && let Some(secret) = self.tails.get(&key(tail))
                {
                    found(at, at + length, *secret);
                }
            }
        }
    }
}

/// A set of pairs of bytes.
struct Pairs(Vec<u64>);

impl Default for Pairs {
    fn default() -> Self {
        Self(vec![0; 1024])
    }
}

impl Pairs {
    fn insert(&mut self, first: u8, second: u8) {
        let (word, bit) = Self::place(first, second);
        self.0[word] |= bit;
    }

    fn has(&self, first: u8, second: u8) -> bool {
        let (word, bit) = Self::place(first, second);
        self.0[word] & bit != 0
    }

    fn place(first: u8, second: u8) -> (usize, u64) {
        (usize::from(first) << 2 | usize::from(second >> 6), 1 << (second & 63))
    }
}

/// Whether a text may have been cut off before what follows: an ellipsis is three bytes of UTF-8.
fn is_cut_behind(rest: &[u8]) -> bool {
    matches!(
        rest,
        [] | [b'"' | b'\'' | b'\\' | b'\n' | b'\r' | b'*' | b'<', ..] | [b'.', b'.', ..] | [0xe2, 0x80, 0xa6, ..]
    )
}

/// Whether a text may have been cut off behind what was.
fn is_cut_before(before: &[u8]) -> bool {
    matches!(before, [] | [.., b'"' | b'\'' | b'\n' | b'\r' | b'*' | b'>'] | [.., b'.', b'.'] | [.., 0xe2, 0x80, 0xa6])
}

/// Up to 15 bytes with their number, exactly.
fn key(bytes: &[u8]) -> u128 {
    bytes.iter().fold(1, |key, byte| key << 8 | u128::from(*byte))
}
