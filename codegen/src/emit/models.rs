//! Writes the `models` module: structures, and other names for types.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::attributes;
use super::prose::doc;
use super::{enums, integers, mixed, places, records, unions};
use crate::names::Ident;
use crate::plan::map_path;
use crate::plan::types::{FieldPlan, StructPlan};
use crate::plan::{Presence, Referrer, RustType, TypePlan, TypeShape, Types};

/// The module's items, type by type.
pub fn items(types: &Types) -> impl Iterator<Item = TokenStream> {
    types.list.iter().map(item)
}

/// The items of one type.
#[must_use]
pub fn item(plan: &TypePlan) -> TokenStream {
    let name = &plan.name;
    let docs = attributes(&plan.docs, &format!("`{}` of the API.", name.as_str()));
    let docs = with_derives(plan, &docs);
    match &plan.shape {
        TypeShape::Struct(shape) => structure(plan, &docs, shape),
        TypeShape::Enum(shape) => enums::item(name, &docs, shape),
        TypeShape::IntegerEnum(shape) => integers::item(name, &docs, shape),
        TypeShape::MixedEnum(shape) => mixed::item(name, &docs, shape),
        TypeShape::Union(shape) => unions::item(name, &docs, shape),
        TypeShape::Places(shape) => places::item(plan, &docs, shape),
        TypeShape::Alias(ty) => {
            let ty = ty.tokens(Referrer::Models);
            quote!(#docs pub type #name = #ty;)
        }
        TypeShape::Newtype(ty) => {
            let ty = ty.tokens(Referrer::Models);
            quote! {
                #docs
                #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
                #[serde(transparent)]
                pub struct #name(pub #ty);

                impl From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self(value)
                    }
                }
            }
        }
    }
}

