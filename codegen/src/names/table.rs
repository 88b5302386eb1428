//! Which case each sort of name has.

use trueline_spec::file_name;

use super::shorten::{ending, shorten};
use super::{Ident, words::words};

/// `ContactPoint`, for types.
#[must_use]
pub fn type_name(wire: &str) -> Ident {
    upper_camel(wire)
}

/// A type's name that says more than that of `wire` alone: `kind` too, or where `wire` is too long for a name, its last words.
#[must_use]
pub(crate) fn longer_type_name(wire: &str, kind: &str) -> Ident {
    let all = words(wire);
    let length: usize = all.iter().map(|word| word.chars().count()).sum();
    if length > WORDS_LIMIT { camel(ending(all, WORDS_LIMIT)) } else { upper_camel(&format!("{wire} {kind}")) }
}

/// `InProgress`, for variants of enums.
#[must_use]
pub fn variant_name(wire: &str) -> Ident {
    upper_camel(wire)
}

/// `created_at`, for fields and arguments.
#[must_use]
pub fn field_name(wire: &str) -> Ident {
    snake(wire)
}

/// `create_conversation`, for methods.
#[must_use]
pub fn method_name(wire: &str) -> Ident {
    snake(wire)
}

/// Bytes of a module's name at most: its file has a number maybe and an ending besides, and systems allow 255.
const LONGEST_MODULE: usize = 200;

/// Characters of any name at most: names are written wherever they are used.
pub(super) const NAME_LIMIT: usize = 60;

/// Characters of the words of a name at most, so that there is room for a number.
const WORDS_LIMIT: usize = NAME_LIMIT - 4;

/// The module of a method, named like it as far as a file may be: in ASCII, as the compiler wants it, not too long, and no
/// device of Windows.
#[must_use]
pub fn module_name(method: &Ident) -> Ident {
    let spelled = |sign: char| if sign.is_ascii() { sign.to_string() } else { format!("u{:x}", u32::from(sign)) };
    let mut name: String = method.as_str().chars().map(spelled).collect();
    name.truncate(LONGEST_MODULE);
    let name = name.trim_end_matches('_');
    if file_name::is_reserved(name) { Ident::new(&format!("{name}_")) } else { Ident::new(name) }
}

/// `X_AUTH_TOKEN`, for constants.
#[must_use]
pub fn constant_name(wire: &str) -> Ident {
    Ident::new(&shorten(words(wire), WORDS_LIMIT, 1).join("_").to_uppercase())
}

fn snake(wire: &str) -> Ident {
    Ident::new(&shorten(words(wire), WORDS_LIMIT, 1).join("_"))
}

fn upper_camel(wire: &str) -> Ident {
    camel(shorten(words(wire), WORDS_LIMIT, 0))
}

fn camel(words: Vec<String>) -> Ident {
    let mut name = String::new();
    for word in words {
        // Two numbers beside each other stay apart: `v1.2` is not `v12`.
        if name.ends_with(|last: char| last.is_ascii_digit()) && word.starts_with(|first: char| first.is_ascii_digit())
        {
            name.push('_');
        }
        let mut rest = word.chars();
        if let Some(first) = rest.next() {
            name.extend(first.to_uppercase());
            name.push_str(rest.as_str());
        }
    }
    Ident::new(&name)
}

/// The crate of a package, as code names it.
#[must_use]
pub fn crate_name(package: &str) -> Ident {
    Ident::new(&package.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::{
        LONGEST_MODULE, NAME_LIMIT, field_name, longer_type_name, method_name, module_name, type_name, variant_name,
    };

    #[test]
    fn a_file_can_be_named_like_any_module() {
        let module = |method: &str| module_name(&method_name(method)).to_string();
        assert_eq!(module("getPets"), "get_pets");
        assert_eq!(module("type"), "r#type");
        assert_eq!(module("get \u{e9}t\u{e9}"), "get_ue9tue9");
        assert!(module(&"get the pets ".repeat(40)).len() <= LONGEST_MODULE);
        assert_eq!(["CON", "nul", "Com1", "lpt 9", "com10"].map(module), ["con_", "nul_", "com1_", "lpt_9", "com10"]);
    }

    #[test]
    fn names_of_any_length_are_cut() {
        let long = "\u{fc}a ".repeat(500_000);
        for name in [type_name(&long), field_name(&long), super::constant_name(&long)] {
            assert!(name.as_str().chars().count() <= NAME_LIMIT, "{}", name.as_str().len());
        }
    }

    #[test]
    fn a_longer_name_says_what_it_is_or_ends_as_the_place_does() {
        assert_eq!(longer_type_name("pet status", "field").as_str(), "PetStatusField");
        let place =
            |owner: &str| format!("create configuration for {owner} body secret scanning delegated alert dismissal");
        let [one, other] = ["enterprise", "organization"].map(place);
        assert_eq!(longer_type_name(&one, "field").as_str(), "ForEnterpriseBodySecretScanningDelegatedAlertDismissal");
        assert_ne!(longer_type_name(&one, "field"), longer_type_name(&other, "field"));
    }

    #[test]
    fn names_are_identifiers_whatever_the_wire_says() {
        for (wire, snake, camel) in [
            ("HTTPServer", "http_server", "HttpServer"),
            ("type", "r#type", "Type"),
            ("self", "self_", "Self_"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("2fa", "n2fa", "N2fa"),
            ("", "empty", "Empty"),
            ("*", "star", "Star"),
            ("a.b-c d", "a_b_c_d", "ABCD"),
            ("v1.2", "v1_2", "V1_2"),
            ("\u{0}", "u0", "U0"),
            ("N\u{ba} de s\u{e9}rie", "n_de_s\u{e9}rie", "NDeS\u{e9}rie"),
            ("p\u{2bf}al", "p_al", "PAl"),
            ("\u{b5}", "ub5", "Ub5"),
        ] {
            assert_eq!(field_name(wire).to_string(), snake, "{wire:?}");
            assert_eq!(type_name(wire).to_string(), camel, "{wire:?}");
            assert_eq!(variant_name(wire), type_name(wire));
        }
    }
}
