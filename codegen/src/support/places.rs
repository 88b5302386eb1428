//! Lists whose first items have a type each, and whose length is open.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};

/// A list that is read item by item.
pub trait Places<'de>: Sized {
    /// Reads the list from its items.
    fn from_items<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error>;
}

/// Reads a list.
pub fn read<'de, T: Places<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_seq(Reader(PhantomData))
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Places<'de>> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::from_items(items)
    }
}

/// Reads a required item.
pub fn required<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(items: &mut A, place: usize) -> Result<T, A::Error> {
    items.next_element()?.ok_or_else(|| A::Error::custom(format_args!("item {place} is missing")))
}

/// Skips the remaining items.
pub fn skip<'de, A: SeqAccess<'de>>(items: &mut A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Reads the remaining items.
pub fn rest<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(items: &mut A) -> Result<Vec<T>, A::Error> {
    let mut rest = Vec::new();
    while let Some(item) = items.next_element()? {
        rest.push(item);
    }
    Ok(rest)
}

/// A list that is written item by item.
pub struct List<S: SerializeSeq> {
    items: S,
    is_over: bool,
}

impl<S: SerializeSeq> List<S> {
    /// Starts an empty list.
    pub fn new<Z: Serializer<SerializeSeq = S, Error = S::Error>>(serializer: Z) -> Result<Self, S::Error> {
        Ok(Self { items: serializer.serialize_seq(None)?, is_over: false })
    }

    /// Writes an item.
    pub fn item<T: Serialize>(&mut self, item: &T) -> Result<(), S::Error> {
        if self.is_over {
            return Err(S::Error::custom("has an item after an absent one"));
        }
        self.items.serialize_element(item)
    }

    /// Writes an item that may be absent; after an absent one no other can follow.
    pub fn optional<T: Serialize>(&mut self, item: Option<&T>) -> Result<(), S::Error> {
        if let Some(item) = item {
            return self.item(item);
        }
        self.is_over = true;
        Ok(())
    }

    /// Ends the list.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.items.end()
    }
}
