//! Writes the conditions under which features compile operations, and types in parts of the `models` module.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::model::client::{ClientPlan, OperationPlan};
use crate::plan::model::feature::{FeatureName, Features, WEBHOOKS};

/// The condition of an operation, where it has one.
#[must_use]
pub(crate) fn operation(plan: &OperationPlan) -> TokenStream {
    condition(&plan.features)
}

/// The condition of webhooks, where they have one.
#[must_use]
pub(crate) fn webhooks(plan: &ClientPlan) -> TokenStream {
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
pub(crate) struct Part {
    /// The module of `models` that holds them; none for those that are always there.
    pub module: Option<String>,
    /// The module's declaration and exports.
    pub declaration: TokenStream,
    /// Their places in [`Types::list`](crate::plan::model::types::Types::list).
    pub types: Vec<usize>,
}

/// The parts of the `models` module, from the features of every type.
#[must_use]
pub(crate) fn parts(features: Vec<Features>) -> Vec<Part> {
    let mut by_features: BTreeMap<Features, Vec<usize>> = BTreeMap::new();
    for (index, features) in features.into_iter().enumerate() {
        by_features.entry(features).or_default().push(index);
    }
    let parts = by_features.into_iter().enumerate();
    parts
        .map(|(number, (features, types))| {
            let Some(features) = features else { return Part { module: None, declaration: quote!(), types } };
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
