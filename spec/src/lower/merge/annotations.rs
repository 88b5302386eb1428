//! What several schemas say to people.

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
