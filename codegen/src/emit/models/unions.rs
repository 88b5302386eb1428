//! Writes unions: told apart by a tag, or by what fits best.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::tokens::attributes::attributes;
use crate::emit::tokens::rust_types::{Referrer, tokens};
use crate::names::Ident;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{TagPlan, TextPlan, UnionPlan, UnionVariant};

/// The union with its conversions.
pub(crate) fn item(name: &Ident, docs: &TokenStream, plan: &UnionPlan) -> TokenStream {
    let declared = plan.variants.iter().map(|variant| {
        let docs = attributes(&variant.docs, || format!("The alternative `{}`.", variant.name.as_str()));
        let (name, ty) = (&variant.name, tokens(&variant.ty, Referrer::Models));
        quote!(#docs #name(#ty),)
    });
    let unknown = plan.tag.as_ref().map(|tag| {
        let unknown = &tag.unknown;
        quote! {
            /// A value whose tag the document does not list.
            #unknown(crate::support::UnknownVariant),
        }
    });
    let converting = plan.variants.iter().filter(|variant| variant.converts);
    let conversions = converting.map(|variant| {
        let (variant_name, ty) = (&variant.name, tokens(&variant.ty, Referrer::Models));
        let (ty, value) = if let RustType::Boxed(inner) = &variant.ty {
            (tokens(inner, Referrer::Models), quote!(Box::new(value)))
        } else {
            (ty, quote!(value))
        };
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant_name(#value)
                }
            }
        }
    });
    let unlisted = plan.tag.as_ref().map(|tag| {
        let unknown = &tag.unknown;
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
    let text = text(name, plan);
    let serialize = serialize(plan);
    let deserialize = match &plan.tag {
        Some(tag) => by_tag(name, plan, tag),
        None => by_trial(name, &plan.variants),
    };
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #unknown
        }

        #(#conversions)*
        #unlisted
        #text

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #serialize
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                #deserialize
            }
        }
    }
}

/// How a text becomes a value.
fn text(name: &Ident, plan: &UnionPlan) -> Option<TokenStream> {
    let variant = |place: usize| plan.variants.get(place);
    Some(match plan.text? {
        TextPlan::Any(place) => {
            let variant = &variant(place)?.name;
            quote! {
                impl From<&str> for #name {
                    fn from(text: &str) -> Self {
                        Self::#variant(text.to_owned())
                    }
                }
            }
        }
        TextPlan::Parsed(place) => {
            let UnionVariant { name: variant, ty, .. } = variant(place)?;
            let ty = tokens(ty, Referrer::Models);
            quote! {
                impl TryFrom<&str> for #name {
                    type Error = <#ty as std::str::FromStr>::Err;

                    fn try_from(text: &str) -> Result<Self, Self::Error> {
                        text.parse().map(Self::#variant)
                    }
                }
            }
        }
    })
}

fn serialize(plan: &UnionPlan) -> TokenStream {
    let arms = plan.variants.iter().map(|variant| {
        let (name, tags) = (&variant.name, &variant.tags);
        match &plan.tag {
            Some(tag) if !tags.is_empty() && variant.adds_tag && !tag.is_certain => {
                let property = &tag.property;
                quote! {
                    Self::#name(value) => {
                        crate::support::model::tagged(value, #property, &[#(#tags),*], serializer)
                    }
                }
            }
            _ => quote!(Self::#name(value) => serde::Serialize::serialize(value, serializer),),
        }
    });
    let unknown = plan.tag.as_ref().map(|tag| {
        let unknown = &tag.unknown;
        quote!(Self::#unknown(value) => serde::Serialize::serialize(value, serializer),)
    });
    quote!(#(#arms)* #unknown)
}

fn by_tag(name: &Ident, plan: &UnionPlan, tag: &TagPlan) -> TokenStream {
    let (property, unknown) = (&tag.property, &tag.unknown);
    let shared: BTreeSet<&String> = tag.shared.iter().flat_map(|(tags, _)| tags).collect();
    let is_shared = |wanted: &&String| shared.contains(wanted);
    let arms = plan.variants.iter().filter_map(|variant| {
        let (name, tags) = (&variant.name, variant.tags.iter().filter(|tag| !is_shared(tag)));
        let tags: Vec<&String> = tags.collect();
        let arm = quote!(Some(#(#tags)|*) => crate::support::model::read(value).map(Self::#name),);
        (!tags.is_empty()).then_some(arm)
    });
    let shared = tag.shared.iter().map(|(tags, places)| {
        let trial = by_trial(name, places.iter().filter_map(|place| plan.variants.get(*place)));
        quote!(Some(#(#tags)|*) => { #trial })
    });
    let otherwise = if tag.is_certain {
        quote!(Err(serde::de::Error::missing_field(#property)))
    } else {
        by_trial(name, &plan.variants)
    };
    quote! {
        match crate::support::model::tag(&value, #property) {
            #(#arms)*
            #(#shared)*
            Some(_) => Ok(Self::#unknown(crate::support::model::unknown(value))),
            None => { #otherwise }
        }
    }
}

fn by_trial<'a>(name: &Ident, variants: impl IntoIterator<Item = &'a UnionVariant>) -> TokenStream {
    let union = name.as_str();
    let attempts = variants.into_iter().map(|variant| {
        let (variant, label) = (&variant.name, variant.name.as_str());
        quote!(trial.attempt(#label, Self::#variant);)
    });
    quote! {
        let mut trial = crate::support::model::Trial::new(#union, &value);
        #(#attempts)*
        trial.finish()
    }
}
