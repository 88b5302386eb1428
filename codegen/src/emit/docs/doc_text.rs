//! Documentation of generated items: the only way for a text of a document into a comment.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::markdown::inert;
use crate::plan::model::types::Docs;

/// The lines of a documentation comment. Whatever they are made of is made inert as a whole, after it has been put
/// together: that no line ends a comment, that nothing is compiled as a doctest, and that no HTML gets into rustdoc's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocText(String);

impl DocText {
    /// Of Markdown that may be a document's in whole or in part; `otherwise` where it says nothing.
    #[must_use]
    pub fn of(markdown: &str, otherwise: &'static str) -> Self {
        let text = inert(markdown);
        Self(if text.is_empty() { otherwise.to_owned() } else { text })
    }

    /// Of the program's own words.
    #[must_use]
    pub fn fixed(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// Of texts that a page has made inert where each stands.
    pub(super) fn of_inert(page: String) -> Self {
        Self(page)
    }

    /// What the document says, else `otherwise`, which may be made of a document's texts as well.
    #[must_use]
    pub fn of_docs(docs: &Docs, otherwise: impl FnOnce() -> String) -> Self {
        let text = paragraphs(&docs.paragraphs);
        Self(if text.is_empty() { inert(&otherwise()) } else { text })
    }

    /// The lines, which follow `///` and a space.
    pub fn lines(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.split('\n')
    }

    /// The same as the documentation of what encloses it: `//!`.
    #[must_use]
    pub fn inner(&self) -> TokenStream {
        let lines = self.spaced();
        quote!(#(#![doc = #lines])*)
    }

    fn spaced(&self) -> impl Iterator<Item = String> {
        self.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") })
    }
}

impl ToTokens for DocText {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let lines = self.spaced();
        tokens.extend(quote!(#(#[doc = #lines])*));
    }
}

/// Documentation that begins with Markdown of a document, where it says anything.
#[must_use]
pub(crate) fn doc(markdown: &str) -> DocText {
    DocText::of(markdown, "As declared in the API's document.")
}

/// The same of several texts, one below the other.
#[must_use]
pub(crate) fn doc_of(texts: &[String]) -> DocText {
    doc(&paragraphs(texts))
}

/// The same, with a section of the program's own words behind it.
#[must_use]
pub(crate) fn doc_with(markdown: &str, section: &'static str) -> DocText {
    doc_of(&[markdown.to_owned(), section.to_owned()])
}

/// Texts one below the other, each made inert by itself first, lest a fence that it leaves open swallows the next.
fn paragraphs(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [only] => inert(only),
        several => {
            let texts: Vec<String> = several.iter().map(|text| inert(text)).collect();
            inert(&texts.join("\n\n"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DocText;

    #[test]
    fn no_line_ends_a_comment() {
        let text = DocText::of("a\rb\u{2028}c\u{85}d\u{202e}e\0f\u{7f}", "x");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, ["a", "b", "c", "d\\u{202e}e\\u{0}f\\u{7f}"]);
        assert_eq!(DocText::of(" \n\t", "x"), DocText::fixed("x"));
        assert_eq!(DocText::of("\0", "x").lines().collect::<Vec<_>>(), ["\\u{0}"]);
    }
}
