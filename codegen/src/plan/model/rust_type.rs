//! How a value is written in Rust.

use std::collections::BTreeMap;

use crate::ForeignType;
use crate::names::Ident;
use crate::options::{DateTimeCrate, MapType};

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
    /// `bytes::Bytes`: a message that is neither JSON nor text
    Bytes,
    /// `support::Upload`: a file among the parts of a body
    Upload,
    /// `support::Base64`: bytes in a JSON string
    Base64,
    /// `uuid::Uuid`
    Uuid,
    /// A point in time, of a crate: `chrono::DateTime<chrono::FixedOffset>`
    DateTime(DateTimeCrate),
    /// A date, of a crate: `chrono::NaiveDate`
    Date(DateTimeCrate),
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

impl RustType {
    /// Follows types to their new names.
    pub(crate) fn rename(&mut self, renamed: &BTreeMap<Ident, Ident>) {
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

    /// Reports the names of the types of the `models` module that it is made of.
    pub(crate) fn for_each_name<'a>(&'a self, report: &mut impl FnMut(&'a Ident)) {
        if let Self::Named(name) = self {
            report(name);
        }
        self.parts().into_iter().for_each(|part| part.for_each_name(report));
    }

    /// The types that it is made of.
    pub(crate) fn parts(&self) -> Vec<&Self> {
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
