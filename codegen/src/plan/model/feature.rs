//! Names of cargo features.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToKebabCase;

/// Features that every package has.
const TAKEN: [&str; 7] = ["default", "rustls", "native-tls", "blocking", "testing", "tracing", WEBHOOKS];

/// The feature of what the API sends by itself, whose types can be more than all others together.
pub(crate) const WEBHOOKS: &str = "webhooks";

/// The name of a cargo feature: letters and digits of ASCII and `-`, whatever the tag is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeatureName(String);

impl FeatureName {
    pub(crate) fn webhooks() -> Self {
        Self(WEBHOOKS.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The features any of which compiles something; none where it always is.
pub(crate) type Features = Option<BTreeSet<FeatureName>>;

/// Characters of a feature's name at most: crates.io takes 64, its number included.
const NAME_LIMIT: usize = 56;

/// The names that features have so far.
pub(crate) struct FeatureNames {
    taken: BTreeSet<String>,
    /// The next number for a name that several tags want.
    next: BTreeMap<String, usize>,
}

impl FeatureNames {
    pub(crate) fn new() -> Self {
        Self { taken: TAKEN.map(str::to_owned).into(), next: BTreeMap::new() }
    }

    /// A name for a tag that Cargo takes and no other feature has.
    pub(crate) fn claim(&mut self, tag: &str) -> FeatureName {
        let name: String = tag.to_kebab_case().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name: String = name.trim_matches('-').chars().take(NAME_LIMIT).collect();
        let name = name.trim_end_matches('-');
        let has_start = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        let name = if has_start { name.to_owned() } else { "tag".to_owned() };
        if self.taken.insert(name.clone()) {
            return FeatureName(name);
        }
        let number = self.next.entry(name.clone()).or_insert(2);
        loop {
            let numbered = format!("{name}-{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return FeatureName(numbered);
            }
        }
    }
}
