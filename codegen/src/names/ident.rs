//! A name of Rust: always a valid identifier, raw where it is a keyword.

use std::fmt;

use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// An identifier of the generated code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// Makes an identifier, whatever the text is: the only place where text becomes one. It is in the form in which the
    /// compiler compares names (NFC); what cannot be in a name is spelled by its code point; words that cannot even be
    /// raw get an underscore.
    pub(super) fn new(text: &str) -> Self {
        match text {
            "" => Self("__".to_owned()),
            "self" | "Self" | "super" | "crate" | "_" => Self(format!("{text}_")),
            _ if is_identifier(text) => Self(text.to_owned()),
            _ => Self(spelled(text)),
        }
    }

    /// The text as it is, where it is an identifier: what somebody wrote by hand.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let ident = Self::new(text);
        (ident.0 == text && ident.0.chars().count() <= super::table::NAME_LIMIT).then_some(ident)
    }

    /// Whether the name is a keyword, so that it needs `r#`.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        is_keyword(&self.0)
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
        if self.is_raw() { write!(f, "r#{}", self.0) } else { f.write_str(&self.0) }
    }
}

/// Whether a text is an identifier (Unicode Standard Annex 31) in normal form.
fn is_identifier(text: &str) -> bool {
    let mut signs = text.chars();
    let begins = signs.next().is_some_and(|first| first == '_' || is_xid_start(first));
    begins && signs.all(is_xid_continue) && (text.is_ascii() || is_nfc(text))
}

/// The text in normal form, with code points for signs that no name has.
fn spelled(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for sign in text.nfc() {
        let begins = name.is_empty();
        if begins && sign != '_' && !is_xid_start(sign) {
            name.push('n');
        }
        if is_xid_continue(sign) {
            name.push(sign);
        } else {
            name.extend(["u", &format!("{:x}", u32::from(sign))]);
        }
    }
    // What was spelled may combine anew, as the first letter after `n`.
    if is_nfc(&name) { name } else { name.nfc().collect() }
}

/// The keywords of the 2024 edition, reserved ones included, that may be raw identifiers.
pub(crate) fn is_keyword(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Ident;
    use crate::names::{constant_name, field_name, method_name, module_name, type_name, variant_name};

    fn is_one_name(ident: &Ident) -> bool {
        syn::parse_str::<syn::Ident>(&ident.to_string()).is_ok() && unicode_normalization::is_nfc(ident.as_str())
    }

    #[test]
    fn what_is_no_name_becomes_one() {
        for (text, name) in
            [("a b", "au20b"), ("1", "n1"), ("e\u{301}", "\u{e9}"), ("x\nfn", "xuafn"), ("_", "__"), ("_a", "_a")]
        {
            assert_eq!(Ident::new(text).to_string(), name, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_becomes_a_name(text in any::<String>(), suffix in any::<String>()) {
            for ident in [
                Ident::new(&text),
                Ident::new(&text).with_suffix(&suffix),
                Ident::new(&text).with_prefix(&suffix),
                field_name(&text),
                type_name(&text),
                variant_name(&text),
                constant_name(&text),
                method_name(&text),
                module_name(&method_name(&text)),
            ] {
                prop_assert!(is_one_name(&ident), "{:?} from {:?}", ident, text);
            }
        }
    }
}
