//! Reads structures entry by entry. A document can have thousands of them, so each type declares only what is specific
//! to it, and what a derive would repeat for each is here once.

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
    /// The indices of the required fields.
    const REQUIRED: &'static [usize];
    /// Whether it keeps entries that are not declared.
    const KEEPS_OTHERS: bool;
    /// Where the fields are by their names, counted when the program is compiled.
    const INDEX: &'static Index = &Index::of(Self::FIELDS);

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
        let (fields, index, required, keeps_others) = (T::FIELDS, T::INDEX, T::REQUIRED, T::KEEPS_OTHERS);
        let seen = Seen { first: 0, further: vec![0; fields.len() / FIELDS_OF_A_WORD] };
        T::from_entries(Entries { map, fields, index, required, keeps_others, seen, other: String::new() })
    }
}

/// The entries of an object that have not been read yet.
pub struct Entries<A> {
    map: A,
    fields: &'static [&'static str],
    index: &'static Index,
    required: &'static [usize],
    keeps_others: bool,
    seen: Seen,
    other: String,
}

impl<'de, A: MapAccess<'de>> Entries<A> {
    /// The index of the next entry's field, or a greater one for an undeclared entry that is kept; its value must be
    /// read next.
    pub fn next(&mut self) -> Result<Option<usize>, A::Error> {
        let (fields, keeps_others) = (self.fields, self.keeps_others);
        loop {
            let name = Name { fields, index: self.index, other: keeps_others.then_some(&mut self.other) };
            match self.map.next_key_seed(name)? {
                Some(index) if index >= fields.len() && keeps_others => return Ok(Some(index)),
                Some(index) if index >= fields.len() => drop(self.map.next_value::<IgnoredAny>()?),
                Some(index) if self.seen.insert(index) => return Err(A::Error::duplicate_field(fields[index])),
                found => return Ok(found),
            }
        }
    }

    /// Reads a value that is required, or in which null is distinct from absence.
    pub fn value<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads a value or null.
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = self.map.next_value()?;
        Ok(())
    }

    /// Reads the value of an undeclared entry.
    pub fn other<T, M>(&mut self, others: &mut M) -> Result<(), A::Error>
    where
        T: Deserialize<'de>,
        M: Extend<(String, T)>,
    {
        others.extend([(std::mem::take(&mut self.other), self.map.next_value()?)]);
        Ok(())
    }

    /// The index of the first pattern that the name of an undeclared entry matches.
    pub fn pattern(&self, patterns: &[&'static str]) -> Option<usize> {
        patterns.iter().position(|pattern| matches(pattern, &self.other))
    }

    /// Skips a value.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// The first required field that is missing.
    pub fn missing(&self) -> A::Error {
        let missing = self.required.iter().find(|index| !self.seen.contains(**index));
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

/// Fields by a hash of their names: the place of a field is in the slot of its hash, or in the next that is free.
pub struct Index {
    slots: [u8; SLOTS],
}

const SLOTS: usize = 256;

/// A slot without a field.
const FREE: u8 = u8::MAX;

/// So many fields leave slots free, where a search ends. Structures with more of them are searched from their beginning.
const MOST_FIELDS: usize = 192;

impl Index {
    /// The index of fields with these names.
    pub const fn of(fields: &[&str]) -> Self {
        let mut slots = [FREE; SLOTS];
        let mut place = 0;
        while place < fields.len() && fields.len() <= MOST_FIELDS {
            let mut slot = Self::hash(fields[place].as_bytes());
            while slots[slot] != FREE {
                slot = (slot + 1) % SLOTS;
            }
            #[allow(clippy::cast_possible_truncation, reason = "there are at most `MOST_FIELDS`")]
            {
                slots[slot] = place as u8;
            }
            place += 1;
        }
        Self { slots }
    }

    /// Length and a few characters distinguish most names.
    const fn hash(name: &[u8]) -> usize {
        if name.is_empty() {
            return 0;
        }
        let (first, middle, last) = (name[0] as usize, name[name.len() / 2] as usize, name[name.len() - 1] as usize);
        (name.len() * 23 + first * 7 + middle * 31 + last * 3) % SLOTS
    }

    /// The place of the field with a name, in the same list.
    #[inline]
    pub fn find(&self, fields: &[&str], name: &str) -> Option<usize> {
        if fields.len() > MOST_FIELDS {
            return fields.iter().position(|field| *field == name);
        }
        let mut slot = Self::hash(name.as_bytes());
        while self.slots[slot] != FREE {
            let place = usize::from(self.slots[slot]);
            if fields[place] == name {
                return Some(place);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }
}

/// How many fields one word of [`Seen`] is for.
const FIELDS_OF_A_WORD: usize = 128;

/// Which fields had an entry, a bit for each; few structures need more than one word.
struct Seen {
    first: u128,
    further: Vec<u128>,
}

impl Seen {
    /// Notes an entry, and says whether there was one before.
    fn insert(&mut self, index: usize) -> bool {
        let bit = 1 << (index % FIELDS_OF_A_WORD);
        let word = match index / FIELDS_OF_A_WORD {
            0 => &mut self.first,
            further => &mut self.further[further - 1],
        };
        let was_there = *word & bit != 0;
        *word |= bit;
        was_there
    }

    fn contains(&self, index: usize) -> bool {
        let word = match index / FIELDS_OF_A_WORD {
            0 => self.first,
            further => self.further[further - 1],
        };
        word & (1 << (index % FIELDS_OF_A_WORD)) != 0
    }
}

/// Reads an entry's name as the index of its field; one that has none gives a greater number.
struct Name<'o> {
    fields: &'static [&'static str],
    index: &'static Index,
    /// Where a name without a field goes, if it is kept.
    other: Option<&'o mut String>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        if let Some(index) = self.index.find(self.fields, name) {
            return Ok(index);
        }
        if let Some(other) = self.other {
            name.clone_into(other);
        }
        Ok(usize::MAX)
    }
}
