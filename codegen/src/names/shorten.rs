//! Names that are too long lose words, not letters: those that repeat others, those that only join, those in the middle.

/// Words that only join others.
const JOINING: [&str; 15] =
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];

/// Of longer texts, so many words at the beginning and at the end are looked at.
const WORDS: usize = 32;

/// The words that are left so that each with `between` characters before the next is no longer than `limit`; one word
/// that is too long is cut. The first and the last stay: what it is about, and what it is.
pub(super) fn shorten(mut words: Vec<String>, limit: usize, between: usize) -> Vec<String> {
    if words.len() > 2 * WORDS {
        words.drain(WORDS..words.len() - WORDS);
    }
    let length = |words: &[String]| {
        words.iter().map(|word| word.chars().count()).sum::<usize>() + between * words.len().saturating_sub(1)
    };
    let mut total = length(&words);
    while total > limit && words.len() > 2 {
        let removed = words.remove(least(&words));
        total -= removed.chars().count() + between;
    }
    if total > limit {
        let mut left = limit;
        for word in &mut words {
            *word = word.chars().take(left).collect();
            left = left.saturating_sub(word.chars().count() + between);
        }
        words.retain(|word| !word.is_empty());
    }
    words
}

/// The last words that are together no longer than `limit`.
pub(super) fn ending(mut words: Vec<String>, limit: usize) -> Vec<String> {
    let mut left = limit;
    let fitting = words.iter().rev().take_while(|word| {
        let fits = word.chars().count() <= left;
        left = left.saturating_sub(word.chars().count());
        fits
    });
    let kept = fitting.count();
    let mut ending = words.split_off(words.len() - kept);
    // A name begins with a letter.
    while ending.len() > 1 && ending[0].starts_with(|first: char| first.is_ascii_digit()) {
        ending.remove(0);
    }
    if ending.is_empty() { shorten(words, limit, 0) } else { ending }
}

/// The index of the word that says least, of three or more.
fn least(words: &[String]) -> usize {
    let inner = || (1..words.len() - 1).rev();
    let is_repeated = |index: &usize| words[..*index].contains(&words[*index]);
    let is_joining = |index: &usize| JOINING.contains(&words[*index].as_str());
    inner().find(is_repeated).or_else(|| inner().find(is_joining)).unwrap_or(words.len() / 2)
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn words_go_and_letters_stay() {
        for (text, limit, expected) in [
            ("list pets", 60, "list pets"),
            ("list the pets of the owner of the shop", 23, "list pets owner shop"),
            ("create message content message text", 27, "create message content text"),
            ("get alpha beta gamma delta epsilon", 23, "get alpha delta epsilon"),
            ("abcdefgh ijklmnop", 6, "abcdef"),
        ] {
            let words = text.split(' ').map(str::to_owned).collect();
            assert_eq!(shorten(words, limit, 1).join(" "), expected, "{text}");
        }
    }
}
