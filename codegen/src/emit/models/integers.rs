//! Writes enumerations of integers. Values that the document does not list are kept, and sent as they are.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::tokens::attributes::attributes;
use crate::names::Ident;
use crate::plan::model::types::EnumPlan;

/// The enumeration with its conversions.
pub(crate) fn item(name: &Ident, docs: &TokenStream, plan: &EnumPlan<i64>) -> TokenStream {
    let variants: Vec<&Ident> = plan.variants.iter().map(|variant| &variant.name).collect();
    let wires: Vec<Literal> = plan.variants.iter().map(|variant| Literal::i64_unsuffixed(variant.wire)).collect();
    let count = Literal::usize_unsuffixed(wires.len());
    let declared = plan.variants.iter().map(|variant| {
        let docs = attributes(&variant.docs, || format!("`{}`", variant.wire));
        let name = &variant.name;
        let default = plan.unknown.is_none().then(|| quote!(#[default]));
        quote!(#docs #default #name,)
    });
    let default = plan.unknown.is_none().then(|| quote!(Default,));
    let unknown = plan.unknown.as_ref().map(|unknown| {
        quote! {
            /// A value that the document does not list.
            #unknown(crate::support::UnknownInteger),
        }
    });
    let as_i64 = plan.unknown.as_ref().map(|unknown| quote!(Self::#unknown(value) => value.as_i64(),));
    let keep = |unknown: &Ident| {
        let received = quote!(crate::support::UnknownInteger::new(value));
        quote!(Ok(Self::from_listed(value).unwrap_or_else(|| Self::#unknown(#received))))
    };
    let refuse = || quote!(Self::from_listed(value).ok_or_else(|| serde::de::Error::custom(Self::refusal())));
    let unlisted = plan.unknown.as_ref().map(unlisted);
    let read = plan.unknown.as_ref().map_or_else(refuse, keep);
    let write = plan.unknown.as_ref().map_or_else(
        || quote!(serializer.serialize_i64(self.as_i64())),
        |unknown| {
            quote! {
                match self {
                    Self::#unknown(value) => serde::Serialize::serialize(value, serializer),
                    listed => serializer.serialize_i64(listed.as_i64()),
                }
            }
        },
    );
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, #default PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #unknown
        }

        impl #name {
            /// The values that the document lists.
            pub const LISTED: [i64; #count] = [#(#wires),*];

            /// The value on the wire.
            #[must_use]
            pub fn as_i64(self) -> i64 {
                match self {
                    #(Self::#variants => #wires,)*
                    #as_i64
                }
            }

            fn from_listed(value: i64) -> Option<Self> {
                match value {
                    #(#wires => Some(Self::#variants),)*
                    _ => None,
                }
            }

            #unlisted

            fn refusal() -> crate::support::UnlistedValue {
                crate::support::UnlistedValue::new(&Self::LISTED)
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.as_i64().fmt(f)
            }
        }

        impl From<#name> for i64 {
            fn from(value: #name) -> Self {
                value.as_i64()
            }
        }

        impl TryFrom<i64> for #name {
            type Error = crate::support::UnlistedValue;

            fn try_from(value: i64) -> Result<Self, crate::support::UnlistedValue> {
                Self::from_listed(value).ok_or_else(Self::refusal)
            }
        }

        impl TryFrom<i32> for #name {
            type Error = crate::support::UnlistedValue;

            fn try_from(value: i32) -> Result<Self, crate::support::UnlistedValue> {
                i64::from(value).try_into()
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #write
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <i64 as serde::Deserialize>::deserialize(deserializer)?;
                #read
            }
        }
    }
}

/// The function that makes a value by hand that the document does not list.
fn unlisted(unknown: &Ident) -> TokenStream {
    quote! {
        /// Creates a value, listed in the document or not; a listed one becomes its variant.
        #[must_use]
        pub fn unlisted(value: i64) -> Self {
            Self::from_listed(value).unwrap_or_else(|| Self::#unknown(crate::support::UnknownInteger::new(value)))
        }
    }
}
