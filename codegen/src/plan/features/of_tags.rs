//! One cargo feature a tag: which operations each compiles.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::Api;

use crate::code_span;
use crate::plan::model::client::{ClientPlan, FeaturePlan};
use crate::plan::model::feature::{FeatureName, FeatureNames};

/// Gives each tag a feature, and each operation the features of its tags.
pub(crate) fn assign(api: &Api, client: &mut ClientPlan) {
    if !client.inbound.webhooks.is_empty() {
        client
            .features
            .push(FeaturePlan { name: FeatureName::webhooks(), docs: "requests that the API sends".to_owned() });
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
