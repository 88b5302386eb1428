//! Drawing from the source of randomness of `proptest`.

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// Draws that depend on nothing but the seed.
#[derive(Debug, Clone)]
pub(crate) struct SeededRng {
    rng: TestRng,
    /// Which of several ways it is the turn of.
    pub turn: usize,
}

impl SeededRng {
    /// The draws of a seed and of the names of what they are for.
    pub(crate) fn of(seed: u64, names: &[&str]) -> Self {
        let mut state = Fingerprint::new(seed);
        for name in names {
            state.write(name.as_bytes());
            state.write(&[0xff]);
        }
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&state.next().to_le_bytes());
        }
        Self { rng: TestRng::from_seed(RngAlgorithm::ChaCha, &bytes), turn: 0 }
    }

    /// The same draws, where it is the turn of a number.
    pub(crate) fn in_turn(self, turn: usize) -> Self {
        Self { turn, ..self }
    }

    pub(crate) fn from_rng(rng: &TestRng) -> Self {
        Self { rng: rng.clone(), turn: 0 }
    }

    /// The source of these draws.
    pub(crate) fn into_rng(self) -> TestRng {
        self.rng
    }

    /// Lets a runner go on behind these draws, with randomness that none of them has seen.
    pub(crate) fn give_back(self, runner: &mut TestRunner) {
        *runner.rng() = self.rng;
        *runner.rng() = runner.new_rng();
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// A number below `end`; 0 where `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(self.bits().checked_rem(end).unwrap_or(0)).unwrap_or(0)
    }

    /// True once in `times`.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several; nothing of none.
    pub(crate) fn one_of<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        items.get(self.below(items.len()))
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i128, high: i128) -> i128 {
        let width = u128::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        let drawn = (u128::from(self.bits()) << 64 | u128::from(self.bits())) % width;
        low.saturating_add(i128::try_from(drawn).unwrap_or(0))
    }
}

/// FNV-1a over names, then `SplitMix64` for the seed's words: stable over versions of every library.
#[derive(Debug, Clone)]
struct Fingerprint(u64);

impl Fingerprint {
    fn new(seed: u64) -> Self {
        Self(0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_the_seed_and_the_names_alone() {
        let rng = |seed, names: &[&str]| SeededRng::of(seed, names).bits();
        assert_eq!(rng(1, &["a", "b"]), rng(1, &["a", "b"]));
        assert_ne!(rng(1, &["a", "b"]), rng(2, &["a", "b"]));
        assert_ne!(rng(1, &["a", "b"]), rng(1, &["ab"]));
    }

    #[test]
    fn what_is_between_is_between() {
        let mut rng = SeededRng::of(7, &[]);
        assert!((0..1000).all(|_| (-3..=3).contains(&rng.between(-3, 3))));
        assert_eq!(rng.between(5, 5), 5);
        let _ = rng.between(i128::MIN, i128::MAX);
    }
}
