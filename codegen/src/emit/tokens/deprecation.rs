//! `#[deprecated]`, with what the document says of it: the compiler tells whoever uses the item.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Code, Literal, code};
use crate::emit::docs::markdown::inert;

/// Characters of a note at most.
const LENGTH: usize = 300;

/// Words by which a sentence says why, or what to use; the first that any sentence has counts.
const WORDS: [&str; 7] =
    ["deprecat", "instead", "superseded", "replaced by", "obsolete", "no longer", "will be removed"];

/// The attribute; nothing where the item is not deprecated.
#[must_use]
pub(crate) fn attribute<'a>(is_deprecated: bool, texts: impl IntoIterator<Item = &'a String>) -> TokenStream {
    if !is_deprecated {
        return TokenStream::new();
    }
    let note = note(texts).map(|note| quote!((note = #note)));
    quote!(#[deprecated #note])
}

/// The same as a line.
#[must_use]
pub(crate) fn line<'a>(indent: &'static str, is_deprecated: bool, texts: impl IntoIterator<Item = &'a String>) -> Code {
    if !is_deprecated {
        return Code::new();
    }
    let note = note(texts).map(|note| code!["(note = ", Literal::of(&note), ")"]);
    code![indent, "#[deprecated", note, "]\n"]
}

/// The sentence that says it, with the next where it says no more than that it is so.
fn note<'a>(texts: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let texts: Vec<String> =
        texts.into_iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let sentences: Vec<&str> = texts.iter().flat_map(|text| sentences(text)).collect();
    let has = |sentence: &str, word: &str| sentence.to_ascii_lowercase().contains(word);
    let at = WORDS.iter().find_map(|word| sentences.iter().position(|sentence| has(sentence, word)))?;
    let mut note = sentences[at].to_owned();
    if note.split(' ').count() <= 3
        && let Some(next) = sentences.get(at + 1)
    {
        note = format!("{note} {next}");
    }
    if let Some((end, _)) = note.char_indices().nth(LENGTH) {
        note.truncate(note[..end].rfind(' ').unwrap_or(end));
        note.push('…');
    }
    // rustdoc shows it as Markdown.
    Some(inert(&note).replace('\n', " ")).filter(|note| !note.is_empty())
}

/// The sentences of a text on one line.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ").chain(text.match_indices("! ")) {
        if at >= start {
            found.push(text[start..=at].trim());
            start = at + 1;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::note;

    fn of(texts: &[&str]) -> Option<String> {
        note(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_note_is_what_the_document_says_of_it() {
        let long = "Lists pets. **Deprecated**: use `GET /animals`. It is slow.";
        assert_eq!(of(&[long]).as_deref(), Some("**Deprecated**: use `GET /animals`."));
        assert_eq!(of(&["Deprecated. Use the\nother one."]).as_deref(), Some("Deprecated. Use the other one."));
        assert_eq!(of(&["The name.", "Use `b` instead"]).as_deref(), Some("Use `b` instead"));
        assert_eq!(of(&["The name."]), None);
        assert_eq!(of(&["deprecated <b>"]).as_deref(), Some("deprecated \\<b\\>"));
        assert!(of(&[&"deprecated ".repeat(100)]).is_some_and(|note| note.ends_with('…') && note.len() < 310));
    }
}
