//! Texts that a schema without a pattern allows, the odd ones too.

use super::{Draw, Extent, generator::Texts};

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
pub(super) fn text(draw: &mut Draw, extent: Extent, texts: Texts, min: usize, max: Option<usize>) -> String {
    let cap = max.unwrap_or(usize::MAX);
    if extent != Extent::Any {
        return plain(min.max(4).min(cap.max(min)));
    }
    let length = length(draw, texts, min, cap);
    let family = family(draw, texts);
    let drawn: Vec<char> = (0..length.min(DRAWN)).map(|_| character(draw, family, texts)).collect();
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

fn length(draw: &mut Draw, texts: Texts, min: usize, cap: usize) -> usize {
    let is_body = matches!(texts, Texts::Anywhere | Texts::Short);
    let least = if is_body { min } else { min.max(1) };
    let wanted = match draw.below(40) {
        0..=4 if texts == Texts::Anywhere => LONG,
        1..=4 => least,
        5..=7 if is_body && cap <= USUAL => cap,
        8..=9 => least.saturating_add(1),
        _ => least.saturating_add(draw.below(20)),
    };
    wanted.clamp(least, cap.max(least))
}

fn family(draw: &mut Draw, texts: Texts) -> Option<&'static [char]> {
    match texts {
        Texts::Anywhere | Texts::Short if draw.once_in(2) => draw.one_of(&FAMILIES).copied(),
        Texts::Address if draw.once_in(3) => draw.one_of(&FAMILIES[1..5]).copied(),
        Texts::Segment if draw.once_in(3) => draw.one_of(&FAMILIES[1..4]).copied(),
        _ => None,
    }
}

fn character(draw: &mut Draw, family: Option<&'static [char]>, texts: Texts) -> char {
    let plain = |draw: &mut Draw| draw.one_of(LETTERS).map_or('a', |byte| char::from(*byte));
    match (family, texts) {
        (Some(family), _) if !draw.once_in(4) => draw.one_of(family).copied().unwrap_or('a'),
        (None, Texts::Anywhere | Texts::Short | Texts::Address) if draw.once_in(8) => ' ',
        (None, Texts::Header) if draw.once_in(8) => draw.one_of(b"-_.:!+*").map_or('-', |byte| char::from(*byte)),
        (None, Texts::Cookie) if draw.once_in(8) => draw.one_of(b"-_.").map_or('-', |byte| char::from(*byte)),
        _ => plain(draw),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_kept() {
        let mut draw = Draw::of(3, &[]);
        for extent in [Extent::Least, Extent::Any] {
            for (min, max) in [(0, Some(0)), (3, Some(3)), (2, Some(9)), (7, None)] {
                for _ in 0..200 {
                    let length = text(&mut draw, extent, Texts::Anywhere, min, max).chars().count();
                    assert!(length >= min && max.is_none_or(|max| length <= max), "{min} {max:?} {length}");
                }
            }
        }
    }

    #[test]
    fn cookies_need_no_escape() {
        let mut draw = Draw::of(3, &[]);
        let all: String = (0..400).map(|_| text(&mut draw, Extent::Any, Texts::Cookie, 1, Some(50))).collect();
        assert!(all.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(sign)), "{all}");
    }

    #[test]
    fn every_family_is_drawn() {
        let mut draw = Draw::of(3, &[]);
        let all: String = (0..400).map(|_| text(&mut draw, Extent::Any, Texts::Anywhere, 0, Some(50))).collect();
        for wanted in ['\0', '\u{1f600}', '\u{202e}', '\u{301}', '"', '\u{feff}'] {
            assert!(all.contains(wanted), "{wanted:?}");
        }
    }
}
