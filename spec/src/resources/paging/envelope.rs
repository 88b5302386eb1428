//! What a response says beside its items.

use crate::model::{Api, SchemaId, SchemaKind};
use crate::pointer;
use crate::resources::response_values::{plain, properties};
use crate::resources::words;

/// Objects that say something of a list: `{"meta": {"next_cursor": ...}}`.
const ABOUT: [&str; 17] = [
    "meta",
    "metadata",
    "page",
    "pages",
    "paging",
    "pagination",
    "paginate",
    "page_info",
    "pagination_info",
    "cursors",
    "next",
    "links",
    "response_metadata",
    "list_metadata",
    "page_meta",
    "result_info",
    "results_info",
];
/// Objects within each other that are looked into.
const DEPTH: usize = 3;
/// Fields that are looked at.
const MOST_FIELDS: usize = 200;

/// A value of a response that is none of its items.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its place.
    pub pointer: String,
    /// The words of its name, joined by `_`.
    pub name: String,
    /// The same of the object that has it.
    pub owner: String,
    /// What it is.
    pub kind: FieldKind,
}

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    Integer,
    Boolean,
    Address,
}

impl Field {
    /// Whether its value can only be the address of a page.
    fn is_address(&self, format: Option<&str>) -> bool {
        let names_url = |name: &str| name.split('_').any(|word| matches!(word, "uri" | "url" | "link" | "href"));
        matches!(format, Some("uri" | "url" | "uri-reference")) || names_url(&self.name) || self.owner == "links"
    }
}

/// The fields of a body that say something of the list at a place.
pub(super) fn fields(api: &Api, body: SchemaId, items: &str) -> Vec<Field> {
    let mut found = Vec::new();
    let mut level = vec![(plain(api, body), String::new(), String::new())];
    for _ in 0..=DEPTH {
        for (schema, place, owner) in std::mem::take(&mut level) {
            for (name, value, _) in properties(api, schema) {
                let pointer = format!("{place}/{}", pointer::escape(name));
                let words = words(name).join("_");
                match kind(api, value) {
                    Some((kind, format)) => {
                        let mut field = Field { pointer, name: words, owner: owner.clone(), kind };
                        if kind == FieldKind::Text && field.is_address(format) {
                            field.kind = FieldKind::Address;
                        }
                        found.push(field);
                    }
                    None if ABOUT.contains(&words.as_str()) || items.starts_with(&format!("{pointer}/")) => {
                        level.push((value, pointer, words));
                    }
                    None => {}
                }
                if found.len() >= MOST_FIELDS {
                    return found;
                }
            }
        }
    }
    found
}

/// What a scalar is, and its format.
fn kind(api: &Api, value: SchemaId) -> Option<(FieldKind, Option<&str>)> {
    match &api.schemas[plain(api, value)].kind {
        SchemaKind::String(string) => Some((FieldKind::Text, string.format.as_deref())),
        SchemaKind::Number(_) => Some((FieldKind::Integer, None)),
        SchemaKind::Boolean => Some((FieldKind::Boolean, None)),
        _ => None,
    }
}
