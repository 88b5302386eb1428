//! `#[doc(alias)]`: names of the API by which rustdoc's search finds an item that is called otherwise.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Code, Literal, code};
use crate::names::Ident;

/// Characters of an alias at most.
const LENGTH: usize = 200;

/// The attributes of an item that has a name of the API's, where the search would not find it by that.
#[must_use]
pub(crate) fn aliases<'a>(name: &Ident, known_as: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let aliases = needed(name, known_as);
    quote!(#(#[doc(alias = #aliases)])*)
}

/// The same as a line.
#[must_use]
pub(crate) fn line(indent: &'static str, name: &Ident, known_as: &str) -> Code {
    match needed(name, [known_as]).as_slice() {
        [alias] => code![indent, "#[doc(alias = ", Literal::of(alias), ")]\n"],
        _ => Code::new(),
    }
}

fn needed<'a>(name: &Ident, known_as: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut aliases: Vec<&str> = Vec::new();
    for alias in known_as {
        if is_alias(alias) && searched(alias) != searched(name.as_str()) && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    aliases
}

/// What the compiler takes: no quotes, no white space but spaces within.
fn is_alias(text: &str) -> bool {
    let is_sign =
        |sign: char| sign == ' ' || !(sign.is_whitespace() || sign.is_control() || matches!(sign, '"' | '\''));
    !text.is_empty() && text == text.trim() && text.chars().count() <= LENGTH && text.chars().all(is_sign)
}

/// A name as the search compares it: neither case nor underscores count.
fn searched(name: &str) -> String {
    name.chars().filter(|sign| *sign != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::needed;
    use crate::names::field_name;

    #[test]
    fn only_what_the_search_would_not_find_is_an_alias() {
        let of = |wire: &'static str| needed(&field_name(wire), [wire]);
        assert_eq!(of("customerId"), [""; 0]);
        assert_eq!(of("type"), [""; 0]);
        assert_eq!(of("@id"), ["@id"]);
        assert_eq!(of("x-rate-limit"), ["x-rate-limit"]);
        assert_eq!(needed(&field_name("a"), ["/a", "/a", "it's", "b "]), ["/a"]);
    }

    proptest! {
        #[test]
        fn the_compiler_takes_every_alias(wire in any::<String>()) {
            for alias in needed(&field_name("x"), [wire.as_str()]) {
                prop_assert!(!alias.is_empty() && !alias.contains(['"', '\'', '\n', '\t', '\r']));
                prop_assert!(!alias.starts_with(char::is_whitespace) && !alias.ends_with(char::is_whitespace));
            }
        }
    }
}
