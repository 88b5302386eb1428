//! Parts of a Rust file, and how they are printed.

use proc_macro2::TokenStream;

use super::code::Code;

/// The greatest width of a line: the printer's.
pub(crate) const WIDTH: usize = 89;

/// A part of a Rust file.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Items that are still to be printed.
    Tokens(TokenStream),
    /// Items as the printer prints them, but for lines that are too long.
    Lines(Code),
}

impl Piece {
    /// The items, read and printed whatever the lines are.
    pub(crate) fn reprinted(self) -> syn::Result<String> {
        let tokens = match self {
            Self::Tokens(tokens) => syn::parse2(tokens)?,
            Self::Lines(code) => syn::parse_file(code.as_str())?,
        };
        Ok(prettyplease::unparse(&tokens))
    }

    /// The items as the printer prints them.
    pub(crate) fn printed(self) -> syn::Result<String> {
        let file = match self {
            Self::Tokens(tokens) => syn::parse2(tokens)?,
            Self::Lines(code) if code.as_str().lines().all(fits) => {
                debug_assert_eq!(
                    Ok(code.as_str()),
                    syn::parse_file(code.as_str()).map(|file| prettyplease::unparse(&file)).as_deref().map_err(|_| ())
                );
                return Ok(code.into_string());
            }
            Self::Lines(code) => syn::parse_file(code.as_str())?,
        };
        Ok(prettyplease::unparse(&file))
    }
}

/// Comments are never broken.
fn fits(line: &str) -> bool {
    line.len() <= WIDTH || line.trim_start().starts_with("//")
}
