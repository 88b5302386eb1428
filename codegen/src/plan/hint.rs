//! What a schema without a name of its own is called after.

use crate::names::{Ident, prefix, type_name};

/// The words that name a schema by its place.
#[derive(Debug, Clone)]
pub(super) struct Hint {
    /// From the outermost name to the place.
    words: String,
    /// The place alone, where that can be enough.
    own: Option<String>,
}

/// Bytes of words at most: more than a name can have, so that no depth of a document makes them long.
const WORDS_LIMIT: usize = 1000;

impl Hint {
    /// A place with a name.
    pub(super) fn new(name: &str) -> Self {
        Self { words: cut(name).to_owned(), own: None }
    }

    /// A parameter of an operation: its own name is enough where no other type wants it.
    pub(super) fn parameter(operation: &str, name: &str) -> Self {
        Self { words: format!("{} {}", cut(operation), cut(name)), own: Some(cut(name).to_owned()) }
    }

    /// A place within another.
    pub(super) fn part(outer: impl std::fmt::Display, name: &str) -> Self {
        Self { words: cut(&format!("{outer} {}", cut(name))).to_owned(), own: None }
    }

    /// A place within this one.
    pub(super) fn with(&self, name: &str) -> Self {
        Self::part(&self.words, name)
    }

    /// An item of a list is named like the list with `item`.
    pub(super) fn item(&self) -> Self {
        let item = |words: &String| cut(&format!("{words} item")).to_owned();
        Self { words: item(&self.words), own: self.own.as_ref().map(item) }
    }

    /// The full name of a type.
    pub(super) fn type_name(&self) -> Ident {
        type_name(&self.words)
    }

    /// The short name of a type.
    pub(super) fn short_name(&self) -> Option<Ident> {
        self.own.as_deref().map(type_name)
    }
}

fn cut(words: &str) -> &str {
    prefix(words, WORDS_LIMIT)
}