/// What the caller wants derived comes before what always is; what always is, once.
fn with_derives(plan: &TypePlan, docs: &TokenStream) -> TokenStream {
    let always: &[&str] = match plan.shape {
        TypeShape::Alias(_) => return docs.clone(),
        TypeShape::Struct(_) | TypeShape::Newtype(_) | TypeShape::Places(_) => {
            &["Debug", "Clone", "PartialEq", "Default", "serde::Serialize", "serde::Deserialize"]
        }
        TypeShape::Enum(_) | TypeShape::IntegerEnum(_) => {
            &["Debug", "Clone", "Copy", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"]
        }
        TypeShape::Union(_) | TypeShape::MixedEnum(_) => &["Debug", "Clone", "PartialEq"],
    };
    let derives = plan.derives.iter().filter(|derive| !always.contains(&derive.as_str()));
    // The configuration has seen to it that each is a path.
    let derives: Vec<TokenStream> = derives.filter_map(|derive| derive.parse().ok()).collect();
    if derives.is_empty() { docs.clone() } else { quote!(#docs #[derive(#(#derives),*)]) }
}

fn structure(plan: &TypePlan, docs: &TokenStream, shape: &StructPlan) -> TokenStream {
    let name = &plan.name;
    let is_record = records::is_record(shape);
    let fields = shape.fields.iter().map(|one| field(one, is_record));
    let reading = if is_record { records::item(name, shape) } else { quote!() };
    let derived = (!is_record).then(|| quote!(, serde::Deserialize));
    let additional = shape.additional.as_ref().map(|(name, map, ty)| {
        let (map, ty) = (map_path(*map), ty.tokens(Referrer::Models));
        quote! {
            /// Properties that the document does not name.
            #[serde(flatten)]
            pub #name: #map<String, #ty>,
        }
    });
    let patterned = shape.patterned.iter().map(|patterned| {
        let (name, map, ty) = (&patterned.name, map_path(patterned.map), patterned.ty.tokens(Referrer::Models));
        let patterns: Vec<String> = patterned.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
        let docs = doc(&format!("Properties whose names match {}.", patterns.join(" or ")));
        quote!(#docs #[serde(flatten)] pub #name: #map<String, #ty>,)
    });
    let (default, default_by_hand) = default(name, shape);
    let constructor = constructor(shape, plan.sent);
    // Setters are half of what there is to compile, so that only what is sent has them.
    let setters = shape.fields.iter().filter(|_| plan.sent).map(setter);
    quote! {
        #docs
        #[derive(Debug, Clone, #default PartialEq, serde::Serialize #derived)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #(#patterned)*
            #additional
        }

        impl #name {
            #constructor
            #(#setters)*
        }

        #default_by_hand
        #reading
    }
}

/// The type as the structure holds it.
fn held(field: &FieldPlan) -> TokenStream {
    let ty = field.ty.tokens(Referrer::Models);
    match field.presence {
        Presence::Required => ty,
        Presence::Nullable | Presence::Optional => quote!(Option<#ty>),
        Presence::OptionalNullable => quote!(Option<crate::support::Nullable<#ty>>),
    }
}

fn field(field: &FieldPlan, is_record: bool) -> TokenStream {
    let (name, wire, ty) = (&field.name, &field.wire, held(field));
    let docs = attributes(&field.docs, &format!("`{}` of the API.", wire.replace('`', "'")));
    let rename = (!field.flatten && name.as_str() != wire).then(|| quote!(#[serde(rename = #wire)]));
    let serde = match field.presence {
        _ if field.flatten => quote!(#[serde(flatten)]),
        Presence::Required | Presence::Nullable => quote!(),
        _ if is_record => quote!(#[serde(skip_serializing_if = "Option::is_none")]),
        Presence::Optional if !field.ty.is_nullable() => {
            quote!(#[serde(default, skip_serializing_if = "Option::is_none")])
        }
        // Where any value is allowed, null is one.
        Presence::Optional | Presence::OptionalNullable => quote! {
            #[serde(
                default,
                skip_serializing_if = "Option::is_none",
                deserialize_with = "crate::support::present"
            )]
        },
    };
    quote!(#docs #rename #serde pub #name: #ty,)
}

/// Whether nobody has to give it.
fn has_default(field: &FieldPlan) -> bool {
    field.constant || matches!(field.presence, Presence::Optional | Presence::OptionalNullable)
}

/// What gives a value where nobody has to give anything: a derivation, or a constructor that gives more than nothing.
fn default(name: &Ident, shape: &StructPlan) -> (Option<TokenStream>, Option<TokenStream>) {
    if !shape.fields.iter().all(has_default) {
        return (None, None);
    }
    if !shape.fields.iter().any(|field| field.preset) {
        return (Some(quote!(Default,)), None);
    }
    let by_hand = quote! {
        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (None, Some(by_hand))
}

fn constructor(shape: &StructPlan, has_setters: bool) -> TokenStream {
    let required: Vec<&FieldPlan> = shape.fields.iter().filter(|field| !has_default(field)).collect();
    let arguments = required.iter().map(|field| {
        let (name, ty) = (&field.name, taken(field));
        quote!(#name: impl Into<#ty>)
    });
    let values = shape.fields.iter().map(|field| {
        let name = &field.name;
        if has_default(field) {
            let ty = field.ty.tokens(Referrer::Models);
            return match field.presence {
                Presence::Required => quote!(#name: <#ty>::default()),
                Presence::Nullable => quote!(#name: Some(<#ty>::default())),
                Presence::Optional if field.preset => quote!(#name: Some(<#ty>::default())),
                Presence::OptionalNullable if field.preset => {
                    quote!(#name: Some(crate::support::Nullable::Value(<#ty>::default())))
                }
                Presence::Optional | Presence::OptionalNullable => quote!(#name: None),
            };
        }
        match (&field.ty, field.presence) {
            (RustType::Boxed(_), Presence::Required) => quote!(#name: Box::new(#name.into())),
            (RustType::Boxed(_), _) => quote!(#name: #name.into().map(Box::new)),
            _ => quote!(#name: #name.into()),
        }
    });
    let additional = shape.additional.as_ref().map(|(name, map, _)| {
        let map = map_path(*map);
        quote!(#name: #map::new(),)
    });
    let patterned = shape.patterned.iter().map(|patterned| {
        let (name, map) = (&patterned.name, map_path(patterned.map));
        quote!(#name: #map::new(),)
    });
    let presets = shape.fields.iter().filter(|field| field.preset);
    let presets: Vec<String> = presets.map(|field| format!("`{}`", field.name.as_str())).collect();
    let alone = format!(" A value with nothing set but {}.", presets.join(", "));
    let docs = match (required.is_empty(), has_setters) {
        (true, _) if !presets.is_empty() => alone.as_str(),
        (true, _) => " A value with nothing set.",
        (false, true) => " A value with what is required; setters add the rest.",
        (false, false) => " A value with what is required.",
    };
    quote! {
        #[doc = #docs]
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #(#patterned)* #additional }
        }
    }
}

/// The type that a constructor or setter converts into, without its box.
fn taken(field: &FieldPlan) -> TokenStream {
    let inner = match &field.ty {
        RustType::Boxed(inner) => inner.tokens(Referrer::Models),
        other => other.tokens(Referrer::Models),
    };
    if field.presence == Presence::Nullable { quote!(Option<#inner>) } else { inner }
}

fn setter(field: &FieldPlan) -> TokenStream {
    let (name, setter) = (&field.name, &field.setter);
    let docs = setter_docs(field);
    let boxed = matches!(field.ty, RustType::Boxed(_));
    let ty = match field.presence {
        Presence::OptionalNullable => {
            let ty = field.ty.tokens(Referrer::Models);
            quote!(crate::support::Nullable<#ty>)
        }
        _ => taken(field),
    };
    let value = match (field.presence, boxed) {
        (Presence::Required, true) => quote!(Box::new(value.into())),
        (Presence::Required | Presence::Nullable, false) => quote!(value.into()),
        (Presence::Nullable, true) => quote!(value.into().map(Box::new)),
        (Presence::Optional, true) => quote!(Some(Box::new(value.into()))),
        (Presence::Optional, false) | (Presence::OptionalNullable, _) => quote!(Some(value.into())),
    };
    quote! {
        #docs
        #[must_use]
        pub fn #setter(mut self, value: impl Into<#ty>) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The field says what it is; a setter need not say it again.
fn setter_docs(field: &FieldPlan) -> TokenStream {
    let text = format!(" Sets `{}`.", field.wire.replace(['`', '\n', '\r'], "'"));
    let deprecated = field.docs.deprecated.then(|| quote!(#[deprecated]));
    quote!(#[doc = #text] #deprecated)
}
