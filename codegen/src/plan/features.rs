//! One cargo feature a tag: which operations each compiles.

use std::collections::BTreeMap;

use heck::ToKebabCase;
use trueline_spec::model::Api;

use super::client::{ClientPlan, FeaturePlan};
use super::code_span;

/// Features that every package has.
const TAKEN: [&str; 5] = ["default", "rustls", "native-tls", "blocking", WEBHOOKS];

/// Gives each tag a feature, and each operation the features of its tags.
pub fn assign(api: &Api, client: &mut ClientPlan) {
    if !client.listening.webhooks.is_empty() {
        client
            .features
            .push(FeaturePlan { name: FeatureName::webhooks(), docs: "what the API sends by itself".to_owned() });
    }
    let mut names: BTreeMap<&str, FeatureName> = BTreeMap::new();
    let declared = api.tags.iter().map(|tag| tag.name.as_str());
    let used = api.operations.iter().flat_map(|operation| &operation.tags).map(String::as_str);
    for tag in declared.chain(used) {
        if names.contains_key(tag)
            || !api.operations.iter().any(|operation| operation.tags.iter().any(|one| one == tag))
        {
            continue;
        }
        let name = FeatureName::of(tag, &client.features);
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

    /// A name that Cargo takes and no other feature has.
    pub(crate) fn of(tag: &str, features: &[FeaturePlan]) -> Self {
        let name: String = tag.to_kebab_case().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = name.trim_matches('-');
        let name = if name.is_empty() { "tag".to_owned() } else { name.to_owned() };
        let is_taken =
            |name: &str| TAKEN.contains(&name) || features.iter().any(|feature| feature.name.as_str() == name);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).map_or_else(Self::webhooks, Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
