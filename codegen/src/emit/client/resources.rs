//! Writes the parts of a client, one for each resource: `client.pets().list()`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::code_span;
use crate::emit::docs::doc_text::doc;
use crate::emit::operations::methods;
use crate::emit::tokens::cfg_features;
use crate::emit::tokens::module::Module;
use crate::plan::model::client::{ClientPlan, OperationPlan, ResourcePlan};

/// The module of all resources, and one for each.
pub(crate) fn modules(plan: &ClientPlan) -> impl Iterator<Item = Module> {
    let index = (!plan.resources.is_empty()).then(|| Module {
        path: "resources/mod.rs".to_owned(),
        head: "The resources of the client, with their operations.".to_owned(),
        items: index(plan),
    });
    let resource = |resource: &ResourcePlan| Module {
        path: format!("resources/{}.rs", resource.module_name.as_str()),
        head: about(resource),
        items: module(plan, resource),
    };
    index.into_iter().chain(plan.resources.iter().map(resource))
}

/// The client's methods that give the resources.
pub(crate) fn accessors(plan: &ClientPlan) -> TokenStream {
    let accessors = plan.resources.iter().map(|resource| {
        let (accessor, type_name) = (&resource.accessor, &resource.type_name);
        let docs = doc(&about(resource));
        let role = plan.credentials.roles.as_ref().map(|_| quote!(, R));
        quote! {
            #docs
            #[must_use]
            pub fn #accessor(&self) -> crate::resources::#type_name<'_ #role> {
                crate::resources::#type_name::new(self)
            }
        }
    });
    quote!(#(#accessors)*)
}

/// What a resource is, in a sentence or as the document says it.
fn about(resource: &ResourcePlan) -> String {
    let description = resource.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let usual = || format!("The operations of {}.", code_span(&resource.title));
    description.map_or_else(usual, str::to_owned)
}

fn index(plan: &ClientPlan) -> TokenStream {
    let modules = plan.resources.iter().map(|resource| {
        let (module, type_name) = (&resource.module_name, &resource.type_name);
        quote! {
            mod #module;
            pub use #module::#type_name;
        }
    });
    quote!(#(#modules)*)
}

fn module(plan: &ClientPlan, resource: &ResourcePlan) -> TokenStream {
    let type_name = &resource.type_name;
    let docs = doc(&about(resource));
    let (declared, given, client, of_methods) = if plan.credentials.roles.is_some() {
        let role = quote!(R: crate::credentials::Role);
        (quote!(, #role), quote!(, R), quote!(crate::Client<R>), quote!(<#role>))
    } else {
        (quote!(), quote!(), quote!(crate::Client), quote!())
    };
    let operations = resource.operations.iter().filter_map(|index| plan.operations.get(*index));
    let (always, gated): (Vec<&OperationPlan>, Vec<&OperationPlan>) =
        operations.partition(|operation| operation.features.is_empty());
    let methods = |operation: &OperationPlan| methods::methods(operation, &quote!(self.client.core));
    let always = (!always.is_empty()).then(|| {
        let always = always.into_iter().map(methods);
        quote!(impl #of_methods #type_name<'_ #given> { #(#always)* })
    });
    let gated = gated.into_iter().map(|operation| {
        let (condition, methods) = (cfg_features::operation(operation), methods(operation));
        quote!(#condition impl #of_methods #type_name<'_ #given> { #methods })
    });
    quote! {
        #docs
        #[derive(Debug, Clone)]
        pub struct #type_name<'c #declared> {
            client: &'c #client,
        }

        impl<'c #declared> #type_name<'c #given> {
            pub(crate) fn new(client: &'c #client) -> Self {
                Self { client }
            }
        }

        #always
        #(#gated)*
    }
}
