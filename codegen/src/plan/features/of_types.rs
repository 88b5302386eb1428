//! What each feature compiles of the types: a type belongs to the features whose operations name it, or name a type that
//! does.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::Ident;
use crate::plan::model::client::{BodyForm, ClientPlan, OperationPlan, ParameterValue, Payload};
use crate::plan::model::feature::{FeatureName, Features, WEBHOOKS};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::Types;

/// The most features that a type can be compiled by: one that more of them need is always compiled.
const FEATURE_LIMIT: usize = 64;

/// The features of every type, in the order of the list. What nothing names is always there.
#[must_use]
pub(crate) fn of_types(client: &ClientPlan, types: &Types) -> Vec<Features> {
    let places = types.list.iter().enumerate().map(|(index, plan)| (&plan.name, index));
    let places: BTreeMap<&Ident, usize> = places.collect();
    let named = |types: &[&RustType]| {
        let mut found = BTreeSet::new();
        for ty in types {
            ty.for_each_name(&mut |name| found.extend(places.get(name)));
        }
        found
    };
    let parts: Vec<BTreeSet<usize>> = types.list.iter().map(|plan| named(&plan.shape.types())).collect();
    let mut found: Vec<Option<Features>> = vec![None; types.list.len()];
    let mut waiting: Vec<(usize, Features)> = Vec::new();
    for (features, types) in users(client) {
        waiting.extend(named(&types).into_iter().map(|index| (index, features.clone())));
    }
    while let Some((index, features)) = waiting.pop() {
        let Some(widened) = widened(found[index].as_ref(), features) else { continue };
        waiting.extend(parts[index].iter().map(|part| (*part, widened.clone())));
        found[index] = Some(widened);
    }
    found.into_iter().map(Option::flatten).collect()
}

/// The features of a type that has some and gets more; none where it gets no more than it has.
fn widened(known: Option<&Features>, more: Features) -> Option<Features> {
    match (known, more) {
        (Some(None), _) => None,
        (None, more) => Some(more),
        (Some(Some(_)), None) => Some(None),
        (Some(Some(known)), Some(more)) if more.is_subset(known) => None,
        (Some(Some(known)), Some(more)) => {
            let all: BTreeSet<FeatureName> = known.union(&more).cloned().collect();
            Some((all.len() <= FEATURE_LIMIT).then_some(all))
        }
    }
}

/// Whatever names types, with its features.
fn users(client: &ClientPlan) -> Vec<(Features, Vec<&RustType>)> {
    let webhooks = client.features.iter().map(|feature| &feature.name).filter(|name| name.as_str() == WEBHOOKS);
    let mut users = vec![
        (None, client.headers.iter().map(|header| &header.value).collect()),
        (None, client.inbound.callbacks.iter().map(|message| &message.ty).collect()),
        (
            Some(webhooks.cloned().collect()).filter(|names: &BTreeSet<FeatureName>| !names.is_empty()),
            client.inbound.webhooks.iter().map(|message| &message.ty).collect(),
        ),
    ];
    for operation in &client.operations {
        let features: BTreeSet<FeatureName> = operation.features.iter().cloned().collect();
        users.push(((!features.is_empty()).then_some(features), of_operation(operation)));
    }
    users
}

/// The types that an operation's builder, bodies and answers name.
fn of_operation(plan: &OperationPlan) -> Vec<&RustType> {
    let mut types = Vec::new();
    for parameter in &plan.parameters {
        match &parameter.value {
            ParameterValue::Typed(ty) => types.push(ty),
            ParameterValue::Session(_) => {}
        }
    }
    for body in &plan.bodies {
        match &body.form {
            BodyForm::Json(ty)
            | BodyForm::Form(ty, _)
            | BodyForm::Multipart(ty, _)
            | BodyForm::Text(ty)
            | BodyForm::Values(ty) => types.push(ty),
            BodyForm::Upload => {}
        }
        types.extend(body.part_headers.iter().map(|header| &header.value));
    }
    let responses = plan.responses.successes.iter().chain(&plan.responses.failures).map(|response| &response.payload);
    let payloads = responses.chain(plan.responses.alternatives.iter().map(|alternative| &alternative.payload));
    types.extend(payloads.filter_map(Payload::ty));
    types.extend(plan.paging.iter().map(|paging| &paging.item));
    types
}
