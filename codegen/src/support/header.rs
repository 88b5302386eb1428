//! Declared headers as typed values: the style `simple` (OpenAPI 3.1.0 section 4.8.21), where the type decides how a
//! text is read.

use reqwest::header::HeaderMap;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// A declared header as a value of its type; `None` if it is absent or not of its type. Repeated lines form one list.
#[must_use]
pub fn declared_header<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    let lines: Option<Vec<&str>> = headers.get_all(name).iter().map(|line| line.to_str().ok()).collect();
    let text = lines.filter(|lines| !lines.is_empty())?.join(",");
    T::deserialize(Text(&text)).ok().or_else(|| serde_json::from_str(&text).ok())
}

/// The text of a value, or of one of its items or fields.
#[derive(Clone, Copy)]
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn items(self) -> impl Iterator<Item = &'a str> {
        self.0.split(',').map(str::trim).filter(|item| !item.is_empty())
    }

    /// The fields of an object: each name is followed by `=` if exploded, otherwise by a comma.
    fn fields(self) -> Result<Vec<(&'a str, Text<'a>)>, Error> {
        let exploded: Option<Vec<_>> = self.items().map(|item| item.split_once('=')).collect();
        if let Some(fields) = exploded {
            return Ok(fields.into_iter().map(|(name, value)| (name, Text(value))).collect());
        }
        let items: Vec<&str> = self.items().collect();
        let pairs = items.chunks_exact(2);
        if !pairs.remainder().is_empty() {
            return Err(Error::custom("a field's name has no value"));
        }
        Ok(pairs.map(|pair| (pair[0], Text(pair[1]))).collect())
    }
}

impl IntoDeserializer<'_, Error> for Text<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($read:ident $visit:ident)*) => {
        $(fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.0.parse().map_err(Error::custom)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.0)
    }

    parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_u128 visit_u128
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.items().map(Text)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.fields()?.into_iter()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple_struct enum identifier ignored_any
    }
}
