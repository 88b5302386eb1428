//! Writes lists whose first items have a type each, as structures.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::tokens::rust_types::{Referrer, tokens};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::TypePlan;
use crate::plan::model::types::{PlacePlan, PlacesPlan};

/// The structure, and how it is read and written.
pub(crate) fn item(plan: &TypePlan, docs: &TokenStream, list: &PlacesPlan) -> TokenStream {
    let name = &plan.name;
    let fields = list.places.iter().enumerate().map(|(index, place)| {
        let (docs, name, ty) = (format!(" Item {}.", index + 1), &place.name, held(place));
        quote!(#[doc = #docs] pub #name: #ty,)
    });
    let rest = list.rest.as_ref().map(|(name, ty)| {
        let ty = tokens(ty, Referrer::Models);
        quote! {
            /// The remaining items.
            pub #name: Vec<#ty>,
        }
    });
    let default = (!list.places.iter().any(|place| place.required)).then(|| quote!(Default,));
    let methods = methods(plan, list);
    let (reading, writing) = (reading(list), writing(list));
    quote! {
        #docs
        #[derive(Debug, Clone, #default PartialEq)]
        #[cfg_attr(not(feature = "testing"), non_exhaustive)]
        pub struct #name {
            #(#fields)*
            #rest
        }

        impl #name {
            #methods
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #writing
            }
        }

        impl<'de> crate::support::places::Places<'de> for #name {
            fn from_items<A: serde::de::SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
                #reading
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::support::places::read(deserializer)
            }
        }
    }
}

/// The type of a field.
fn held(place: &PlacePlan) -> TokenStream {
    let ty = given(place);
    if place.required { ty } else { quote!(Option<#ty>) }
}

/// The type of an item that is there: null is one, and no absence.
fn given(place: &PlacePlan) -> TokenStream {
    match &place.ty {
        RustType::Option(inner) if !place.required => {
            let inner = tokens(inner, Referrer::Models);
            quote!(crate::support::Nullable<#inner>)
        }
        ty => tokens(ty, Referrer::Models),
    }
}

fn methods(plan: &TypePlan, list: &PlacesPlan) -> TokenStream {
    let required = || list.places.iter().filter(|place| place.required);
    let arguments = required().map(|place| {
        let (name, ty) = (&place.name, held(place));
        quote!(#name: impl Into<#ty>)
    });
    let values = list.places.iter().map(|place| {
        let name = &place.name;
        if place.required { quote!(#name: #name.into(),) } else { quote!(#name: None,) }
    });
    let rest = list.rest.as_ref().map(|(name, _)| quote!(#name: Vec::new(),));
    let optional = list.places.iter().filter(|place| plan.sent && !place.required).map(|place| {
        let (name, ty) = (&place.name, given(place));
        let docs = format!(" Sets `{}`; all items before it must be set, too.", name.as_str());
        quote! {
            #[doc = #docs]
            #[must_use]
            pub fn #name(mut self, value: impl Into<#ty>) -> Self {
                self.#name = Some(value.into());
                self
            }
        }
    });
    let further = list.rest.iter().filter(|_| plan.sent).map(|(name, ty)| {
        let ty = tokens(ty, Referrer::Models);
        quote! {
            /// Sets the remaining items.
            #[must_use]
            pub fn #name(mut self, value: impl Into<Vec<#ty>>) -> Self {
                self.#name = value.into();
                self
            }
        }
    });
    quote! {
        /// Creates a list of the required items.
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values)* #rest }
        }

        #(#optional)*
        #(#further)*
    }
}

fn reading(list: &PlacesPlan) -> TokenStream {
    let places = list.places.iter().enumerate().map(|(index, place)| {
        let (name, number) = (&place.name, Literal::usize_unsuffixed(index + 1));
        if place.required {
            quote!(#name: crate::support::places::required(&mut items, #number)?,)
        } else {
            quote!(#name: items.next_element()?,)
        }
    });
    if let Some((name, _)) = &list.rest {
        return quote!(Ok(Self { #(#places)* #name: crate::support::places::rest(&mut items)? }));
    }
    quote! {
        let list = Self { #(#places)* };
        crate::support::places::skip(&mut items)?;
        Ok(list)
    }
}

fn writing(list: &PlacesPlan) -> TokenStream {
    let places = list.places.iter().map(|place| {
        let name = &place.name;
        if place.required { quote!(list.item(&self.#name)?;) } else { quote!(list.optional(self.#name.as_ref())?;) }
    });
    let rest = list.rest.as_ref().map(|(name, _)| {
        quote! {
            for item in &self.#name {
                list.item(item)?;
            }
        }
    });
    quote! {
        let mut list = crate::support::places::List::new(serializer)?;
        #(#places)*
        #rest
        list.end()
    }
}
