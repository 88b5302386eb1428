//! Writes enumerations of strings. Values that the document does not list are kept, and never sent.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::attributes;
use crate::names::Ident;
use crate::plan::types::EnumPlan;

/// The enumeration with its conversions.
pub fn item(name: &Ident, docs: &TokenStream, plan: &EnumPlan<String>) -> TokenStream {
    let variants: Vec<&Ident> = plan.variants.iter().map(|variant| &variant.name).collect();
    let wires: Vec<&String> = plan.variants.iter().map(|variant| &variant.wire).collect();
    let count = Literal::usize_unsuffixed(wires.len());
    let declared = plan.variants.iter().map(|variant| {
        let docs = attributes(&variant.docs, &format!("`{}`", shown(&variant.wire)));
        let name = &variant.name;
        let default = plan.unknown.is_none().then(|| quote!(#[default]));
        quote!(#docs #default #name,)
    });
    let (copy, unknown, as_str, read, write) = match &plan.unknown {
        Some(unknown) => (
            quote!(),
            quote! {
                /// A value that the server sent and the document does not list.
                #unknown(crate::support::UnknownValue),
            },
            quote!(Self::#unknown(value) => value.as_str(),),
            quote! {
                Ok(Self::from_listed(&text)
                    .unwrap_or_else(|| Self::#unknown(crate::support::UnknownValue::received(text))))
            },
            quote! {
                match self {
                    Self::#unknown(value) => serde::Serialize::serialize(value, serializer),
                    listed => serializer.serialize_str(listed.as_str()),
                }
            },
        ),
        None => (
            quote!(Copy, Default,),
            quote!(),
            quote!(),
            quote! {
                Self::from_listed(&text)
                    .ok_or_else(|| serde::de::Error::invalid_value(serde::de::Unexpected::Str(&text), &Self::LISTED[0]))
            },
            quote!(serializer.serialize_str(self.as_str())),
        ),
    };
    quote! {
        #docs
        #[derive(Debug, Clone, #copy PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #unknown
        }

        impl #name {
            /// The values that the document lists.
            pub const LISTED: [&'static str; #count] = [#(#wires),*];

            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    #as_str
                }
            }

            fn from_listed(text: &str) -> Option<Self> {
                match text {
                    #(#wires => Some(Self::#variants),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for #name {
            type Err = crate::support::UnlistedValue;

            fn from_str(text: &str) -> Result<Self, crate::support::UnlistedValue> {
                Self::from_listed(text).ok_or(crate::support::UnlistedValue::new(&Self::LISTED))
            }
        }

        impl TryFrom<&str> for #name {
            type Error = crate::support::UnlistedValue;

            fn try_from(text: &str) -> Result<Self, crate::support::UnlistedValue> {
                text.parse()
            }
        }

        impl TryFrom<String> for #name {
            type Error = crate::support::UnlistedValue;

            fn try_from(text: String) -> Result<Self, crate::support::UnlistedValue> {
                text.parse()
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #write
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                #read
            }
        }
    }
}

/// A value in code, on one line.
fn shown(wire: &str) -> String {
    wire.chars().map(|sign| if sign.is_control() || sign == '`' { ' ' } else { sign }).collect()
}
