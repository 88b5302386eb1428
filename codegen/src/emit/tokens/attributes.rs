//! What stands before an item: its documentation, and whether it is deprecated.

use proc_macro2::TokenStream;
use quote::quote;

use super::deprecation;
use crate::emit::docs::doc_text::DocText;
use crate::plan::model::types::Docs;

/// The attributes of an item: its documentation, `otherwise` where there is none, and whether it is deprecated.
#[must_use]
pub(crate) fn attributes(docs: &Docs, otherwise: impl FnOnce() -> String) -> TokenStream {
    let text = DocText::of_docs(docs, otherwise);
    let deprecated = deprecation::attribute(docs.deprecated, &docs.paragraphs);
    quote!(#text #deprecated)
}
