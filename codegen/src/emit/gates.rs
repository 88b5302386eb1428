//! What each feature compiles, read off the code itself: a type belongs to the features whose operations name it, or name
//! a type that does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::package::Module;
use super::{client, models, operations};
use crate::plan::Types;
use crate::plan::client::{ClientPlan, OperationPlan};
use crate::plan::features::{FeatureName, WEBHOOKS};

/// The features any of which compiles something; none where it always is.
type Gate = Option<BTreeSet<FeatureName>>;

/// The condition of an operation, where it has one.
#[must_use]
pub fn operation(plan: &OperationPlan) -> TokenStream {
    condition(&plan.features)
}

/// The condition of webhooks, where they have one.
#[must_use]
pub fn webhooks(plan: &ClientPlan) -> TokenStream {
    let feature = plan.features.iter().find(|feature| feature.name.as_str() == WEBHOOKS);
    condition(feature.map(|feature| &feature.name))
}

/// `#[cfg(any(feature = ...))]`, or nothing without features.
fn condition<'a>(features: impl IntoIterator<Item = &'a FeatureName>) -> TokenStream {
    let features: Vec<&str> = features.into_iter().map(FeatureName::as_str).collect();
    match features.as_slice() {
        [] => quote!(),
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}

/// Types that the same features compile.
#[derive(Debug)]
pub struct Part {
    /// The module of `models` that holds them; none for those that are always there.
    pub module: Option<String>,
    /// The module's declaration and exports.
    pub declaration: TokenStream,
    /// Their places in [`Types::list`].
    pub types: Vec<usize>,
}

/// The parts of the `models` module. `others` are modules that no tag compiles.
#[must_use]
pub fn parts(plan: &ClientPlan, types: &Types, others: &[Module]) -> Vec<Part> {
    let mut by_gate: BTreeMap<Gate, Vec<usize>> = BTreeMap::new();
    for (index, gate) in gates(plan, types, others).into_iter().enumerate() {
        by_gate.entry(gate).or_default().push(index);
    }
    let parts = by_gate.into_iter().enumerate();
    parts
        .map(|(number, (gate, types))| {
            let Some(features) = gate else { return Part { module: None, declaration: quote!(), types } };
            let module = format!("part_{number}");
            let (name, condition) = (quote::format_ident!("{module}"), condition(&features));
            let declaration = quote! {
                #condition
                mod #name;
                #condition
                pub use #name::*;
            };
            Part { module: Some(module), declaration, types }
        })
        .collect()
}

/// The most features that a type can be compiled by: one that more of them need is always compiled.
const GATE_LIMIT: usize = 64;

/// The gate of every type, in the order of the list. What nothing names is always there.
fn gates(plan: &ClientPlan, types: &Types, others: &[Module]) -> Vec<Gate> {
    let names: HashMap<&str, usize> =
        types.list.iter().enumerate().map(|(index, plan)| (plan.name.as_str(), index)).collect();
    let mentioned = |tokens: &TokenStream| {
        let mut found = BTreeSet::new();
        collect(tokens.clone(), &names, &mut found);
        found
    };
    let edges: Vec<BTreeSet<usize>> =
        types.list.iter().map(|plan| mentioned(&models::declaration(plan, None).into_tokens())).collect();
    let mut gates: Vec<Option<Gate>> = vec![None; types.list.len()];
    let mut waiting: Vec<(usize, Gate)> = Vec::new();
    for Module { path, items: code, .. } in others {
        let webhooks = || plan.features.iter().map(|feature| &feature.name).filter(|name| name.as_str() == WEBHOOKS);
        let gate = (path == "webhooks.rs").then(|| webhooks().cloned().collect());
        waiting.extend(mentioned(code).into_iter().map(|index| (index, gate.clone())));
    }
    for plan in &plan.operations {
        let features: BTreeSet<FeatureName> = plan.features.iter().cloned().collect();
        let gate = (!features.is_empty()).then_some(features);
        for code in [operations::module(plan), client::methods(plan)] {
            waiting.extend(mentioned(&code).into_iter().map(|index| (index, gate.clone())));
        }
    }
    while let Some((index, gate)) = waiting.pop() {
        let widened = match (&gates[index], gate) {
            (Some(None), _) => continue,
            (None, gate) => gate,
            (Some(Some(_)), None) => None,
            (Some(Some(known)), Some(more)) if more.is_subset(known) => continue,
            (Some(Some(known)), Some(more)) => {
                let all: BTreeSet<FeatureName> = known.union(&more).cloned().collect();
                (all.len() <= GATE_LIMIT).then_some(all)
            }
        };
        waiting.extend(edges[index].iter().map(|below| (*below, widened.clone())));
        gates[index] = Some(widened);
    }
    gates.into_iter().map(Option::flatten).collect()
}

/// The types that code names.
fn collect(tokens: TokenStream, names: &HashMap<&str, usize>, found: &mut BTreeSet<usize>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), names, found),
            TokenTree::Ident(ident) => found.extend(names.get(ident.to_string().as_str())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
