//! Writes parameters: what a call is given for them, and how their values become text.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rules;
use crate::emit::tokens::rust_types::elsewhere;
use crate::names::Ident;
use crate::plan::model::client::{EncodingPlan, ParameterPlan, ParameterValue};

/// Whether a parameter is an argument of the client's method; the others are setters.
pub(crate) fn is_argument(parameter: &ParameterPlan) -> bool {
    parameter.required
}

/// `name: impl TryInto<T, ...>`
pub(crate) fn argument(parameter: &ParameterPlan) -> TokenStream {
    let ident = &parameter.name;
    let ty = argument_type(parameter);
    quote!(#ident: #ty)
}

fn argument_type(parameter: &ParameterPlan) -> TokenStream {
    match &parameter.value {
        ParameterValue::Typed(ty) => {
            let ty = elsewhere(ty);
            quote!(impl TryInto<#ty, Error: std::fmt::Display>)
        }
        ParameterValue::Session(name) => {
            quote!(impl Into<crate::credentials::#name>)
        }
    }
}

/// `Some(TEXT)` or `None`
pub(crate) fn option(text: Option<&str>) -> TokenStream {
    text.map_or_else(|| quote!(None), |text| quote!(Some(#text)))
}

/// What a document says of a parameter beside the usual.
pub(crate) fn non_default_modifiers(location: &str, written: EncodingPlan, rule: Option<&Ident>) -> TokenStream {
    let encoded = (written != usual_encoding(location)).then(|| {
        let encoding = encoding(written);
        quote!(.encoded(#encoding))
    });
    let ruled = rule.map(|rule| {
        let rule = rules::path(rule);
        quote!(.ruled(#rule))
    });
    quote!(#encoded #ruled)
}

/// How values are written that say nothing of it: what the run-time part's constructors of parameters begin with.
fn usual_encoding(location: &str) -> EncodingPlan {
    match location {
        "Query" | "Cookie" => EncodingPlan::Form { explode: true, reserved: false },
        _ => EncodingPlan::Simple { explode: false },
    }
}

/// The run-time part's `Encoding`.
pub(crate) fn encoding(plan: EncodingPlan) -> TokenStream {
    let explode = |yes: bool| {
        let ident = if yes { format_ident!("Yes") } else { format_ident!("No") };
        quote!(crate::support::parameter::Explode::#ident)
    };
    let reserved = |kept: bool| {
        let ident = if kept { format_ident!("Kept") } else { format_ident!("Encoded") };
        quote!(crate::support::parameter::Reserved::#ident)
    };
    let variant = match plan {
        EncodingPlan::Label { explode: e } => {
            let e = explode(e);
            quote!(Label(#e))
        }
        EncodingPlan::Matrix { explode: e } => {
            let e = explode(e);
            quote!(Matrix(#e))
        }
        EncodingPlan::Simple { explode: e } => {
            let e = explode(e);
            quote!(Simple(#e))
        }
        EncodingPlan::Form { explode: e, reserved: r } => {
            let (e, r) = (explode(e), reserved(r));
            quote!(Form(#e, #r))
        }
        EncodingPlan::Space { reserved: r } => {
            let r = reserved(r);
            quote!(Space(#r))
        }
        EncodingPlan::Pipe { reserved: r } => {
            let r = reserved(r);
            quote!(Pipe(#r))
        }
        EncodingPlan::Deep { reserved: r } => {
            let r = reserved(r);
            quote!(Deep(#r))
        }
        EncodingPlan::Json => quote!(Json),
    };
    quote!(crate::support::parameter::Encoding::#variant)
}
