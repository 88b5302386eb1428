//! What schemas say to people.

use serde_json::Value;
use trueline_spec::model::{Operation, Schema, SchemaId, Schemas};
use trueline_spec::source::Origin;

use crate::plan::facts::listed;
use crate::plan::model::types::Docs;
use crate::plan::model::unsupported::Unsupported;

/// Bytes of documentation of types, and as many of operations, at most. What refers to a text repeats it: documents are far
/// below that do not have megabytes in one text.
pub(crate) const DOCS_LIMIT: usize = 32 << 20;

/// How much more documentation there may be.
#[derive(Debug)]
pub(crate) struct Documentation {
    left: usize,
    /// What was met first without its texts.
    beyond: Option<Origin>,
}

impl Default for Documentation {
    fn default() -> Self {
        Self { left: DOCS_LIMIT, beyond: None }
    }
}

impl Documentation {
    /// What a schema says to people: its own words, else those of what it stands for.
    pub(crate) fn of(&mut self, schemas: &Schemas, id: SchemaId) -> Docs {
        let chain = [id, schemas.resolve(id), schemas.as_one(id)];
        let deprecated = chain.iter().any(|id| schemas[*id].annotations.deprecated);
        let words = |pick: fn(&Schema) -> Option<&String>| {
            chain.iter().find_map(|id| pick(&schemas[*id]).filter(|text| !text.trim().is_empty()))
        };
        let title = words(|schema| schema.annotations.title.as_ref());
        let description = words(|schema| schema.annotations.description.as_ref());
        let bytes = [title, description].into_iter().flatten().map(String::len).sum();
        let mut paragraphs: Vec<String> = Vec::new();
        if self.spend(bytes, schemas[id].origin) {
            match (title, description) {
                (Some(title), Some(description)) if !description.starts_with(title.as_str()) => {
                    paragraphs.extend([sentence(title), description.clone()]);
                }
                (title, description) => {
                    paragraphs.extend(description.cloned().or_else(|| title.map(|title| sentence(title))));
                }
            }
        }
        paragraphs.extend(listed::docs(schemas, schemas.as_one(id)));
        let default = chain.iter().find_map(|id| schemas[*id].annotations.default.as_ref());
        let example = chain.iter().find_map(|id| schemas[*id].annotations.examples.first());
        paragraphs.extend(shown("Default", default.filter(|default| !default.is_null())));
        paragraphs.extend(shown("Example", example));
        Docs { paragraphs, deprecated }
    }

    /// A text of the document, if it says anything.
    pub(crate) fn text(&mut self, text: Option<&String>, origin: Origin) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        self.spend(text.len(), origin).then(|| text.clone())
    }

    /// What an operation says to people.
    pub(crate) fn of_operation(&mut self, operation: &Operation) -> Vec<String> {
        let texts = [&operation.summary, &operation.description].into_iter();
        let texts = texts.filter_map(|text| self.text(text.as_ref(), operation.origin));
        texts.map(|text| text.trim().to_owned()).collect()
    }

    fn spend(&mut self, bytes: usize, origin: Origin) -> bool {
        if let Some(left) = self.left.checked_sub(bytes) {
            self.left = left;
            return true;
        }
        self.beyond.get_or_insert(origin);
        false
    }

    /// What is reported where texts were left out.
    pub(crate) fn unsupported(self) -> Option<Unsupported> {
        self.beyond.map(|origin| Unsupported {
            origin,
            feature: format!("documentation of more than {} MiB (DOCS_LIMIT)", DOCS_LIMIT >> 20),
            instead: "from here on, texts that exceed the rest of this limit are omitted",
        })
    }
}

/// Bytes of a default or an example that are shown.
const SHOWN: usize = 80;

/// A value with its label, where it is short: one can have megabytes, and stand in thousands of places.
fn shown(label: &str, value: Option<&Value>) -> Option<String> {
    let value = value.filter(|value| least_length(value, SHOWN).is_some())?;
    let text = value.to_string();
    (text.len() <= SHOWN && !text.contains('`')).then(|| format!("{label}: `{text}`"))
}

/// The bytes that are left of some after those that a value has at least; none where it has more.
fn least_length(value: &Value, left: usize) -> Option<usize> {
    match value {
        Value::String(text) => left.checked_sub(text.len() + 2),
        Value::Array(items) => items.iter().try_fold(left, |left, item| least_length(item, left)?.checked_sub(1)),
        Value::Object(members) => {
            members.iter().try_fold(left, |left, (name, value)| least_length(value, left)?.checked_sub(name.len() + 3))
        }
        _ => left.checked_sub(1),
    }
}

fn sentence(title: &str) -> String {
    let title = title.trim();
    if title.ends_with(['.', '!', '?', ':']) { title.to_owned() } else { format!("{title}.") }
}
