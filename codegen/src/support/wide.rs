//! Integers of 128 bits: a `serde_json` value holds none beyond 64 bits.
//!
//! Everything that is sent becomes a JSON value first. An integer beyond 64 bits is then serialized as a marker with
//! its digits, and the digits replace the marker when the value becomes text.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::sending;

/// The member that marks an integer. No name in an API starts with this character.
const MARK: &str = "\u{0}integer";

/// An integer of `i128` or `u128`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Wide<T>(pub T);

impl<T> From<T> for Wide<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<i32> for Wide<i128> {
    fn from(value: i32) -> Self {
        Self(value.into())
    }
}

impl From<i64> for Wide<i128> {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<u64> for Wide<i128> {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

impl From<u32> for Wide<u128> {
    fn from(value: u32) -> Self {
        Self(value.into())
    }
}

impl From<u64> for Wide<u128> {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

impl<T: fmt::Display> fmt::Display for Wide<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Serialize for Wide<T>
where
    T: Copy + fmt::Display + Serialize + TryInto<u64> + TryInto<i64>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_small = TryInto::<u64>::try_into(self.0).is_ok() || TryInto::<i64>::try_into(self.0).is_ok();
        if is_small || !sending::is_sending() {
            return self.0.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(MARK, &self.0.to_string())?;
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Wide<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// The digits of an integer that a marker stands for.
pub fn digits(value: &Value) -> Option<&str> {
    value.as_object()?.get(MARK)?.as_str()
}

/// A value to be sent, as JSON with all of its digits.
pub struct Exact<'a>(pub &'a Value);

impl Serialize for Exact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(members) => {
                if let Some(digits) = digits(self.0) {
                    return match (digits.parse::<i128>(), digits.parse::<u128>()) {
                        (Ok(integer), _) => serializer.serialize_i128(integer),
                        (_, Ok(integer)) => serializer.serialize_u128(integer),
                        (_, Err(error)) => Err(S::Error::custom(error)),
                    };
                }
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, member) in members {
                    map.serialize_entry(name, &Exact(member))?;
                }
                map.end()
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Exact(item))?;
                }
                list.end()
            }
            other => other.serialize(serializer),
        }
    }
}

/// The JSON text of a value to be sent.
pub fn text(value: &Value) -> String {
    serde_json::to_string(&Exact(value)).unwrap_or_default()
}
