//! What models build on: null as distinct from absence, values that the document does not list, alternatives.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A value that may be null, where null is distinct from absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nullable<T> {
    /// `null`
    #[default]
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, unless it is null.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, unless it is null.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

/// Reads a field that is present, including null.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a string that is one of a list, without a copy of it; any other is refused as not being the expected one.
pub(crate) fn read_listed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from_listed: fn(&str) -> Option<T>,
    expected: &'static str,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Listed { from_listed, otherwise: |_: &str| Err(expected) })
}

/// Reads a string that may be one of a list, with a copy of it only where it is not.
pub(crate) fn read_listed_or<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from_listed: fn(&str) -> Option<T>,
    unknown: fn(UnknownValue) -> T,
) -> Result<T, D::Error> {
    let otherwise = |text: &str| Ok(unknown(UnknownValue::new(text.to_owned())));
    deserializer.deserialize_str(Listed { from_listed, otherwise })
}

struct Listed<T, F> {
    from_listed: fn(&str) -> Option<T>,
    /// What another string is, or else what is expected.
    otherwise: F,
}

impl<T, F: FnOnce(&str) -> Result<T, &'static str>> Visitor<'_> for Listed<T, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        let known = (self.from_listed)(text).map_or_else(|| (self.otherwise)(text), Ok);
        known.map_err(|expected| E::invalid_value(Unexpected::Str(text), &expected))
    }
}

/// A string that the document does not list: sent by a newer server, or passed to `unlisted`. It is sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct UnknownValue(String);

impl UnknownValue {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An integer that the document does not list: sent by a newer server, or passed to `unlisted`. It is sent as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    pub(crate) fn new(value: i64) -> Self {
        Self(value)
    }

    /// The integer.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// A value that the document does not list, or whose tag it does not list: sent by a newer server, or passed to
/// `unlisted`. It is sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct UnknownVariant(Value);

impl UnknownVariant {
    /// The value.
    #[must_use]
    pub fn as_json(&self) -> &Value {
        &self.0
    }
}

/// A value that is not one of those that the document lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedValue {
    listed: String,
}

impl UnlistedValue {
    pub(crate) fn new<T: ToString>(listed: &[T]) -> Self {
        Self { listed: listed.iter().map(T::to_string).collect::<Vec<_>>().join(", ") }
    }
}

impl fmt::Display for UnlistedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is not one of the values that the API lists: {}", self.listed)
    }
}

impl std::error::Error for UnlistedValue {}

/// Bytes that are base64 within JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Base64(pub bytes::Bytes);

impl<T: Into<bytes::Bytes>> From<T> for Base64 {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::base64::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = super::base64::decode(&text).ok_or_else(|| D::Error::custom("is not valid base64"))?;
        Ok(Self(bytes.into()))
    }
}

/// Finds the alternative that fits a value best.
pub(crate) struct Trial<'a, U> {
    union: &'static str,
    value: &'a Value,
    best: Option<(Fit, U)>,
    refusals: Vec<String>,
}

impl<'a, U> Trial<'a, U> {
    pub(crate) fn new(union: &'static str, value: &'a Value) -> Self {
        Self { union, value, best: None, refusals: Vec::new() }
    }

    /// Tries an alternative. Of those that fit, the one that keeps the most of the value is chosen, then the one that
    /// adds the least to it, then the first.
    pub(crate) fn attempt<T>(&mut self, variant: &'static str, wrap: impl FnOnce(T) -> U)
    where
        T: DeserializeOwned + Serialize,
    {
        match serde_json::from_value::<T>(self.value.clone()) {
            Ok(fit) => {
                let how_well = Fit::of(self.value, &fit);
                if self.best.as_ref().is_none_or(|(best, _)| how_well > *best) {
                    self.best = Some((how_well, wrap(fit)));
                }
            }
            Err(error) => self.refusals.push(format!("{variant}: {error}")),
        }
    }

    pub(crate) fn finish<E: serde::de::Error>(self) -> Result<U, E> {
        let Self { union, best, refusals, .. } = self;
        best.map(|(_, fit)| fit)
            .ok_or_else(|| E::custom(format_args!("no variant of {union} matches ({})", refusals.join("; "))))
    }
}

/// How well an alternative fits a value; greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Fit {
    /// How much of the value it keeps.
    kept: usize,
    /// How much it writes that the value does not have; less is better.
    added: std::cmp::Reverse<usize>,
}

impl Fit {
    fn of<T: Serialize>(value: &Value, fit: &T) -> Self {
        let Ok(again) = serde_json::to_value(fit) else { return Self::default() };
        let (kept, written) = (shared(value, &again), shared(&again, &again));
        let added = std::cmp::Reverse(written.saturating_sub(kept));
        // A null that the alternative declares counts as kept, even if it is read as absence and not written.
        let known = if has_null(value) { super::null::with_nulls(fit) } else { None };
        Self { kept: known.map_or(kept, |known| shared(value, &known)), added }
    }
}

/// Whether a value contains a null.
fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

/// How many members and scalars two values have in common.
fn shared(one: &Value, other: &Value) -> usize {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.iter().filter_map(|(key, value)| Some(1 + shared(value, other.get(key)?))).sum()
        }
        (Value::Array(one), Value::Array(other)) => one.iter().zip(other).map(|(one, other)| shared(one, other)).sum(),
        (one, other) => usize::from(one == other),
    }
}

/// Writes an alternative with its tag.
pub(crate) fn tagged<T: Serialize, S: Serializer>(
    value: &T,
    property: &str,
    tags: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    if let (Value::Object(members), Some(first)) = (&mut value, tags.first()) {
        let named = members.get(property).and_then(Value::as_str).is_some_and(|tag| tags.contains(&tag));
        if !named {
            members.insert(property.to_owned(), Value::from(*first));
        }
    }
    value.serialize(serializer)
}

/// The tag of a value.
pub(crate) fn tag<'a>(value: &'a Value, property: &str) -> Option<&'a str> {
    value.get(property).and_then(Value::as_str)
}

/// A value as JSON, with whole numbers written without a fraction, to compare it with those that a document lists.
pub(crate) fn listed(value: &Value) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and in range")]
    match value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15) {
        Some(whole) => (whole as i64).to_string(),
        None => value.to_string(),
    }
}

/// Reads the alternative that a tag names.
pub(crate) fn read<T: DeserializeOwned, E: serde::de::Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// Keeps a value that the document does not list.
pub(crate) fn unknown(value: Value) -> UnknownVariant {
    UnknownVariant(value)
}
