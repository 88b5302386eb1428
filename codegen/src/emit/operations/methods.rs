//! Writes the methods by which a client, or a part of it, calls an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies;
use super::parameters::{argument, is_argument};
use crate::code_span;
use crate::emit::docs::doc_text::doc_of;
use crate::emit::tokens::{alias, deprecation};
use crate::names::Ident;
use crate::plan::model::client::{Access, BodyPlan, OperationPlan};

/// The methods of an operation, by the core that they take: one for each required body, or one alone.
pub(crate) fn methods(plan: &OperationPlan, core: &TokenStream) -> TokenStream {
    let required: Vec<&BodyPlan> = plan.bodies.iter().filter(|body| body.required).collect();
    if required.is_empty() {
        return method(plan, core, (&plan.method_name, &quote!(new)), None);
    }
    let methods = required.into_iter().map(|body| {
        let constructor = &body.constructor;
        method(plan, core, (&body.method, &quote!(#constructor)), Some(body))
    });
    quote!(#(#methods)*)
}

fn method(
    plan: &OperationPlan,
    core: &TokenStream,
    (name, constructor): (&Ident, &TokenStream),
    body: Option<&BodyPlan>,
) -> TokenStream {
    let builder = &plan.type_name;
    let is_first = *name == plan.method_name;
    let further =
        body.filter(|_| !is_first).map(|body| format!("The body is sent as {}.", code_span(&body.content_type)));
    let docs: Vec<String> = plan.docs.iter().cloned().chain(further).collect();
    let docs = doc_of(&docs);
    let deprecated = deprecation::attribute(plan.deprecated, &plan.docs);
    let aliases = alias::aliases(name, [plan.key.as_str(), plan.path_text.as_str()]);
    let parameters = || plan.parameters.iter().filter(|parameter| is_argument(parameter));
    let arguments = parameters().map(argument).chain(body.map(bodies::argument));
    let given = parameters().map(|parameter| &parameter.name).chain(body.map(|body| &body.name));
    let bound = match &plan.access {
        Access::All => None,
        Access::Roles { trait_name, .. } => Some(quote!(where R: crate::operations::#trait_name)),
    };
    quote! {
        #docs
        #deprecated
        #aliases
        pub fn #name(&self, #(#arguments),*) -> crate::operations::#builder #bound {
            crate::operations::#builder::#constructor(&#core, #(#given),*)
        }
    }
}
