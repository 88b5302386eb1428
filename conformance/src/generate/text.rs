//! Texts that a schema without a pattern allows, the odd ones too.

use super::{Completeness, SeededRng, generator::TextPosition};

/// A text of 100 KB, as an attentive caller sends once.
pub(super) const LONG: usize = 100 * 1024;

/// The longest text that is sent because no longer one is allowed, in most requests.
const USUAL: usize = 1024;

/// Characters that are drawn; a longer text repeats them.
const DRAWN: usize = 256;

/// Families of characters that break careless code.
const FAMILIES: [&[char]; 6] = [
    // control characters and NUL
    &['\0', '\u{1}', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\n', '\r', '\t'],
    // outside the Basic Multilingual Plane
    &['\u{1f600}', '\u{1f9d1}', '\u{10348}', '\u{20bb7}', '\u{1f468}', '\u{200d}', '\u{1f4bb}'],
    // right to left, with marks of direction
    &['\u{5e9}', '\u{5dc}', '\u{648}', '\u{645}', '\u{202e}', '\u{200f}', '\u{202c}'],
    // combining marks
    &['e', '\u{301}', 'a', '\u{308}', '\u{323}', 'n', '\u{303}', '\u{1ab0}'],
    // what other languages give a meaning
    &['\'', '"', '<', '>', '&', ';', '\\', '`', '$', '{', '}', '%', '-', '#', '/'],
    // spaces of all kinds
    &[' ', '\u{a0}', '\u{2003}', '\u{3000}', '\u{feff}', '\u{200b}'],
];

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A text of between `min` and `max` characters (Unicode scalar values).
pub(super) fn text(
    rng: &mut SeededRng,
    completeness: Completeness,
    texts: TextPosition,
    min: usize,
    max: Option<usize>,
) -> String {
    let cap = max.unwrap_or(usize::MAX);
    if completeness != Completeness::Random {
        return plain(min.max(4).min(cap.max(min)));
    }
    let length = length(rng, texts, min, cap);
    let family = family(rng, texts);
    let drawn: Vec<char> = (0..length.min(DRAWN)).map(|_| character(rng, family, texts)).collect();
    drawn.iter().cycle().take(length).collect()
}

/// Words, cut or repeated to a length.
fn plain(length: usize) -> String {
    "text "
        .chars()
        .cycle()
        .take(length)
        .collect::<String>()
        .trim_end()
        .chars()
        .chain("t".chars().cycle())
        .take(length)
        .collect()
}

fn length(rng: &mut SeededRng, texts: TextPosition, min: usize, cap: usize) -> usize {
    let is_body = matches!(texts, TextPosition::Anywhere | TextPosition::Short);
    let least = if is_body { min } else { min.max(1) };
    let wanted = match rng.below(40) {
        0..=4 if texts == TextPosition::Anywhere => LONG,
        1..=4 => least,
        5..=7 if is_body && cap <= USUAL => cap,
        8..=9 => least.saturating_add(1),
        _ => least.saturating_add(rng.below(20)),
    };
    wanted.clamp(least, cap.max(least))
}

fn family(rng: &mut SeededRng, texts: TextPosition) -> Option<&'static [char]> {
    match texts {
        TextPosition::Anywhere | TextPosition::Short if rng.one_in(2) => rng.one_of(&FAMILIES).copied(),
        TextPosition::Address if rng.one_in(3) => rng.one_of(&FAMILIES[1..5]).copied(),
        TextPosition::Segment if rng.one_in(3) => rng.one_of(&FAMILIES[1..4]).copied(),
        _ => None,
    }
}

fn character(rng: &mut SeededRng, family: Option<&'static [char]>, texts: TextPosition) -> char {
    let plain = |rng: &mut SeededRng| rng.one_of(LETTERS).map_or('a', |byte| char::from(*byte));
    match (family, texts) {
        (Some(family), _) if !rng.one_in(4) => rng.one_of(family).copied().unwrap_or('a'),
        (None, TextPosition::Anywhere | TextPosition::Short | TextPosition::Address) if rng.one_in(8) => ' ',
        (None, TextPosition::Header) if rng.one_in(8) => rng.one_of(b"-_.:!+*").map_or('-', |byte| char::from(*byte)),
        (None, TextPosition::Cookie) if rng.one_in(8) => rng.one_of(b"-_.").map_or('-', |byte| char::from(*byte)),
        _ => plain(rng),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_kept() {
        let mut rng = SeededRng::of(3, &[]);
        for completeness in [Completeness::Minimal, Completeness::Random] {
            for (min, max) in [(0, Some(0)), (3, Some(3)), (2, Some(9)), (7, None)] {
                for _ in 0..200 {
                    let length = text(&mut rng, completeness, TextPosition::Anywhere, min, max).chars().count();
                    assert!(length >= min && max.is_none_or(|max| length <= max), "{min} {max:?} {length}");
                }
            }
        }
    }

    #[test]
    fn cookies_need_no_escape() {
        let mut rng = SeededRng::of(3, &[]);
        let all: String =
            (0..400).map(|_| text(&mut rng, Completeness::Random, TextPosition::Cookie, 1, Some(50))).collect();
        assert!(all.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(sign)), "{all}");
    }

    #[test]
    fn every_family_is_drawn() {
        let mut rng = SeededRng::of(3, &[]);
        let all: String =
            (0..400).map(|_| text(&mut rng, Completeness::Random, TextPosition::Anywhere, 0, Some(50))).collect();
        for wanted in ['\0', '\u{1f600}', '\u{202e}', '\u{301}', '"', '\u{feff}'] {
            assert!(all.contains(wanted), "{wanted:?}");
        }
    }
}
