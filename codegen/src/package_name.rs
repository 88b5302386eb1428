//! Which names a package can have: what Cargo takes, what can be published, and what names a crate.

use std::fmt;

use trueline_spec::file_name;
use trueline_spec::render::printable_line;

use crate::names::is_keyword;

/// The most characters of a package's name that crates.io takes.
const LENGTH_LIMIT: usize = 64;

/// Why a text is no package's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPackageName {
    name: String,
    reason: &'static str,
}

/// Holds a text against the rules of `cargo new` and of crates.io: ASCII letters, digits, `-` and `_`, a letter first, at
/// most 64 characters; no keyword (it could not be named in code), no name of the standard library's crates (it would hide
/// one), none of `test`, `deps`, `build`, `examples`, `incremental` (Cargo has folders of these names), and none of a device
/// of Windows.
///
/// # Errors
/// Where it breaks one of them.
///
/// # Examples
/// ```
/// use trueline_codegen::check_package_name;
///
/// assert!(check_package_name("pets-client").is_ok());
/// assert!(check_package_name("test").is_err());
/// ```
pub fn check_package_name(name: &str) -> Result<(), InvalidPackageName> {
    let refused = |reason| Err(InvalidPackageName { name: name.to_owned(), reason });
    let is_allowed = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    if !name.starts_with(|sign: char| sign.is_ascii_alphabetic()) || !name.chars().all(is_allowed) {
        return refused("it must start with a letter and have only ASCII letters, digits, `-` and `_`");
    }
    if name.len() > LENGTH_LIMIT {
        return refused("it must have at most 64 characters");
    }
    match name.to_ascii_lowercase().replace('-', "_").as_str() {
        "std" | "core" | "alloc" | "proc_macro" => refused("it would hide a crate of the standard library"),
        "test" | "deps" | "build" | "examples" | "incremental" => refused("Cargo reserves it"),
        "self" | "super" | "crate" => refused("it is a keyword"),
        other if is_keyword(other) => refused("it is a keyword"),
        other if file_name::is_reserved(other) => refused("Windows reserves it for a device"),
        _ => Ok(()),
    }
}

/// Whether [`check_package_name`] takes a text.
#[must_use]
pub fn is_package_name(name: &str) -> bool {
    check_package_name(name).is_ok()
}

impl fmt::Display for InvalidPackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = printable_line(&self.name);
        write!(
            f,
            "`{name}` is not a valid package name: {}; choose another one, `{}` for instance",
            self.reason,
            self.suggestion()
        )
    }
}

impl InvalidPackageName {
    /// A name that is near and allowed.
    fn suggestion(&self) -> String {
        let sign = |sign: char| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { '-' };
        let plain: String = self.name.chars().map(sign).take(LENGTH_LIMIT / 2).collect();
        let plain = plain.trim_matches(|sign: char| sign == '-' || sign.is_ascii_digit());
        if is_package_name(plain) {
            return plain.to_owned();
        }
        let with_suffix = format!("{plain}-client");
        if is_package_name(&with_suffix) { with_suffix } else { "api-client".to_owned() }
    }
}

impl std::error::Error for InvalidPackageName {}

#[cfg(test)]
mod tests {
    use super::{check_package_name, is_package_name};

    #[test]
    fn what_cargo_refuses_is_refused_with_a_name_that_it_takes() {
        let long = "x".repeat(65);
        let refused = [
            "",
            "1st",
            "-a",
            "a b",
            "a\"b",
            "a.b",
            "\u{e4}",
            "a\nb",
            "test",
            "deps",
            "build",
            "std",
            "core",
            "proc-macro",
            "fn",
            "async",
            "Self",
            "self",
            "crate",
            "con",
            "NUL",
            "com1",
            "gen",
            &long,
        ];
        for name in refused {
            let message = check_package_name(name).expect_err(name).to_string();
            let suggestion = message.rsplit('`').nth(1).unwrap_or_default();
            assert!(is_package_name(suggestion), "{message}");
            assert!(!message.contains('\n'), "{message}");
        }
        for name in ["a", "pets-client", "tybrite", "case_1", "Pets"] {
            assert!(check_package_name(name).is_ok(), "{name}");
        }
    }
}
