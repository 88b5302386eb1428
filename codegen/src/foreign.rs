//! Rust that the caller writes: types of other crates, and derivations. Each is parsed before it is taken.

use std::fmt;
use std::str::FromStr;

use quote::{ToTokens, quote};

use crate::code_span;

/// A type of another crate, as the printer writes it on one line.
///
/// # Examples
/// ```
/// use trueline_codegen::ForeignType;
///
/// let decimal: ForeignType = "rust_decimal :: Decimal".parse()?;
/// assert_eq!(decimal.as_str(), "rust_decimal::Decimal");
/// assert!("Decimal; fn evil() {}".parse::<ForeignType>().is_err());
/// # Ok::<(), trueline_codegen::InvalidRust>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForeignType(String);

/// The path of what is derived, on one line.
///
/// # Examples
/// ```
/// use trueline_codegen::DerivePath;
///
/// let path: DerivePath = "schemars::JsonSchema".parse()?;
/// assert_eq!(path.as_str(), "schemars::JsonSchema");
/// assert!("not a path".parse::<DerivePath>().is_err());
/// # Ok::<(), trueline_codegen::InvalidRust>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DerivePath(String);

/// A text that is not the Rust that it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRust {
    text: String,
    reason: &'static str,
}

impl ForeignType {
    /// The text on one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let ty: syn::Type = syn::parse_str(text).ok()?;
        let file = syn::parse2(quote!(type T = #ty;)).ok()?;
        let printed = prettyplease::unparse(&file);
        let words: Vec<&str> =
            printed.trim().strip_prefix("type T = ")?.strip_suffix(';')?.split_whitespace().collect();
        Some(Self(words.join(" ")))
    }
}

impl DerivePath {
    /// The path on one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ForeignType {
    type Err = InvalidRust;

    fn from_str(text: &str) -> Result<Self, InvalidRust> {
        Self::parse(text).ok_or_else(|| InvalidRust { text: text.to_owned(), reason: "is not a Rust type" })
    }
}

impl FromStr for DerivePath {
    type Err = InvalidRust;

    fn from_str(text: &str) -> Result<Self, InvalidRust> {
        let invalid = |_| InvalidRust { text: text.to_owned(), reason: "cannot be derived" };
        let path: syn::Path = syn::parse_str(text).map_err(invalid)?;
        Ok(Self(path.to_token_stream().to_string().replace(' ', "")))
    }
}

impl fmt::Display for ForeignType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DerivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InvalidRust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", code_span(&self.text), self.reason)
    }
}

impl std::error::Error for InvalidRust {}

#[cfg(test)]
mod tests {
    use super::{DerivePath, ForeignType};

    #[test]
    fn only_rust_is_taken() {
        let ty = |text: &str| text.parse::<ForeignType>().map(|ty| ty.to_string()).map_err(|error| error.to_string());
        assert_eq!(ty("a::B< C,D >").as_deref(), Ok("a::B<C, D>"));
        assert_eq!(ty("a::B /* x */").as_deref(), Ok("a::B"));
        assert_eq!(ty("A; fn evil() {}"), Err("`A; fn evil() {}` is not a Rust type".to_owned()));
        let path =
            |text: &str| text.parse::<DerivePath>().map(|path| path.to_string()).map_err(|error| error.to_string());
        assert_eq!(path("schemars :: JsonSchema").as_deref(), Ok("schemars::JsonSchema"));
        assert_eq!(
            path("Eq)] fn evil() {} #[derive(Eq"),
            Err("`Eq)] fn evil() {} #[derive(Eq` cannot be derived".to_owned())
        );
    }
}
