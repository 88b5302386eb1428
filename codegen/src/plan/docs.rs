//! What schemas say to people.

use serde_json::Value;
use trueline_spec::model::{Schema, SchemaId, Schemas};
use trueline_spec::render::printable_line;

use super::Docs;

/// What a schema says to people: its own words, else those of what it stands for.
pub(super) fn of(schemas: &Schemas, id: SchemaId) -> Docs {
    let chain = [id, schemas.resolve(id), schemas.as_one(id)];
    let words = |pick: fn(&Schema) -> Option<&String>| {
        chain.iter().find_map(|id| pick(&schemas[*id]).filter(|text| !text.trim().is_empty())).cloned()
    };
    let title = words(|schema| schema.annotations.title.as_ref());
    let description = words(|schema| schema.annotations.description.as_ref());
    let examples = chain.iter().find_map(|id| schemas[*id].annotations.examples.first());
    let mut paragraphs: Vec<String> = Vec::new();
    match (title, description) {
        (Some(title), Some(description)) if !description.starts_with(title.as_str()) => {
            paragraphs.extend([sentence(&title), description]);
        }
        (title, description) => paragraphs.extend(description.or_else(|| title.map(|title| sentence(&title)))),
    }
    let default = chain.iter().find_map(|id| schemas[*id].annotations.default.as_ref());
    let shown = |label: &str, value: Option<&Value>| {
        let text = value?.to_string();
        (text.len() <= 80 && !text.contains('`')).then(|| format!("{label}: `{text}`"))
    };
    paragraphs.extend(shown("Default", default.filter(|default| !default.is_null())));
    paragraphs.extend(shown("Example", examples));
    Docs { paragraphs, deprecated: chain.iter().any(|id| schemas[*id].annotations.deprecated) }
}

/// A name or a value of a document as code within a line of Markdown.
pub(crate) fn code_span(text: &str) -> String {
    format!("`{}`", printable_line(text).replace('`', "'"))
}

fn sentence(title: &str) -> String {
    let title = title.trim();
    if title.ends_with(['.', '!', '?', ':']) { title.to_owned() } else { format!("{title}.") }
}

#[cfg(test)]
mod tests {
    use super::code_span;

    #[test]
    fn a_name_stays_within_its_line() {
        assert_eq!(code_span("x`\n #[evil]"), "`x'\\n #[evil]`");
    }
}
