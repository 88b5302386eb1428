//! Rust that the caller writes: types of other crates, and derivations. Each is parsed before it is taken.

use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// A type of another crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForeignType(String);

impl ForeignType {
    /// Takes a type, in the printer's form; none where the text is no type.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ty: syn::Type = syn::parse_str(text).ok()?;
        let file = syn::parse2(quote!(type T = #ty;)).ok()?;
        let printed = prettyplease::unparse(&file);
        let words: Vec<&str> =
            printed.trim().strip_prefix("type T = ")?.strip_suffix(';')?.split_whitespace().collect();
        Some(Self(words.join(" ")))
    }

    /// The text on one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tokens.
    #[must_use]
    pub fn tokens(&self) -> TokenStream {
        self.0.parse().unwrap_or_default()
    }
}

/// The path of what is derived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DerivePath(String);

impl DerivePath {
    /// Takes a path; none where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let path: syn::Path = syn::parse_str(text).ok()?;
        Some(Self(path.to_token_stream().to_string().replace(' ', "")))
    }

    /// The path on one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ToTokens for DerivePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.parse::<TokenStream>().unwrap_or_default());
    }
}

impl fmt::Display for DerivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{DerivePath, ForeignType};

    #[test]
    fn only_rust_is_taken() {
        let ty = |text| ForeignType::parse(text).map(|ty| ty.as_str().to_owned());
        assert_eq!(ty("a::B< C,D >").as_deref(), Some("a::B<C, D>"));
        assert_eq!(ty("a::B /* x */").as_deref(), Some("a::B"));
        assert_eq!(ty("A; fn evil() {}"), None);
        let path = |text| DerivePath::parse(text).map(|path| path.to_string());
        assert_eq!(path("schemars :: JsonSchema").as_deref(), Some("schemars::JsonSchema"));
        assert_eq!(path("Eq)] fn evil() {} #[derive(Eq"), None);
    }
}
