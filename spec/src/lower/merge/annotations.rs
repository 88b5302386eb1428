//! What several schemas say to people.

use serde_json::Value;

use super::Parts;
use crate::model::{Annotations, Schemas};

/// The words of the first that has them; a mark of any.
pub(super) fn gathered(schemas: &Schemas, parts: &Parts) -> Annotations {
    let all = || parts.all.iter().map(|id| &schemas[*id].annotations);
    let mut extensions = indexmap::IndexMap::new();
    for (name, value) in all().flat_map(|annotations| &annotations.extensions) {
        extensions.entry(name.clone()).or_insert_with(|| value.clone());
    }
    Annotations {
        title: all().find_map(|annotations| annotations.title.clone()),
        description: all().find_map(|annotations| annotations.description.clone()),
        default: all().find_map(|annotations| annotations.default.clone()),
        examples: all().find(|annotations| !annotations.examples.is_empty()).map_or_else(Vec::new, examples),
        deprecated: all().any(|annotations| annotations.deprecated),
        read_only: all().any(|annotations| annotations.read_only),
        write_only: all().any(|annotations| annotations.write_only),
        extensions,
    }
}

fn examples(annotations: &Annotations) -> Vec<serde_json::Value> {
    annotations.examples.clone()
}

/// Whether nothing is said to people.
pub(super) fn is_silent(annotations: &Annotations) -> bool {
    let Annotations { title, description, default, examples, deprecated, read_only, write_only, extensions } =
        annotations;
    let has_words = title.is_some() || description.is_some() || default.is_some() || !examples.is_empty();
    let has_marks = *deprecated || *read_only || *write_only;
    !has_words && !has_marks && extensions.is_empty()
}

/// How many bytes what is said to people has, roughly.
pub(super) fn weight(annotations: &Annotations) -> usize {
    let Annotations { title, description, default, examples, extensions, .. } = annotations;
    let texts = [title, description].into_iter().flatten().map(String::len);
    let values = default.iter().chain(examples).chain(extensions.values()).map(weight_of_value);
    texts.chain(values).chain(extensions.keys().map(String::len)).fold(0, usize::saturating_add)
}

/// No value is nested more deeply than a document may be.
fn weight_of_value(value: &Value) -> usize {
    const VALUE: usize = 32;
    let within = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight_of_value).sum(),
        Value::Object(members) => members.iter().map(|(name, value)| name.len() + weight_of_value(value)).sum(),
        _ => 0,
    };
    VALUE + within
}
