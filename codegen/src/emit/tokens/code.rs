//! Rust that is written as lines, of which nothing can be a text of a document.
//!
//! [`Code`] takes fixed text, and what is one token or a type by how it was made: [`Ident`], [`Literal`], `DocText`,
//! a type's text, numbers. A `String` does not compile there:
//!
//! ```compile_fail,E0277
//! let name = String::from("x\n#[serde(serialize_with = \"evil\")]");
//! let mut code = trueline_codegen::emit::tokens::code::Code::new();
//! code.put(&name);
//! ```
//!
//! Nor does a text that is borrowed from a document:
//!
//! ```compile_fail
//! fn field(code: &mut trueline_codegen::emit::tokens::code::Code, name: &str) {
//!     code.put(&name);
//! }
//! ```
//!
//! The same as a literal does:
//!
//! ```
//! use trueline_codegen::emit::tokens::code::{Code, Literal};
//!
//! let mut code = Code::new();
//! code.put(&"const NAME: &str = ");
//! code.put(&Literal::of("x\n#[serde(serialize_with = \"evil\")]"));
//! code.put(&";\n");
//! assert_eq!(code.as_str(), "const NAME: &str = \"x\\n#[serde(serialize_with = \\\"evil\\\")]\";\n");
//! ```

use std::fmt::Write as _;

use super::rust_types::TypeText;
use crate::DerivePath;
use crate::emit::docs::doc_text::DocText;
use crate::names::Ident;

/// Rust that consists of fixed text and [`Fragment`]s alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a fragment.
    pub fn put(&mut self, fragment: &impl Fragment) {
        fragment.append_to(&mut self.0);
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Its length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A text as a literal of Rust, whatever it holds: quotes, line ends, bidirectional controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// The literal of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(proc_macro2::Literal::string(text).to_string())
    }
}

/// Documentation before an item, with a margin.
#[derive(Debug, Clone, Copy)]
pub struct DocLines<'a> {
    /// What it says.
    pub docs: &'a DocText,
    /// Spaces before each line.
    pub indent: usize,
}

/// A name without `r#`, for documentation.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a>(pub &'a Ident);

/// Spaces.
#[derive(Debug, Clone, Copy)]
pub struct Margin(pub usize);

/// What can be put into [`Code`]. The kinds are listed here and nowhere else: each is safe by how its values are made.
pub trait Fragment: sealed::Sealed {
    /// Appends the fragment's text.
    #[doc(hidden)]
    fn append_to(&self, text: &mut String);
}

mod sealed {
    pub trait Sealed {}
}

/// Text of the program itself: nothing that is read at run time lives as long.
impl Fragment for &'static str {
    fn append_to(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Fragment for Ident {
    fn append_to(&self, text: &mut String) {
        if self.is_raw() {
            text.push_str("r#");
        }
        text.push_str(self.as_str());
    }
}

impl Fragment for Literal {
    fn append_to(&self, text: &mut String) {
        text.push_str(&self.0);
    }
}

impl Fragment for Code {
    fn append_to(&self, text: &mut String) {
        text.push_str(&self.0);
    }
}

impl Fragment for TypeText {
    fn append_to(&self, text: &mut String) {
        text.push_str(self.as_str());
    }
}

impl Fragment for DerivePath {
    fn append_to(&self, text: &mut String) {
        text.push_str(self.as_str());
    }
}

impl Fragment for DocLines<'_> {
    fn append_to(&self, text: &mut String) {
        for line in self.docs.lines() {
            Margin(self.indent).append_to(text);
            text.extend(["///", if line.is_empty() { "" } else { " " }, line, "\n"]);
        }
    }
}

impl Fragment for Plain<'_> {
    fn append_to(&self, text: &mut String) {
        text.push_str(self.0.as_str());
    }
}

impl Fragment for Margin {
    fn append_to(&self, text: &mut String) {
        text.extend(std::iter::repeat_n(' ', self.0));
    }
}

impl Fragment for usize {
    fn append_to(&self, text: &mut String) {
        let _ = write!(text, "{self}");
    }
}

impl Fragment for bool {
    fn append_to(&self, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }
}

impl<T: Fragment> Fragment for &T {
    fn append_to(&self, text: &mut String) {
        (*self).append_to(text);
    }
}

impl<T: Fragment> Fragment for Option<T> {
    fn append_to(&self, text: &mut String) {
        if let Some(fragment) = self {
            fragment.append_to(text);
        }
    }
}

impl sealed::Sealed for &'static str {}
impl sealed::Sealed for Ident {}
impl sealed::Sealed for Literal {}
impl sealed::Sealed for Code {}
impl sealed::Sealed for TypeText {}
impl sealed::Sealed for DerivePath {}
impl sealed::Sealed for DocLines<'_> {}
impl sealed::Sealed for Plain<'_> {}
impl sealed::Sealed for Margin {}
impl sealed::Sealed for usize {}
impl sealed::Sealed for bool {}
impl<T: Fragment> sealed::Sealed for &T {}
impl<T: Fragment> sealed::Sealed for Option<T> {}

/// [`Code`] of fragments, one after the other.
macro_rules! code {
    ($($fragment:expr),* $(,)?) => {{
        let mut code = $crate::emit::tokens::code::Code::new();
        $(code.put(&$fragment);)*
        code
    }};
}

/// Appends fragments to [`Code`], one after the other.
macro_rules! put {
    ($code:expr, $($fragment:expr),+ $(,)?) => {{
        $($code.put(&$fragment);)+
    }};
}

pub(crate) use {code, put};

/// Fragments with a text between each two.
pub fn joined<T: Fragment>(fragments: impl IntoIterator<Item = T>, between: &'static str) -> Code {
    let mut code = Code::new();
    for (index, fragment) in fragments.into_iter().enumerate() {
        if index > 0 {
            code.put(&between);
        }
        code.put(&fragment);
    }
    code
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Code, Literal};

    proptest! {
        #[test]
        fn a_literal_is_one_token_without_a_line_end_whatever_it_says(text in any::<String>()) {
            let mut code = Code::new();
            put!(code, Literal::of(&text));
            let read: syn::LitStr = syn::parse_str(code.as_str()).expect("a literal");
            prop_assert_eq!(read.value(), text);
            prop_assert!(!code.as_str().chars().any(trueline_spec::render::is_active));
        }
    }

    #[test]
    fn what_the_compiler_refuses_in_literals_is_escaped() {
        let literal = Literal::of("\u{202e}\r\0\u{7f}\u{2028}\u{feff}\u{e0041}");
        assert_eq!(literal.0, "\"\\u{202e}\\r\\0\\u{7f}\\u{2028}\\u{feff}\\u{e0041}\"");
    }
}
