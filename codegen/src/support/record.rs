//! How structures are read, entry by entry. A document can have thousands of them, so each says only what is its own:
//! what a derivation would write out for each is here once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// A structure that is read from an object.
pub trait Record<'de>: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;
    /// The names of its fields on the wire.
    const FIELDS: &'static [&'static str];
    /// The places of those that must be there.
    const REQUIRED: &'static [usize];
    /// Whether it keeps entries that have no field.
    const KEEPS_OTHERS: bool;

    /// Reads it from the entries of an object.
    fn from_entries<A: MapAccess<'de>>(entries: Entries<A>) -> Result<Self, A::Error>;
}

/// Reads a structure.
pub fn read<'de, T: Record<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if T::KEEPS_OTHERS {
        deserializer.deserialize_map(Reader(PhantomData))
    } else {
        deserializer.deserialize_struct(T::NAME, T::FIELDS, Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Record<'de>> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let (fields, required, keeps_others) = (T::FIELDS, T::REQUIRED, T::KEEPS_OTHERS);
        let seen = vec![false; fields.len()];
        T::from_entries(Entries { map, fields, required, keeps_others, seen, other: String::new() })
    }
}

/// The entries of an object that are still to be read.
pub struct Entries<A> {
    map: A,
    fields: &'static [&'static str],
    required: &'static [usize],
    keeps_others: bool,
    seen: Vec<bool>,
    other: String,
}

impl<'de, A: MapAccess<'de>> Entries<A> {
    /// The index of the next entry's field, or a greater one where it has none and is kept; its value must follow.
    pub fn next(&mut self) -> Result<Option<usize>, A::Error> {
        while let Some(name) = self.map.next_key_seed(Name(self.fields))? {
            match name {
                Found::Field(index) if std::mem::replace(&mut self.seen[index], true) => {
                    return Err(A::Error::duplicate_field(self.fields[index]));
                }
                Found::Field(index) => return Ok(Some(index)),
                Found::Other(name) if self.keeps_others => {
                    self.other = name;
                    return Ok(Some(usize::MAX));
                }
                Found::Other(_) => {
                    self.map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(None)
    }

    /// Reads a value that may not be absent, or whose null is not absence.
    pub fn value<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads a value or null.
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = self.map.next_value()?;
        Ok(())
    }

    /// Reads the value of an entry that has no field.
    pub fn other<T, M>(&mut self, others: &mut M) -> Result<(), A::Error>
    where
        T: Deserialize<'de>,
        M: Extend<(String, T)>,
    {
        others.extend([(std::mem::take(&mut self.other), self.map.next_value()?)]);
        Ok(())
    }

    /// The first of several patterns that the name of an entry without a field matches.
    pub fn pattern(&self, patterns: &[&'static str]) -> Option<usize> {
        patterns.iter().position(|pattern| matches(pattern, &self.other))
    }

    /// Passes a value over.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// The first of the required fields that no entry gave.
    pub fn missing(&self) -> A::Error {
        let missing = self.required.iter().find(|index| !self.seen[**index]);
        A::Error::missing_field(missing.map_or("", |index| self.fields[*index]))
    }
}

thread_local! {
    static PATTERNS: RefCell<HashMap<&'static str, Option<regex_lite::Regex>>> = RefCell::new(HashMap::new());
}

fn matches(pattern: &'static str, name: &str) -> bool {
    PATTERNS.with_borrow_mut(|known| {
        let regex = known.entry(pattern).or_insert_with(|| regex_lite::Regex::new(pattern).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(name))
    })
}

/// Reads an entry's name.
struct Name(&'static [&'static str]);

enum Found {
    Field(usize),
    Other(String),
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Found, E> {
        let known = self.0.iter().position(|field| *field == name);
        Ok(known.map_or_else(|| Found::Other(name.to_owned()), Found::Field))
    }
}
