//! One cargo feature a tag: which operations each compiles.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToKebabCase;
use trueline_spec::model::Api;

use super::client::{ClientPlan, FeaturePlan};
use crate::code_span;

/// Features that every package has.
const TAKEN: [&str; 7] = ["default", "rustls", "native-tls", "blocking", "testing", "tracing", WEBHOOKS];

/// Gives each tag a feature, and each operation the features of its tags.
pub fn assign(api: &Api, client: &mut ClientPlan) {
    if !client.listening.webhooks.is_empty() {
        client
            .features
            .push(FeaturePlan { name: FeatureName::webhooks(), docs: "what the API sends by itself".to_owned() });
    }
    let mut names: BTreeMap<&str, FeatureName> = BTreeMap::new();
    let declared = api.tags.iter().map(|tag| tag.name.as_str());
    let used = || api.operations.iter().flat_map(|operation| &operation.tags).map(String::as_str);
    let with_operations: BTreeSet<&str> = used().collect();
    let mut feature_names = FeatureNames::new();
    for tag in declared.chain(used()) {
        if names.contains_key(tag) || !with_operations.contains(tag) {
            continue;
        }
        let name = feature_names.claim(tag);
        let docs = format!("operations of the tag {}", code_span(tag));
        client.features.push(FeaturePlan { name: name.clone(), docs });
        names.insert(tag, name);
    }
    for (operation, plan) in api.operations.iter().zip(&mut client.operations) {
        plan.features = operation.tags.iter().filter_map(|tag| names.get(tag.as_str()).cloned()).collect();
        plan.features.sort();
        plan.features.dedup();
    }
}

/// The feature of what the API sends by itself, whose types can be more than all others together.
pub const WEBHOOKS: &str = "webhooks";

/// The name of a cargo feature: letters and digits of ASCII and `-`, whatever the tag is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeatureName(String);

impl FeatureName {
    fn webhooks() -> Self {
        Self(WEBHOOKS.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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
