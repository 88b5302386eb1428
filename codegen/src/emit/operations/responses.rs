//! Writes what an operation's answers become: the enumerations of outputs and errors, and the function that decodes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::code_span;
use crate::emit::docs::doc_text::{DocText, doc, doc_with};
use crate::emit::tokens::rust_types::elsewhere;
use crate::names::Ident;
use crate::plan::model::client::{AlternativePlan, OperationPlan, Payload, ResponsePlan, StatusPlan};

/// What a successful call gives.
pub(crate) fn output_type(plan: &OperationPlan) -> TokenStream {
    match (&plan.responses.output_name, plan.responses.successes.first()) {
        (Some(name), _) => quote!(#name),
        (None, Some(only)) => payload_type(&only.payload).unwrap_or_else(|| quote!(())),
        (None, None) => quote!(()),
    }
}

/// What a call that the API refuses gives.
pub(crate) fn error_type(plan: &OperationPlan) -> TokenStream {
    plan.responses.error_name.as_ref().map_or_else(|| quote!(std::convert::Infallible), |name| quote!(#name))
}

fn payload_type(payload: &Payload) -> Option<TokenStream> {
    match payload {
        Payload::Empty => None,
        Payload::Json(ty) => Some(elsewhere(ty)),
        Payload::Text => Some(quote!(String)),
        Payload::Bytes => Some(quote!(::bytes::Bytes)),
        Payload::Chunks => Some(quote!(crate::support::Chunks)),
        Payload::Events(ty) | Payload::WholeEvents(ty) => {
            let ty = elsewhere(ty);
            Some(quote!(crate::support::Events<#ty>))
        }
        Payload::TextEvents => Some(quote!(crate::support::Events<String>)),
        Payload::Values(ty) => {
            let ty = elsewhere(ty);
            Some(quote!(crate::support::Values<#ty>))
        }
    }
}

/// `self.call.read(...);`, where a success is given while it comes.
pub(crate) fn reading<'a>(mut payloads: impl Iterator<Item = &'a Payload>) -> Option<TokenStream> {
    let variant = payloads.find_map(|payload| match payload {
        Payload::Empty | Payload::Json(_) | Payload::Text | Payload::Bytes => None,
        Payload::Chunks => Some(quote!(Bytes)),
        Payload::Events(_) | Payload::WholeEvents(_) | Payload::TextEvents => Some(quote!(Events)),
        Payload::Values(_) => Some(quote!(Values)),
    })?;
    Some(quote!(self.call.read(crate::support::Reading::#variant);))
}

/// The enumerations and `decode`.
pub(crate) fn items(plan: &OperationPlan) -> TokenStream {
    let output = plan.responses.output_name.as_ref().map(|name| {
        let docs = doc(&format!("The successful responses of `{}`, by status.", plan.called()));
        enumeration(&docs, name, &plan.responses.successes)
    });
    let error = plan.responses.error_name.as_ref().map(|name| {
        let docs = doc(&format!("The errors that the API declares for `{}`, by status.", plan.called()));
        enumeration(&docs, name, &plan.responses.failures)
    });
    let decode = decoders(plan);
    quote! {
        #output
        #error
        #decode
    }
}

fn enumeration(docs: &DocText, ident: &Ident, responses: &[ResponsePlan]) -> TokenStream {
    let variants = responses.iter().map(|response| {
        let (docs, variant) = (doc(&response.docs), &response.variant);
        let payload = payload_type(&response.payload).map(|ty| quote!((#ty)));
        quote!(#docs #variant #payload)
    });
    let clone = (!responses.iter().any(|response| response.payload.is_stream())).then(|| quote!(, Clone));
    quote! {
        #docs
        #[derive(Debug #clone)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
        }
    }
}

const ERRORS: &str =
    "# Errors\nIf the request could not be sent, no response was received, or the API returned an error.";

/// The method that asks for another media type, whose function that decodes stands beside the usual one.
pub(crate) fn alternative(plan: &OperationPlan, alternative: &AlternativePlan) -> TokenStream {
    let AlternativePlan { media_type, method, accept, payload } = alternative;
    let shown = code_span(media_type);
    let what = match payload {
        Payload::Chunks => {
            format!("Sends the request and returns the response, {shown}, as a stream without a size limit.")
        }
        _ => format!("Sends the request and accepts {shown} as the response."),
    };
    let docs = doc_with(&what, ERRORS);
    let (accept, reading) = (accept.as_str(), reading(std::iter::once(payload)));
    let accept = (!accept.is_empty()).then(|| quote!(self.call.accept(#accept);));
    let (output, error) = (payload_type(payload).unwrap_or_else(|| quote!(())), error_type(plan));
    let decode = decode_name(alternative);
    quote! {
        #docs
        pub async fn #method(mut self) -> Result<Response<#output>, crate::support::Error<#error>> {
            #accept
            #reading
            self.call.send(#decode).await
        }
    }
}

fn decode_name(alternative: &AlternativePlan) -> Ident {
    alternative.method.with_prefix("decode_")
}

/// An arm that tells answers apart by their status.
struct Arm {
    status: StatusPlan,
    /// It stands for whatever is left of its statuses.
    is_usual: bool,
    pattern: TokenStream,
    response: TokenStream,
}

/// The functions that decode: the usual one, and one for each further media type.
fn decoders(plan: &OperationPlan) -> TokenStream {
    let output_name = plan.responses.output_name.as_ref();
    let usual = plan.responses.successes.iter().map(|response| {
        let value = output_name.map_or_else(|| value(&response.payload), |name| variant(name, response));
        let is_rest = response.status == StatusPlan::Rest;
        let pattern = if is_rest { quote!(_) } else { pattern(response.status) };
        Arm { status: response.status, is_usual: true, pattern, response: quote!(Ok(#value)) }
    });
    let usual = decoder(plan, &quote!(decode), &output_type(plan), usual.collect());
    let further = plan.responses.alternatives.iter().map(|alternative| {
        let (name, media_type) = (decode_name(alternative), &alternative.media_type);
        let output = payload_type(&alternative.payload).unwrap_or_else(|| quote!(()));
        let value = match &alternative.payload {
            payload @ (Payload::Json(_) | Payload::Text | Payload::Bytes) => {
                read(payload, &quote!(raw.of(#media_type)?))
            }
            payload => read(payload, &quote!(raw)),
        };
        decoder(plan, &quote!(#name), &output, success_arm(plan, &quote!(Ok(#value))))
    });
    quote!(#usual #(#further)*)
}

/// One arm for every success.
fn success_arm(plan: &OperationPlan, response: &TokenStream) -> Vec<Arm> {
    let statuses = || plan.responses.successes.iter().map(|response| response.status);
    let Some(last) = statuses().max() else { return Vec::new() };
    let pattern = match last {
        StatusPlan::Code(_) => {
            let codes = statuses().map(pattern);
            quote!(#(#codes)|*)
        }
        StatusPlan::Rest => quote!(_),
        StatusPlan::Class(_) => quote!(_ if raw.status().is_success()),
    };
    vec![Arm { status: last, is_usual: true, pattern, response: response.clone() }]
}

fn pattern(status: StatusPlan) -> TokenStream {
    let (pattern, guard) = pattern_and_guard(status);
    let guard = guard.map(|guard| quote!(if #guard));
    quote!(#pattern #guard)
}

fn pattern_and_guard(status: StatusPlan) -> (TokenStream, Option<TokenStream>) {
    match status {
        StatusPlan::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            (quote!(#code), None)
        }
        StatusPlan::Class(class) => {
            let class = proc_macro2::Literal::u16_unsuffixed(class);
            (quote!(code), Some(quote!(code / 100 == #class)))
        }
        StatusPlan::Rest => (quote!(_), Some(quote!(!raw.status().is_success()))),
    }
}

/// The pattern of a failure, which may be one of several of its statuses.
fn failure_pattern(response: &ResponsePlan) -> TokenStream {
    let Some(media_type) = &response.media_type else { return pattern(response.status) };
    let (pattern, guard) = pattern_and_guard(response.status);
    let guard = guard.map(|guard| quote!(#guard &&));
    quote!(#pattern if #guard raw.is(#media_type))
}

fn decoder(plan: &OperationPlan, name: &TokenStream, output: &TokenStream, successes: Vec<Arm>) -> TokenStream {
    let error = error_type(plan);
    let has_rest = successes.iter().any(|arm| arm.status == StatusPlan::Rest);
    let undeclared = successes.is_empty().then(|| quote!(_ if raw.status().is_success() => Ok(()),));
    let mut arms = successes;
    for response in &plan.responses.failures {
        let value = plan.responses.error_name.as_ref().map(|name| variant(name, response));
        arms.push(Arm {
            status: response.status,
            is_usual: response.media_type.is_none(),
            pattern: failure_pattern(response),
            response: quote!(Err(raw.refused(#value))),
        });
    }
    if let ([only], true) = (arms.as_slice(), has_rest) {
        let (raw, response) = (used(&only.response), &only.response);
        return quote! {
            fn #name(#raw: &RawResponse) -> Result<#output, crate::support::Error<#error>> {
                #response
            }
        };
    }
    arms.sort_by_key(|arm| (arm.status, arm.is_usual));
    let last = (!has_rest).then(|| quote!(_ => Err(raw.unexpected()),));
    let arms = arms.iter().map(|Arm { pattern, response, .. }| quote!(#pattern => #response,));
    quote! {
        fn #name(raw: &RawResponse) -> Result<#output, crate::support::Error<#error>> {
            match raw.status().as_u16() {
                #(#arms)*
                #undeclared
                #last
            }
        }
    }
}

/// The name of the argument, where the answer is read at all.
fn used(response: &TokenStream) -> TokenStream {
    if response.to_string().contains("raw") { quote!(raw) } else { quote!(_) }
}

fn variant(ident: &Ident, response: &ResponsePlan) -> TokenStream {
    let variant = &response.variant;
    if matches!(response.payload, Payload::Empty) {
        return quote!(#ident::#variant);
    }
    let value = value(&response.payload);
    quote!(#ident::#variant(#value))
}

fn value(payload: &Payload) -> TokenStream {
    read(payload, &quote!(raw))
}

fn read(payload: &Payload, raw: &TokenStream) -> TokenStream {
    match payload {
        Payload::Empty => quote!(()),
        Payload::Json(_) => quote!(#raw.json()?),
        Payload::Text => quote!(#raw.text()?),
        Payload::Bytes => quote!(#raw.body().clone()),
        Payload::Chunks => quote!(#raw.chunks()),
        Payload::Events(_) => quote!(#raw.events()?),
        Payload::TextEvents => quote!(#raw.text_events()?),
        Payload::WholeEvents(_) => quote!(#raw.whole_events()?),
        Payload::Values(_) => quote!(#raw.values()?),
    }
}
