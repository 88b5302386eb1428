//! What a schema without a name of its own is called after: the operation or component that holds it, and its place there.

use trueline_spec::model::Direction;
use trueline_spec::render::printable_line;
use trueline_spec::source::Origin;

use crate::names::{Ident, Rank, Wish, longer_type_name, prefix, type_name};

/// The words that name a schema by its place, and the key by which the place is known.
#[derive(Debug, Clone)]
pub(crate) struct NameHint {
    /// From the outermost name to the place.
    words: String,
    /// The same with what each word is, so that no two places have one.
    key: String,
    /// What is at the place, for the longer name where another type wants the short one.
    kind: &'static str,
    /// The schema or component below which the place is; none where a schema is put together from several.
    pub(crate) origin: Option<Origin>,
    /// The operation that the place belongs to, where it belongs to one.
    pub(crate) operation: Option<Origin>,
    /// The direction whose type has the name alone where each direction has its own.
    usual: Direction,
}

/// Bytes of words and of keys at most: more than a name can have, so that no depth of a document makes them long.
const WORDS_LIMIT: usize = 1000;

impl NameHint {
    /// A schema that the document names.
    pub(crate) fn schema(name: &str, key: &str, origin: Origin) -> Self {
        let is_request = type_name(name).as_str().ends_with("Request");
        let usual = if is_request { Direction::Request } else { Direction::Response };
        Self { words: cut(name), key: key_text(key), kind: "schema", origin: Some(origin), operation: None, usual }
    }

    /// A parameter, an answer and the like that several operations can have.
    pub(crate) fn component(name: &str, key: &str, kind: &'static str, usual: Direction) -> Self {
        let ends_so = type_name(name).as_str().to_ascii_lowercase().ends_with(kind);
        let words = if ends_so { cut(name) } else { cut(&format!("{} {kind}", cut(name))) };
        Self { words, key: key_text(key), kind: "component", origin: None, operation: None, usual }
    }

    /// An operation.
    pub(crate) fn operation(name: &str, key: &str) -> Self {
        let (words, key, usual) = (cut(name), key_text(key), Direction::Request);
        Self { words, key, kind: "operation", origin: None, operation: None, usual }
    }

    /// The same of an operation that is written at a node.
    pub(crate) fn written_at(self, operation: Origin) -> Self {
        Self { origin: Some(operation), operation: Some(operation), ..self }
    }

    /// What several schemas say together that belong to nobody who says so: named by the one that says most of it.
    pub(crate) fn joined(parts: &[Self]) -> Option<Self> {
        let mut parts: Vec<&Self> = parts.iter().collect();
        parts.sort_by_key(|part| &part.key);
        let last = parts.last()?;
        let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
        let words = cut(&format!("{} combined", last.words));
        Some(Self { words, key: key_text(&keys.join(" & ")), kind: "part", origin: None, ..(*last).clone() })
    }

    /// The same below another node.
    pub(crate) fn below(self, origin: impl Into<Option<Origin>>) -> Self {
        Self { origin: origin.into(), ..self }
    }

    /// The same with other words, which somebody chose.
    pub(crate) fn called(&self, name: &Ident) -> Self {
        Self { words: cut(name.as_str()), ..self.clone() }
    }

    /// The same for what travels in a direction.
    pub(crate) fn of(self, usual: Direction) -> Self {
        Self { usual, ..self }
    }

    /// A callback, whose words are its own; what it sends is received.
    pub(crate) fn message_of(&self, words: &str, key: &str) -> Self {
        let called = self.step("", key, "content");
        Self { words: cut(words), usual: self.usual.reversed(), ..called }
    }

    /// A parameter or a header of an operation.
    pub(crate) fn parameter(&self, location: &str, name: &str) -> Self {
        self.step(name, &format!("{location} {name}"), if location == "header" { "header" } else { "parameter" })
    }

    /// A body or an answer, by its words.
    pub(crate) fn message(&self, words: &str, key: &str) -> Self {
        self.step(words, key, "content")
    }

    /// A property.
    pub(crate) fn property(&self, name: &str) -> Self {
        self.step(name, &format!(".{name}"), "field")
    }

    /// What a list holds.
    pub(crate) fn item(&self) -> Self {
        self.step("item", "[]", "element")
    }

    /// An item by its place, from 1.
    pub(crate) fn nth(&self, number: usize) -> Self {
        self.step(&format!("item {number}"), &format!("[{number}]"), "element")
    }

    /// What follows the items that have a place.
    pub(crate) fn rest(&self) -> Self {
        self.step("rest", "[...]", "element")
    }

    /// What a map holds.
    pub(crate) fn value(&self) -> Self {
        self.step("value", "{}", "entry")
    }

    /// Other values of a map.
    pub(crate) fn further_value(&self, number: usize) -> Self {
        self.step(&number.to_string(), &format!("{{{number}}}"), "entry")
    }

    /// Properties that are not declared, beside others that are.
    pub(crate) fn additional(&self) -> Self {
        self.step("additional property", "{}", "entry")
    }

    /// Properties whose names match a pattern.
    pub(crate) fn pattern(&self, pattern: &str) -> Self {
        self.step("pattern property", &format!("{{{pattern}}}"), "entry")
    }

    /// An alternative.
    pub(crate) fn alternative(&self, label: &str) -> Self {
        self.step(label, &format!("|{label}"), "variant")
    }

    /// A part of what several schemas say together.
    pub(crate) fn part(&self, label: &str) -> Self {
        self.step(label, &format!("&{label}"), "part")
    }

    /// What a text holds.
    pub(crate) fn content(&self) -> Self {
        self.step("content", "content", "content")
    }

    /// The words of the place.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// The wish for a name; `marked` says the direction where each has its own type.
    pub(crate) fn wish(&self, marked: Option<Direction>) -> Wish {
        let (words, key) = match marked.filter(|direction| *direction != self.usual) {
            Some(Direction::Request) => (format!("{} request", self.words), format!("{} (sent)", self.key)),
            Some(Direction::Response) => (format!("{} response", self.words), format!("{} (received)", self.key)),
            None => (self.words.clone(), self.key.clone()),
        };
        Wish { key, wanted: type_name(&words), qualified: longer_type_name(&words, self.kind), rank: Rank::Place }
    }

    fn step(&self, words: &str, key: &str, kind: &'static str) -> Self {
        Self {
            words: cut(&format!("{} {}", self.words, cut(words))),
            key: key_text(&format!("{} > {key}", self.key)),
            kind,
            origin: self.origin,
            operation: self.operation,
            usual: self.usual,
        }
    }
}

fn cut(words: &str) -> String {
    prefix(words, WORDS_LIMIT).to_owned()
}

/// A key is part of a line.
pub(crate) fn key_text(key: &str) -> String {
    printable_line(prefix(key, WORDS_LIMIT)).trim().to_owned()
}
