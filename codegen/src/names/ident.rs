//! A name of Rust: always a valid identifier, raw where it is a keyword.

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// An identifier of the generated code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// Makes an identifier of text that consists of identifier characters; words that cannot even be raw get an
    /// underscore.
    pub(super) fn new(text: &str) -> Self {
        match text {
            "self" | "Self" | "super" | "crate" | "_" | "" => Self(format!("{text}_")),
            _ => Self(text.to_owned()),
        }
    }

    /// The name without `r#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier with a suffix: `get` and `_mut` give `get_mut`.
    #[must_use]
    pub fn with_suffix(&self, suffix: &str) -> Self {
        Self::new(&format!("{}{suffix}", self.0))
    }

    /// The identifier with a prefix: `with_` and `limit` give `with_limit`.
    #[must_use]
    pub fn with_prefix(&self, prefix: &str) -> Self {
        Self::new(&format!("{prefix}{}", self.0))
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_keyword(&self.0) { write!(f, "r#{}", self.0) } else { f.write_str(&self.0) }
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ident = if is_keyword(&self.0) {
            proc_macro2::Ident::new_raw(&self.0, Span::call_site())
        } else {
            proc_macro2::Ident::new(&self.0, Span::call_site())
        };
        tokens.append(ident);
    }
}

/// The keywords of the 2024 edition, reserved ones included, that may be raw identifiers.
fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}
