//! Writes enumerations of values of several kinds. Values that the document does not list are kept, and sent as they are.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::code_span;
use crate::emit::tokens::attributes::attributes;
use crate::names::Ident;
use crate::plan::model::types::EnumPlan;

/// The enumeration; what it lists stands there once, as JSON.
pub(crate) fn item(name: &Ident, docs: &TokenStream, plan: &EnumPlan<String>) -> TokenStream {
    let variants: Vec<&Ident> = plan.variants.iter().map(|variant| &variant.name).collect();
    let wires: Vec<&String> = plan.variants.iter().map(|variant| &variant.wire).collect();
    let literals = plan.variants.iter().map(|variant| literal(&variant.wire));
    let declared = plan.variants.iter().map(|variant| {
        let docs = attributes(&variant.docs, || code_span(&variant.wire));
        let name = &variant.name;
        quote!(#docs #name,)
    });
    let unknown = plan.unknown.iter();
    let kept = plan.unknown.iter();
    let written = plan.unknown.iter();
    let unlisted = plan.unknown.as_ref().map(|unknown| {
        quote! {
            impl #name {
                /// Creates a value that the document does not list, for newer servers.
                #[must_use]
                pub fn unlisted(value: impl Into<serde_json::Value>) -> Self {
                    Self::#unknown(crate::support::model::unknown(value.into()))
                }
            }
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #(
                /// A value that the document does not list.
                #unknown(crate::support::UnknownVariant),
            )*
        }

        #unlisted

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants => serde::Serialize::serialize(&#literals, serializer),)*
                    #(Self::#written(value) => serde::Serialize::serialize(value, serializer),)*
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                match crate::support::model::listed(&value).as_str() {
                    #(#wires => Ok(Self::#variants),)*
                    #(_ => Ok(Self::#kept(crate::support::model::unknown(value))),)*
                }
            }
        }
    }
}

/// A scalar of JSON as Rust has it.
fn literal(json: &str) -> TokenStream {
    match serde_json::from_str(json) {
        Ok(Value::Bool(value)) => quote!(#value),
        Ok(Value::String(text)) => quote!(#text),
        Ok(Value::Number(number)) => {
            let literal = match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Literal::i64_suffixed(value),
                (None, Some(value)) => Literal::u64_suffixed(value),
                (None, None) => Literal::f64_suffixed(number.as_f64().unwrap_or_default()),
            };
            quote!(#literal)
        }
        _ => quote!(()),
    }
}
