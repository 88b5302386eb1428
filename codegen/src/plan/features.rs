//! One cargo feature a tag: which operations each compiles.

use std::collections::BTreeMap;

use heck::ToKebabCase;
use trueline_spec::model::Api;

use super::client::{ClientPlan, FeaturePlan};

/// Features that every package has.
const TAKEN: [&str; 5] = ["default", "rustls", "native-tls", "blocking", WEBHOOKS];

/// Gives each tag a feature, and each operation the features of its tags.
pub fn assign(api: &Api, client: &mut ClientPlan) {
    if !client.listening.webhooks.is_empty() {
        client
            .features
            .push(FeaturePlan { name: WEBHOOKS.to_owned(), docs: "what the API sends by itself".to_owned() });
    }
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let declared = api.tags.iter().map(|tag| tag.name.as_str());
    let used = api.operations.iter().flat_map(|operation| &operation.tags).map(String::as_str);
    for tag in declared.chain(used) {
        if names.contains_key(tag)
            || !api.operations.iter().any(|operation| operation.tags.iter().any(|one| one == tag))
        {
            continue;
        }
        let name = free(tag, &client.features);
        let docs = format!("operations of the tag `{}`", tag.replace(['\n', '\r'], " "));
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

/// A name that Cargo takes and no other feature has.
fn free(tag: &str, features: &[FeaturePlan]) -> String {
    let name: String = tag.to_kebab_case().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let name = name.trim_matches('-');
    let name = if name.starts_with(|c: char| c.is_ascii_alphanumeric()) { name.to_owned() } else { "tag".to_owned() };
    let is_taken = |name: &str| TAKEN.contains(&name) || features.iter().any(|feature| feature.name == name);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}
