//! Writes documentation of items that are not models.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::lines;

/// `///` lines of a text.
#[must_use]
pub fn doc(text: &str) -> TokenStream {
    let lines = lines(text, "As the API's document has it.");
    quote!(#(#[doc = #lines])*)
}
