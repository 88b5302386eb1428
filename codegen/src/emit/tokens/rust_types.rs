//! Writes types of the plan, each as the module that names it does.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

use crate::names::Ident;
use crate::options::{DateTimeCrate, MapType};
use crate::plan::model::rust_type::RustType;
use crate::{DerivePath, ForeignType};

/// From where a type is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Referrer {
    /// From the `models` module itself.
    Models,
    /// From any other module of the generated crate, by `crate::models`.
    Elsewhere,
}

/// The tokens of a type.
#[must_use]
pub(crate) fn tokens(ty: &RustType, from: Referrer) -> TokenStream {
    let inner = |ty| tokens(ty, from);
    match ty {
        RustType::Unit => quote!(()),
        RustType::Bool => quote!(bool),
        RustType::I32 => quote!(i32),
        RustType::I64 => quote!(i64),
        RustType::U32 => quote!(u32),
        RustType::U64 => quote!(u64),
        RustType::I128 => quote!(crate::support::Wide<i128>),
        RustType::U128 => quote!(crate::support::Wide<u128>),
        RustType::F64 => quote!(f64),
        RustType::String => quote!(String),
        RustType::Bytes => quote!(::bytes::Bytes),
        RustType::Upload => quote!(crate::support::Upload),
        RustType::Base64 => quote!(crate::support::Base64),
        RustType::Uuid => quote!(uuid::Uuid),
        RustType::DateTime(DateTimeCrate::Chrono) => quote!(chrono::DateTime<chrono::FixedOffset>),
        RustType::DateTime(DateTimeCrate::Jiff) => quote!(jiff::Timestamp),
        RustType::DateTime(DateTimeCrate::Time) => quote!(crate::date_time::DateTime),
        RustType::Date(DateTimeCrate::Chrono) => quote!(chrono::NaiveDate),
        RustType::Date(DateTimeCrate::Jiff) => quote!(jiff::civil::Date),
        RustType::Date(DateTimeCrate::Time) => quote!(crate::date_time::Date),
        RustType::Ipv4 => quote!(std::net::Ipv4Addr),
        RustType::Ipv6 => quote!(std::net::Ipv6Addr),
        RustType::Ip => quote!(std::net::IpAddr),
        RustType::Value => quote!(serde_json::Value),
        RustType::Foreign(ty) => quote!(#ty),
        RustType::Named(name) if from == Referrer::Models => quote!(#name),
        RustType::Named(name) => quote!(crate::models::#name),
        RustType::Option(ty) => wrap(&quote!(Option), &inner(ty)),
        RustType::Vec(ty) => wrap(&quote!(Vec), &inner(ty)),
        RustType::Boxed(ty) => wrap(&quote!(Box), &inner(ty)),
        RustType::Map(map, ty) => {
            let (map, ty) = (map_path(*map), inner(ty));
            quote!(#map<String, #ty>)
        }
        RustType::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items,)*))
        }
    }
}

/// The tokens of a type in any module but that of models.
#[must_use]
pub(crate) fn elsewhere(ty: &RustType) -> TokenStream {
    tokens(ty, Referrer::Elsewhere)
}

/// The text of a type on one line, as the printer prints it: what [`text`] makes, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeText(String);

impl TypeText {
    /// The text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A type as the printer prints it on one line.
#[must_use]
pub(crate) fn text(ty: &RustType, from: Referrer) -> TypeText {
    TypeText(printed(ty, from))
}

fn printed(ty: &RustType, from: Referrer) -> String {
    let printed = |ty: &RustType| printed(ty, from);
    match ty {
        RustType::Named(name) if from == Referrer::Models => name.to_string(),
        RustType::Option(inner) => format!("Option<{}>", printed(inner)),
        RustType::Vec(inner) => format!("Vec<{}>", printed(inner)),
        RustType::Boxed(inner) => format!("Box<{}>", printed(inner)),
        RustType::Foreign(ty) => ty.to_string(),
        RustType::Map(map, inner) => format!("{}<String, {}>", map_name(*map), printed(inner)),
        RustType::Tuple(items) => match items.as_slice() {
            [only] => format!("({},)", printed(only)),
            items => format!("({})", items.iter().map(printed).collect::<Vec<_>>().join(", ")),
        },
        RustType::String => "String".to_owned(),
        other => tokens(other, from).to_string().replace(' ', ""),
    }
}

/// The path of a map, as the printer prints it.
#[must_use]
pub(crate) fn map_name(map: MapType) -> &'static str {
    match map {
        MapType::BTreeMap => "std::collections::BTreeMap",
        MapType::HashMap => "std::collections::HashMap",
        MapType::IndexMap => "indexmap::IndexMap",
    }
}

/// The path of a map.
fn map_path(map: MapType) -> TokenStream {
    match map {
        MapType::BTreeMap => quote!(std::collections::BTreeMap),
        MapType::HashMap => quote!(std::collections::HashMap),
        MapType::IndexMap => quote!(indexmap::IndexMap),
    }
}

fn wrap(outer: &TokenStream, inner: &TokenStream) -> TokenStream {
    quote!(#outer<#inner>)
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ident = if self.is_raw() {
            proc_macro2::Ident::new_raw(self.as_str(), Span::call_site())
        } else {
            proc_macro2::Ident::new(self.as_str(), Span::call_site())
        };
        tokens.append(ident);
    }
}

impl ToTokens for ForeignType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.as_str().parse::<TokenStream>().unwrap_or_default());
    }
}

impl ToTokens for DerivePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.as_str().parse::<TokenStream>().unwrap_or_default());
    }
}
