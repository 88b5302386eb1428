//! Writes what an operation's answers become: the enumerations of outputs and errors, and the function that decodes.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::doc;
use crate::names::Ident;
use crate::plan::client::{AnswerPlan, OperationPlan, Payload, StatusPlan};

/// What a successful call gives.
pub fn output_type(plan: &OperationPlan) -> TokenStream {
    match (&plan.answers.output_name, plan.answers.successes.first()) {
        (Some(name), _) => quote!(#name),
        (None, Some(only)) => payload_type(&only.payload).unwrap_or_else(|| quote!(())),
        (None, None) => quote!(()),
    }
}

/// What a call that the API refuses gives.
pub fn error_type(plan: &OperationPlan) -> TokenStream {
    plan.answers.error_name.as_ref().map_or_else(|| quote!(std::convert::Infallible), |name| quote!(#name))
}

fn payload_type(payload: &Payload) -> Option<TokenStream> {
    match payload {
        Payload::Empty => None,
        Payload::Json(ty) => Some(ty.clone()),
        Payload::Text => Some(quote!(String)),
        Payload::Bytes => Some(quote!(::bytes::Bytes)),
    }
}

/// The enumerations and `decode`.
pub fn items(plan: &OperationPlan) -> TokenStream {
    let output = plan.answers.output_name.as_ref().map(|name| {
        let docs = doc(&format!("What a successful `{}` gives, by status.", plan.method_name));
        enumeration(&docs, name, &plan.answers.successes)
    });
    let error = plan.answers.error_name.as_ref().map(|name| {
        let docs = doc(&format!("How the API refuses `{}`, by status.", plan.method_name));
        enumeration(&docs, name, &plan.answers.failures)
    });
    let decode = decode(plan);
    quote! {
        #output
        #error
        #decode
    }
}

fn enumeration(docs: &TokenStream, ident: &Ident, answers: &[AnswerPlan]) -> TokenStream {
    let variants = answers.iter().map(|answer| {
        let (docs, variant) = (doc(&answer.docs), &answer.variant);
        let payload = payload_type(&answer.payload).map(|ty| quote!((#ty)));
        quote!(#docs #variant #payload)
    });
    quote! {
        #docs
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
        }
    }
}

fn decode(plan: &OperationPlan) -> TokenStream {
    let (output, error) = (output_type(plan), error_type(plan));
    let successes = &plan.answers.successes;
    let mut arms: Vec<(StatusPlan, bool, TokenStream)> = Vec::new();
    for answer in successes {
        let value =
            plan.answers.output_name.as_ref().map_or_else(|| value(&answer.payload), |name| variant(name, answer));
        arms.push((answer.status, true, quote!(Ok(#value))));
    }
    let named = |answer| plan.answers.error_name.as_ref().map(|name| variant(name, answer));
    for (answer, value) in plan.answers.failures.iter().filter_map(|answer| Some((answer, named(answer)?))) {
        arms.push((answer.status, false, quote!(Err(raw.refused(#value)))));
    }
    arms.sort_by_key(|(status, _, _)| *status);
    let has_rest = arms.iter().any(|(status, success, _)| *status == StatusPlan::Rest && *success);
    let undeclared = successes.is_empty().then(|| quote!(_ if raw.status().is_success() => Ok(()),));
    let last = (!has_rest).then(|| quote!(_ => Err(raw.unexpected()),));
    let only_rest = arms.len() == 1 && has_rest;
    let body_of_rest = arms.first().filter(|_| only_rest).map(|(_, _, answer)| answer.clone());
    let arms = arms.iter().map(|(status, success, answer)| {
        let pattern = match status {
            StatusPlan::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(*code);
                quote!(#code)
            }
            StatusPlan::Class(class) => {
                let class = proc_macro2::Literal::u16_unsuffixed(*class);
                quote!(code if code / 100 == #class)
            }
            StatusPlan::Rest if *success => quote!(_),
            StatusPlan::Rest => quote!(_ if !raw.status().is_success()),
        };
        quote!(#pattern => #answer,)
    });
    if let Some(body) = body_of_rest {
        let reads = successes.iter().any(|answer| !matches!(answer.payload, Payload::Empty));
        let raw = if reads { quote!(raw) } else { quote!(_) };
        return quote! {
            fn decode(#raw: &RawResponse) -> Result<#output, crate::support::Error<#error>> {
                #body
            }
        };
    }
    quote! {
        fn decode(raw: &RawResponse) -> Result<#output, crate::support::Error<#error>> {
            match raw.status().as_u16() {
                #(#arms)*
                #undeclared
                #last
            }
        }
    }
}

fn variant(ident: &Ident, answer: &AnswerPlan) -> TokenStream {
    let variant = &answer.variant;
    if matches!(answer.payload, Payload::Empty) {
        return quote!(#ident::#variant);
    }
    let value = value(&answer.payload);
    quote!(#ident::#variant(#value))
}

fn value(payload: &Payload) -> TokenStream {
    match payload {
        Payload::Empty => quote!(()),
        Payload::Json(_) => quote!(raw.json()?),
        Payload::Text => quote!(raw.text()?),
        Payload::Bytes => quote!(raw.body().clone()),
    }
}
