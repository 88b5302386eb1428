//! A line as it is shown to people.

use std::ops::Range;

/// A line of a text, or of a long one (a minified document is one line) what is around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What is shown; `...` stands for what is left out.
    pub text: String,
    /// Where the place is in it, in bytes.
    pub place: usize,
}

/// What stands for the rest of a line.
const REST: &str = "...";
/// How much is shown before and behind the place, in bytes.
const AROUND: usize = 70;

impl Excerpt {
    /// The longest line that is shown whole, in bytes.
    pub const LONGEST_LINE: usize = 400;

    /// The excerpt of a text around a place of it, which is an offset in bytes.
    ///
    /// ```
    /// use trueline_spec::source::Excerpt;
    ///
    /// let excerpt = Excerpt::of("a: 1\nbc: 2\n", 9);
    /// assert_eq!((excerpt.text.as_str(), excerpt.place), ("bc: 2", 4));
    /// ```
    #[must_use]
    pub fn of(text: &str, place: usize) -> Self {
        let place = boundary(text, place);
        let start = text[..place].rfind('\n').map_or(0, |at| at + 1);
        let end = text[place..].find('\n').map_or(text.len(), |at| place + at);
        Self::within(text, start..end, place)
    }

    /// The same, where it is known which bytes of the text are the line.
    pub(super) fn within(text: &str, line: Range<usize>, place: usize) -> Self {
        let (start, end) = (line.start, line.end);
        let place = boundary(text, place).clamp(start, end);
        if end - start <= Self::LONGEST_LINE {
            return Self { text: text[start..end].trim_end().to_owned(), place: place - start };
        }
        let from = boundary(text, place.saturating_sub(AROUND)).max(start);
        let to = boundary(text, (place + AROUND).min(end));
        let (before, behind) = (if from > start { REST } else { "" }, if to < end { REST } else { "" });
        Self { text: format!("{before}{}{behind}", &text[from..to]), place: before.len() + place - from }
    }
}

/// The last place up to this one at which a character begins.
fn boundary(text: &str, place: usize) -> usize {
    (0..=place.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{AROUND, Excerpt};

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}X{}\nnext", "\u{e9}".repeat(1000), "b".repeat(1000));
        let excerpt = Excerpt::of(&text, 2000);
        assert!(excerpt.text.starts_with("...\u{e9}") && excerpt.text.ends_with("b..."), "{}", excerpt.text);
        assert!(excerpt.text[excerpt.place..].starts_with('X') && excerpt.text.len() <= 2 * AROUND + 8);
    }

    #[test]
    fn no_place_is_outside() {
        assert_eq!(Excerpt::of("", 7), Excerpt { text: String::new(), place: 0 });
        assert_eq!(Excerpt::of("abc\n", 99).place, 0);
    }
}
