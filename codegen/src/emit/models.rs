//! Writes the `models` module: structures, and other names for types.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{attribute_lines, attributes};
use super::{enums, integers, mixed, places, records, structures, unions};
use crate::files::Piece;
use crate::plan::{Referrer, TypePlan, TypeShape, Types};

/// The module's items, type by type.
pub fn items(types: &Types) -> impl Iterator<Item = Piece> {
    types.list.iter().flat_map(item)
}

/// The items of one type: its declaration, and what is said of thousands of types in the same lines.
pub fn item(plan: &TypePlan) -> impl Iterator<Item = Piece> {
    let lines = match &plan.shape {
        TypeShape::Struct(shape) => {
            let methods = structures::methods(plan, shape);
            let reading = records::is_record(shape).then(|| records::item(&plan.name, shape));
            [Some(methods), reading]
        }
        TypeShape::Enum(shape) => [Some(enums::conversions(&plan.name, shape)), None],
        _ => [None, None],
    };
    std::iter::once(declaration(plan)).chain(lines.into_iter().flatten().map(Piece::Lines))
}

/// The declaration of a type, which names whatever other types it names.
#[must_use]
pub fn declaration(plan: &TypePlan) -> Piece {
    let name = &plan.name;
    let otherwise = format!("`{}` of the API.", name.as_str());
    if let TypeShape::Struct(shape) = &plan.shape {
        let attributes = attribute_lines(&plan.docs, &otherwise, 0) + &derived(plan);
        return Piece::Lines(structures::declaration(plan, &attributes, shape));
    }
    let docs = attributes(&plan.docs, &otherwise);
    // The configuration has seen to it that each is a path.
    let derived: TokenStream = derived(plan).parse().unwrap_or_default();
    let docs = quote!(#docs #derived);
    Piece::Tokens(match &plan.shape {
        TypeShape::Struct(_) => TokenStream::new(),
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
    })
}

/// What the caller wants derived comes before what always is; what always is, once.
fn derived(plan: &TypePlan) -> String {
    let always: &[&str] = match plan.shape {
        TypeShape::Alias(_) => return String::new(),
        TypeShape::Struct(_) | TypeShape::Newtype(_) | TypeShape::Places(_) => {
            &["Debug", "Clone", "PartialEq", "Default", "serde::Serialize", "serde::Deserialize"]
        }
        TypeShape::Enum(_) | TypeShape::IntegerEnum(_) => {
            &["Debug", "Clone", "Copy", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"]
        }
        TypeShape::Union(_) | TypeShape::MixedEnum(_) => &["Debug", "Clone", "PartialEq"],
    };
    let derives = plan.derives.iter().map(String::as_str).filter(|derive| !always.contains(derive));
    let derives: Vec<&str> = derives.collect();
    if derives.is_empty() { String::new() } else { format!("#[derive({})]\n", derives.join(", ")) }
}
