//! Puts the client's modules together: which files there are, and what each holds.

use proc_macro2::TokenStream;
use quote::quote;

use crate::code_span;
use crate::emit::client::{client_type, credentials, servers};
use crate::emit::models::inbound;
use crate::emit::operations::{headers, operation};
use crate::emit::tokens::cfg_features;
use crate::emit::tokens::module::Module;
use crate::plan::model::client::{Access, ClientPlan};

/// The client itself.
#[must_use]
pub(crate) fn client(plan: &ClientPlan, title: &str) -> Module {
    Module {
        path: "client.rs".to_owned(),
        head: "The client: its constructors and its operations.".to_owned(),
        items: client_type::module(plan, title),
    }
}

/// What stands beside the client: all but operations, models and the run-time part.
#[must_use]
pub(crate) fn beside(plan: &ClientPlan) -> Vec<Module> {
    let mut modules = Vec::new();
    if let Some(items) = credentials::module(&plan.credentials) {
        let head = "Keys with their roles, and sessions; they are never shown.".to_owned();
        modules.push(Module { path: "credentials.rs".to_owned(), head, items });
    }
    if let Some(items) = headers::module(&plan.headers) {
        let head = "Response headers that the API declares.".to_owned();
        modules.push(Module { path: "headers.rs".to_owned(), head, items });
    }
    if let Some(items) = inbound::module(&plan.inbound.webhooks) {
        let head = "Webhooks: the requests that the API sends, and the responses that it accepts.".to_owned();
        modules.push(Module { path: "webhooks.rs".to_owned(), head, items });
    }
    if let Some(items) = inbound::module(&plan.inbound.callbacks) {
        let head =
            "Callbacks of operations: the requests that the API sends, and the responses that it accepts.".to_owned();
        modules.push(Module { path: "callbacks.rs".to_owned(), head, items });
    }
    if let Some(items) = servers::module(&plan.servers) {
        let head = "Servers that the API's document declares, for `Config::server`.".to_owned();
        modules.push(Module { path: "servers.rs".to_owned(), head, items });
    }
    modules
}

/// The operations, one after the other: there can be thousands, so that none is kept while the next is made.
pub(crate) fn operations(plan: &ClientPlan) -> impl Iterator<Item = Module> {
    let index = std::iter::once_with(|| Module {
        path: "operations/mod.rs".to_owned(),
        head: "One builder per operation, with its responses and its errors.".to_owned(),
        items: index(plan),
    });
    index.chain(plan.operations.iter().map(|operation| Module {
        path: format!("operations/{}.rs", operation.module_name.as_str()),
        head: code_span(&format!("{} {}", operation.http_method, operation.path_text)),
        items: operation::module(operation),
    }))
}

/// What the crate's root has of the client.
#[must_use]
pub(crate) fn root(plan: &ClientPlan) -> TokenStream {
    let unused =
        (!plan.features.is_empty()).then(|| quote!(#[allow(dead_code, reason = "features exclude operations")]));
    let has_credentials = plan.credentials.roles.is_some() || !plan.credentials.sessions.is_empty();
    let credentials = has_credentials.then(|| {
        quote!(
            #unused
            pub mod credentials;
        )
    });
    let headers = (!plan.headers.is_empty()).then(|| {
        quote!(
            mod headers;
        )
    });
    let rules = plan.rules.is_any().then(|| {
        quote!(
            #unused
            mod rules;
        )
    });
    let servers = (!plan.servers.choices.is_empty()).then(|| {
        quote!(
            pub mod servers;
        )
    });
    let resources = (!plan.resources.is_empty()).then(|| {
        quote!(
            #unused
            pub mod resources;
        )
    });
    let keys = plan.credentials.roles.as_ref().map(|_| {
        quote!(
            pub use credentials::{AnyKey, Key, KeyError};
        )
    });
    let sessions = plan.credentials.sessions.iter().map(|session| {
        let ident = &session.type_name;
        quote!(pub use credentials::#ident;)
    });
    let webhooks = (!plan.inbound.webhooks.is_empty()).then(|| {
        let condition = cfg_features::webhooks(plan);
        quote!(
            #condition
            pub mod webhooks;
        )
    });
    let callbacks = (!plan.inbound.callbacks.is_empty()).then(|| {
        quote!(
            pub mod callbacks;
        )
    });
    quote! {
        #callbacks
        mod client;
        #credentials
        #headers
        pub mod models;
        pub mod operations;
        #resources
        #rules
        #servers
        mod support;
        #webhooks

        pub use client::{Client, DEFAULT_BASE_URL};
        #keys
        #(#sessions)*
        pub use support::offered::*;
    }
}

fn index(plan: &ClientPlan) -> TokenStream {
    let modules = plan.operations.iter().map(|operation| {
        let (condition, name) = (cfg_features::operation(operation), &operation.module_name);
        quote!(#condition mod #name;)
    });
    let exports = plan.operations.iter().map(|operation| {
        let module = &operation.module_name;
        let mut names = vec![&operation.type_name];
        if let Access::Roles { trait_name, .. } = &operation.access {
            names.push(trait_name);
        }
        names.extend(&operation.responses.error_name);
        names.extend(&operation.responses.output_name);
        let condition = cfg_features::operation(operation);
        quote!(#condition pub use #module::{#(#names),*};)
    });
    quote! {
        #(#modules)*
        #(#exports)*
    }
}
