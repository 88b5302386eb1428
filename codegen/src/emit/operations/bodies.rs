//! Writes how a call is given its body.

use proc_macro2::TokenStream;
use quote::quote;

use super::parameters::{encoding, non_default_modifiers, option};
use super::rules;
use crate::emit::docs::doc_text::doc;
use crate::emit::tokens::deprecation;
use crate::emit::tokens::rust_types::elsewhere;
use crate::plan::model::client::{BodyForm, BodyPlan};

/// `body: impl TryInto<T, ...>`
pub(crate) fn argument(body: &BodyPlan) -> TokenStream {
    let ident = &body.name;
    let ty = body_type(body);
    quote!(#ident: impl TryInto<#ty, Error: std::fmt::Display>)
}

fn body_type(body: &BodyPlan) -> TokenStream {
    match &body.form {
        BodyForm::Json(ty) | BodyForm::Form(ty, _) | BodyForm::Multipart(ty, _) | BodyForm::Text(ty) => elsewhere(ty),
        BodyForm::Upload => quote!(crate::support::Upload),
        BodyForm::Values(ty) => {
            let ty = elsewhere(ty);
            quote!(Vec<#ty>)
        }
    }
}

/// The setter of a body that need not be given.
pub(crate) fn setter(body: &BodyPlan) -> TokenStream {
    let (name, docs, taken, write) = (&body.name, doc(&body.docs), argument(body), write(body));
    quote! {
        #docs
        pub fn #name(mut self, #taken) -> Self {
            self.call.#write;
            self
        }
    }
}

/// The setters of headers of a body's parts.
pub(crate) fn part_headers(body: &BodyPlan) -> impl Iterator<Item = TokenStream> {
    body.part_headers.iter().map(|plan| {
        let (name, part, header, ty) = (&plan.name, &plan.part, &plan.header, elsewhere(&plan.value));
        let (docs, non_default_modifiers) =
            (doc(&plan.docs), non_default_modifiers("Header", plan.encoding, plan.rule.as_ref()));
        let deprecated = deprecation::attribute(plan.deprecated, [&plan.docs]);
        quote! {
            #docs
            #deprecated
            pub fn #name(mut self, #name: impl TryInto<#ty, Error: std::fmt::Display>) -> Self {
                static HEADER: Parameter = Parameter::header(#header, 0) #non_default_modifiers;
                self.call.part_header(#part, &HEADER, #name);
                self
            }
        }
    })
}

/// `body(body, rule, |value| ...)` of a call
pub(crate) fn write(body: &BodyPlan) -> TokenStream {
    let (ident, content_type) = (&body.name, &body.content_type);
    let written = match &body.form {
        BodyForm::Json(_) => quote!(crate::support::body::Body::json(#content_type, value)),
        BodyForm::Form(_, fields) => {
            let fields = fields.iter().map(|(name, plan)| {
                let encoding = encoding(*plan);
                quote!(crate::support::body::Field { name: #name, encoding: #encoding })
            });
            quote!(crate::support::body::Body::form(#content_type, value, &[#(#fields),*]))
        }
        BodyForm::Multipart(_, parts) => {
            let parts = parts.iter().map(|part| {
                let (name, content_type) = (&part.name, option(part.content_type.as_deref()));
                quote!(crate::support::Part { name: #name, content_type: #content_type })
            });
            quote!(crate::support::body::Body::multipart(#content_type, value, &[#(#parts),*]))
        }
        BodyForm::Upload => quote!(Ok(crate::support::body::Body::upload(#content_type, value))),
        BodyForm::Values(_) => quote!(crate::support::body::Body::values(#content_type, value)),
        BodyForm::Text(_) => quote!(crate::support::body::Body::text(#content_type, value)),
    };
    let rule = rules::reference(body.rule.as_ref());
    quote!(body(#ident, #rule, |value| #written))
}
