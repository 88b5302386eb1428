//! Writes the `models` module: structures, and other names for types.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{enums, integers, mixed, places, records, structures, unions};
use crate::DerivePath;
use crate::emit::docs::doc_text::DocText;
use crate::emit::tokens::attributes::attributes;
use crate::emit::tokens::code::{Code, DocLines, code, joined, put};
use crate::emit::tokens::piece::Piece;
use crate::emit::tokens::rust_types::{Referrer, tokens};
use crate::emit::tokens::{alias, deprecation};
use crate::names::Ident;
use crate::plan::model::types::{TypePlan, TypeShape, Types};

/// The module's items, type by type.
pub(crate) fn items(types: &Types) -> impl Iterator<Item = Piece> {
    let names = names(types);
    types.list.iter().flat_map(move |plan| item(plan, names.get(&plan.name).copied()))
}

/// The document's names of types.
#[must_use]
pub(crate) fn names(types: &Types) -> BTreeMap<&Ident, &str> {
    types.components.iter().map(|(schema, name)| (name, schema.as_str())).collect()
}

/// The items of one type, with the document's name of it: its declaration, and what is said of thousands of types in the same lines.
pub(crate) fn item(plan: &TypePlan, known_as: Option<&str>) -> impl Iterator<Item = Piece> {
    let lines = match &plan.shape {
        TypeShape::Struct(shape) => {
            let methods = structures::methods(plan, shape);
            let reading = records::is_record(shape).then(|| records::item(&plan.name, shape));
            [(!methods.is_empty()).then_some(methods), reading]
        }
        TypeShape::Enum(shape) => [Some(enums::conversions(&plan.name, shape)), None],
        _ => [None, None],
    };
    std::iter::once(declaration(plan, known_as)).chain(lines.into_iter().flatten().map(Piece::Lines))
}

/// The declaration of a type, which names whatever other types it names.
#[must_use]
pub(crate) fn declaration(plan: &TypePlan, known_as: Option<&str>) -> Piece {
    let name = &plan.name;
    let otherwise = || format!("`{}` of the API.", name.as_str());
    if let TypeShape::Struct(shape) = &plan.shape {
        let docs = DocText::of_docs(&plan.docs, otherwise);
        let mut attributes = code![DocLines { docs: &docs, indent: 0 }];
        attributes.put(&deprecation::line("", plan.docs.deprecated, &plan.docs.paragraphs));
        attributes.put(&known_as.map(|name| alias::line("", &plan.name, name)));
        attributes.put(&derived(plan));
        return Piece::Lines(structures::declaration(plan, &attributes, shape));
    }
    let docs = attributes(&plan.docs, otherwise);
    let further = further_derives(plan);
    let attribute = (!further.is_empty()).then(|| quote!(#[derive(#(#further),*)]));
    let aliases = alias::aliases(name, known_as);
    let docs = quote!(#docs #aliases #attribute);
    Piece::Tokens(match &plan.shape {
        TypeShape::Struct(_) => TokenStream::new(),
        TypeShape::Enum(shape) => enums::item(name, &docs, shape),
        TypeShape::IntegerEnum(shape) => integers::item(name, &docs, shape),
        TypeShape::MixedEnum(shape) => mixed::item(name, &docs, shape),
        TypeShape::Union(shape) => unions::item(name, &docs, shape),
        TypeShape::Places(shape) => places::item(plan, &docs, shape),
        TypeShape::Alias(ty) => {
            let ty = tokens(ty, Referrer::Models);
            quote!(#docs pub type #name = #ty;)
        }
        TypeShape::Newtype(ty) => {
            let ty = tokens(ty, Referrer::Models);
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
    })
}

/// What the caller wants derived comes before what always is.
fn derived(plan: &TypePlan) -> Code {
    let derives = further_derives(plan);
    let mut text = Code::new();
    if !derives.is_empty() {
        put!(text, "#[derive(", joined(derives, ", "), ")]\n");
    }
    text
}

/// What the caller wants derived besides what always is.
fn further_derives(plan: &TypePlan) -> Vec<&DerivePath> {
    let always: &[&str] = match plan.shape {
        TypeShape::Alias(_) => return Vec::new(),
        TypeShape::Struct(_) | TypeShape::Newtype(_) | TypeShape::Places(_) => {
            &["Debug", "Clone", "PartialEq", "Default", "serde::Serialize", "serde::Deserialize"]
        }
        TypeShape::Enum(_) | TypeShape::IntegerEnum(_) => {
            &["Debug", "Clone", "Copy", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"]
        }
        TypeShape::Union(_) | TypeShape::MixedEnum(_) => &["Debug", "Clone", "PartialEq"],
    };
    plan.derives.iter().filter(|derive| !always.contains(&derive.as_str())).collect()
}
