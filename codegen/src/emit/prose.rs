//! Writes documentation.

use proc_macro2::TokenStream;
use quote::quote;

/// `///` lines of a text.
#[must_use]
pub fn doc(text: &str) -> TokenStream {
    let lines = text.trim().lines().map(|line| {
        let line = if line.is_empty() { String::new() } else { format!(" {}", escape(line.trim_end())) };
        quote!(#[doc = #line])
    });
    quote!(#(#lines)*)
}

/// Without what rustdoc would read as links or tags.
fn escape(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut code = false;
    for character in line.chars() {
        match character {
            '`' => code = !code,
            '[' | ']' | '<' | '>' if !code => text.push('\\'),
            _ => {}
        }
        text.push(character);
    }
    text
}
