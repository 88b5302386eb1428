//! Writes the types of what the API sends to programs that listen.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs::doc_text::doc;
use crate::emit::tokens::rust_types::elsewhere;
use crate::plan::model::client::InboundMessage;

/// A module of such types, or nothing where there are none.
pub(crate) fn module(messages: &[InboundMessage]) -> Option<TokenStream> {
    let types = messages.iter().map(|message| {
        let (name, docs, ty) = (&message.name, doc(&message.docs), elsewhere(&message.ty));
        quote!(#docs pub type #name = #ty;)
    });
    (!messages.is_empty()).then(|| quote!(#(#types)*))
}
