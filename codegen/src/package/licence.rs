//! Under which licence a package is: what the caller says, else what the document says of the API where that is a licence of
//! software, else nobody has chosen one, and the package says so.

use trueline_spec::model::Info;
use trueline_spec::render::printable_line;

use super::metadata::Key;

/// The licence of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Licence {
    /// An expression of SPDX.
    Expression(String),
    /// The manifest names a file, or inherits the licence from a workspace.
    Elsewhere,
    /// Nobody has chosen one.
    Open,
}

/// The text of the MIT licence below its copyright line.
const MIT: &str = include_str!("licences/mit.txt");
/// The Apache licence.
const APACHE: &str = include_str!("licences/apache-2.0.txt");

/// Licences of software by what documents call them, in lower case without "the", "license" and "version".
const KNOWN: [(&str, &str); 24] = [
    ("0bsd", "0BSD"),
    ("agpl-3.0", "AGPL-3.0-only"),
    ("agpl-3.0-only", "AGPL-3.0-only"),
    ("agpl-3.0-or-later", "AGPL-3.0-or-later"),
    ("apache", "Apache-2.0"),
    ("apache 2", "Apache-2.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache-2.0", "Apache-2.0"),
    ("apache-2.0 or mit", "Apache-2.0 OR MIT"),
    ("bsd-2-clause", "BSD-2-Clause"),
    ("bsd-3-clause", "BSD-3-Clause"),
    ("bsd 3-clause", "BSD-3-Clause"),
    ("eupl-1.2", "EUPL-1.2"),
    ("gpl-3.0", "GPL-3.0-only"),
    ("gpl-3.0-only", "GPL-3.0-only"),
    ("gpl-3.0-or-later", "GPL-3.0-or-later"),
    ("isc", "ISC"),
    ("lgpl-3.0-only", "LGPL-3.0-only"),
    ("mit", "MIT"),
    ("mit or apache-2.0", "MIT OR Apache-2.0"),
    ("mpl-2.0", "MPL-2.0"),
    ("unlicense", "Unlicense"),
    ("zlib", "Zlib"),
    ("mozilla public 2.0", "MPL-2.0"),
];

/// The expression that a document's words for a licence stand for.
fn known(words: &str) -> Option<&'static str> {
    let lower = words.to_ascii_lowercase();
    let words = lower.split([' ', ',', '_']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !matches!(*word, "the" | "license" | "licence" | "version")).collect();
    let name = words.join(" ");
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, expression)| *expression)
}

impl Licence {
    /// Of the values of `license` and `license-file` that the caller says, and of the document.
    pub(super) fn of(license: Key<'_>, license_file: Key<'_>, info: &Info) -> Self {
        match (license, license_file) {
            (Key::Text(expression), _) => Self::Expression(expression.to_owned()),
            (Key::Other, _) | (Key::Unsaid, Key::Text(_) | Key::Other) => Self::Elsewhere,
            (Key::Unsaid, Key::Unsaid) => {
                let declared = [&info.license.identifier, &info.license.name];
                let found = declared.into_iter().flatten().find_map(|words| known(words));
                found.map_or(Self::Open, |expression| Self::Expression(expression.to_owned()))
            }
        }
    }

    /// The files with its texts, as far as they are known here.
    pub(super) fn files(&self, info: &Info, authors: &str) -> Vec<(&'static str, String)> {
        let expression = match self {
            Self::Expression(expression) => expression,
            Self::Elsewhere => return Vec::new(),
            Self::Open => return vec![("LICENSE", open(info))],
        };
        let has = |name: &str| expression.split([' ', '/', '(', ')']).any(|word| word == name);
        let mit = || format!("MIT License\n\nCopyright (c) {}\n\n{MIT}", printable_line(authors));
        match (has("MIT"), has("Apache-2.0")) {
            (true, true) => vec![("LICENSE-APACHE", APACHE.to_owned()), ("LICENSE-MIT", mit())],
            (true, false) => vec![("LICENSE", mit())],
            (false, true) => vec![("LICENSE", APACHE.to_owned())],
            (false, false) => Vec::new(),
        }
    }
}

/// What stands in place of a licence that nobody has chosen.
fn open(info: &Info) -> String {
    let mut text = "No licence has been chosen for this package.\n\n\
        To choose one, set `license` below `[codegen.package]` in the trueline.toml that it is generated from,\n\
        or replace this text: once edited, it is not overwritten.\n"
        .to_owned();
    let declared = [&info.license.name, &info.license.url].into_iter().flatten().filter(|text| !text.trim().is_empty());
    let declared: Vec<_> = declared.map(|text| printable_line(text.trim())).collect();
    if !declared.is_empty() {
        text.extend(["\nThe API's document declares a licence of the API: ", &declared.join(", "), "\n"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use trueline_spec::model::{Info, License};

    use super::{Key, Licence};

    fn info(name: &str) -> Info {
        Info { license: License { name: Some(name.to_owned()), ..License::default() }, ..Info::default() }
    }

    #[test]
    fn the_caller_decides_else_a_licence_of_software_that_the_document_names() {
        let of = |name: &str| Licence::of(Key::Unsaid, Key::Unsaid, &info(name));
        for name in ["Apache 2.0", "Apache License, Version 2.0", "The Apache License 2.0", "apache-2.0"] {
            assert_eq!(of(name), Licence::Expression("Apache-2.0".to_owned()), "{name}");
        }
        assert_eq!(of("MIT License"), Licence::Expression("MIT".to_owned()));
        for name in ["Proprietary", "CC-BY-4.0", "MIT\nevil", "", "\"]"] {
            assert_eq!(of(name), Licence::Open, "{name}");
        }
        assert_eq!(Licence::of(Key::Text("ISC"), Key::Unsaid, &info("MIT")), Licence::Expression("ISC".to_owned()));
        assert_eq!(Licence::of(Key::Unsaid, Key::Text("COPYING"), &info("MIT")), Licence::Elsewhere);
        let identifier = License { identifier: Some("MIT".to_owned()), ..License::default() };
        let info = Info { license: identifier, ..Info::default() };
        assert_eq!(Licence::of(Key::Unsaid, Key::Unsaid, &info), Licence::Expression("MIT".to_owned()));
    }

    #[test]
    fn texts_are_those_of_the_licence() {
        let names = |expression: &str| {
            let files = Licence::Expression(expression.to_owned()).files(&Info::default(), "Ada\nB");
            files.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names("MIT OR Apache-2.0"), ["LICENSE-APACHE", "LICENSE-MIT"]);
        assert_eq!(names("Apache-2.0"), ["LICENSE"]);
        assert_eq!(names("ISC"), [""; 0]);
        let mit = Licence::Expression("MIT".to_owned()).files(&Info::default(), "Ada\nB");
        assert!(mit[0].1.starts_with("MIT License\n\nCopyright (c) Ada\\nB\n\nPermission is"), "{}", mit[0].1);
        let open = Licence::Open.files(&info("Custom\nLicence"), "");
        assert!(open[0].1.ends_with("declares a licence of the API: Custom\\nLicence\n"), "{}", open[0].1);
    }
}
