//! Writes the accessors of declared headers, on answers and on errors.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs::doc_text::doc_with;
use crate::emit::tokens::rust_types::elsewhere;
use crate::plan::model::client::HeaderPlan;

const ABSENT: &str = "`None` if the response does not have it, or not in its declared form.";

/// The module, or nothing where no answer declares a header.
pub(crate) fn module(headers: &[HeaderPlan]) -> Option<TokenStream> {
    if headers.is_empty() {
        return None;
    }
    let accessors: Vec<_> = headers
        .iter()
        .map(|header| {
            let docs = doc_with(&header.docs, ABSENT);
            let (name, value, wire_name) = (&header.name, elsewhere(&header.value), &header.wire_name);
            quote! {
                #docs
                #[must_use]
                pub fn #name(&self) -> Option<#value> {
                    declared_header(self.headers(), #wire_name)
                }
            }
        })
        .collect();
    Some(quote! {
        use crate::support::{ErrorResponse, Response, declared_header};

        impl<T> Response<T> {
            #(#accessors)*
        }

        impl<E> ErrorResponse<E> {
            #(#accessors)*
        }
    })
}
