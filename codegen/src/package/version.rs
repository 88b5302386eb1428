//! A version of a package from a document's, which can be any text.

use semver::{BuildMetadata, Prerelease, Version};

/// The version where the document's has no numbers.
const FIRST: Version = Version { major: 0, minor: 1, patch: 0, pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY };

/// The version as Cargo takes it: the document's where that is one, else its first numbers: `v2` becomes 2.0.0, and
/// `2026-06-20` becomes 2026.6.20.
pub(super) fn from_document(declared: &str) -> Version {
    let text = declared.trim().trim_start_matches(['v', 'V']);
    if let Ok(version) = Version::parse(text) {
        return version;
    }
    let mut numbers = text.split(['.', '-', '/', '_', ' ']).map_while(|number| number.parse::<u64>().ok());
    let Some(major) = numbers.next() else { return FIRST };
    let mut next = || numbers.next().unwrap_or_default();
    Version::new(major, next(), next())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::from_document;

    #[test]
    fn numbers_of_any_form_become_a_version() {
        for (declared, version) in [
            ("1.2.3", "1.2.3"),
            ("1.0.0-beta.2+5", "1.0.0-beta.2+5"),
            ("v2", "2.0.0"),
            ("1.1", "1.1.0"),
            ("2026-06-20", "2026.6.20"),
            ("1.2.3.4", "1.2.3"),
            ("3.0-rc", "3.0.0"),
            (" 7 ", "7.0.0"),
            ("latest", "0.1.0"),
            ("", "0.1.0"),
            ("1\" \nevil = \"", "0.1.0"),
            ("99999999999999999999999", "0.1.0"),
        ] {
            assert_eq!(from_document(declared).to_string(), version, "{declared:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_document_says_cargo_takes_it(declared in any::<String>()) {
            let version = from_document(&declared).to_string();
            prop_assert!(semver::Version::parse(&version).is_ok());
        }
    }
}
