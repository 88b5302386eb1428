//! How a value is written in Rust.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::ForeignType;
use crate::names::Ident;
use crate::options::MapType;

/// A type of Rust in a position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustType {
    /// `()`: JSON's null
    Unit,
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `support::Wide<i128>`
    I128,
    /// `support::Wide<u128>`
    U128,
    /// `f64`
    F64,
    /// `String`
    String,
    /// `support::Upload`: a file among the parts of a body
    Upload,
    /// `support::Base64`: bytes in a JSON string
    Base64,
    /// `uuid::Uuid`
    Uuid,
    /// `chrono::DateTime<chrono::FixedOffset>`
    DateTime,
    /// `chrono::NaiveDate`
    Date,
    /// `std::net::Ipv4Addr`
    Ipv4,
    /// `std::net::Ipv6Addr`
    Ipv6,
    /// `std::net::IpAddr`
    Ip,
    /// `serde_json::Value`: the document says nothing
    Value,
    /// A type of another crate, as the caller writes it.
    Foreign(ForeignType),
    /// A type of the `models` module.
    Named(Ident),
    /// `Option<T>`
    Option(Box<RustType>),
    /// `Vec<T>`
    Vec(Box<RustType>),
    /// `BTreeMap<String, T>`, or another map
    Map(MapType, Box<RustType>),
    /// `Box<T>`
    Boxed(Box<RustType>),
    /// `(A, B)`
    Tuple(Vec<RustType>),
}

/// The text of a type on one line: what a [`RustType`] prints, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeText(String);

impl TypeText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// From where a type is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referrer {
    /// From the `models` module itself.
    Models,
    /// From any other module of the generated crate, by `crate::models`.
    Elsewhere,
}

impl RustType {
    /// The type's tokens.
    #[must_use]
    pub fn tokens(&self, from: Referrer) -> TokenStream {
        match self {
            Self::Unit => quote!(()),
            Self::Bool => quote!(bool),
            Self::I32 => quote!(i32),
            Self::I64 => quote!(i64),
            Self::U32 => quote!(u32),
            Self::U64 => quote!(u64),
            Self::I128 => quote!(crate::support::Wide<i128>),
            Self::U128 => quote!(crate::support::Wide<u128>),
            Self::F64 => quote!(f64),
            Self::String => quote!(String),
            Self::Upload => quote!(crate::support::Upload),
            Self::Base64 => quote!(crate::support::Base64),
            Self::Uuid => quote!(uuid::Uuid),
            Self::DateTime => quote!(chrono::DateTime<chrono::FixedOffset>),
            Self::Date => quote!(chrono::NaiveDate),
            Self::Ipv4 => quote!(std::net::Ipv4Addr),
            Self::Ipv6 => quote!(std::net::Ipv6Addr),
            Self::Ip => quote!(std::net::IpAddr),
            Self::Value => quote!(serde_json::Value),
            Self::Named(name) if from == Referrer::Models => quote!(#name),
            Self::Named(name) => quote!(crate::models::#name),
            Self::Option(inner) => wrap(&quote!(Option), inner, from),
            Self::Vec(inner) => wrap(&quote!(Vec), inner, from),
            Self::Boxed(inner) => wrap(&quote!(Box), inner, from),
            Self::Foreign(ty) => ty.tokens(),
            Self::Map(map, inner) => {
                let (map, inner) = (map_path(*map), inner.tokens(from));
                quote!(#map<String, #inner>)
            }
            Self::Tuple(items) => {
                let items = items.iter().map(|item| item.tokens(from));
                quote!((#(#items,)*))
            }
        }
    }

    /// The type as the printer prints it on one line.
    #[must_use]
    pub fn text(&self, from: Referrer) -> TypeText {
        TypeText(self.printed(from))
    }

    fn printed(&self, from: Referrer) -> String {
        match self {
            Self::Named(name) if from == Referrer::Models => name.to_string(),
            Self::Option(inner) => format!("Option<{}>", inner.printed(from)),
            Self::Vec(inner) => format!("Vec<{}>", inner.printed(from)),
            Self::Boxed(inner) => format!("Box<{}>", inner.printed(from)),
            Self::Foreign(ty) => ty.as_str().to_owned(),
            Self::Map(map, inner) => {
                format!("{}<String, {}>", map_name(*map), inner.printed(from))
            }
            Self::Tuple(items) => match items.as_slice() {
                [only] => format!("({},)", only.printed(from)),
                items => format!("({})", items.iter().map(|item| item.printed(from)).collect::<Vec<_>>().join(", ")),
            },
            Self::String => "String".to_owned(),
            other => other.tokens(from).to_string().replace(' ', ""),
        }
    }

    /// Follows types to their new names.
    pub(super) fn rename(&mut self, renamed: &BTreeMap<Ident, Ident>) {
        match self {
            Self::Named(name) => {
                if let Some(new) = renamed.get(name) {
                    *name = new.clone();
                }
            }
            Self::Option(inner) | Self::Vec(inner) | Self::Map(_, inner) | Self::Boxed(inner) => inner.rename(renamed),
            Self::Tuple(items) => items.iter_mut().for_each(|item| item.rename(renamed)),
            _ => {}
        }
    }

    /// The types that it is made of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Option(inner) | Self::Vec(inner) | Self::Map(_, inner) | Self::Boxed(inner) => vec![inner],
            Self::Tuple(items) => items.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether null is one of its values, so that it is not absence.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        matches!(self, Self::Unit | Self::Value)
    }

    /// `Option<Self>`, never twice.
    #[must_use]
    pub fn optional(self) -> Self {
        if matches!(self, Self::Option(_)) { self } else { Self::Option(Box::new(self)) }
    }
}

/// The path of a map, as the printer prints it.
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

fn wrap(outer: &TokenStream, inner: &RustType, from: Referrer) -> TokenStream {
    let inner = inner.tokens(from);
    quote!(#outer<#inner>)
}
