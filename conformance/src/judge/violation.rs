//! A rule that a value breaks, as the validator's error shows it.

use jsonschema::ValidationError;
use jsonschema::paths::Location;
use trueline_spec::model::{Api, SchemaId};

use super::Rule;

/// A rule of a schema that a value breaks.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    /// The schema whose rule it is.
    pub schema: SchemaId,
    /// The keyword, `minLength` for instance.
    pub keyword: String,
    /// JSON Pointer (RFC 6901) of the wrong value, within the value that was judged.
    pub instance: String,
    /// What is wrong, for people; without the value, which may be a secret or long.
    pub message: String,
}

impl std::fmt::Debug for Violation {
    /// Without names of the value that was judged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Violation {{ schema: {:?}, keyword: {:?} }}", self.schema, self.keyword)
    }
}

impl Violation {
    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self, api: &Api) -> Rule {
        Rule::new(api.schemas[self.schema].origin, &self.keyword)
    }
}

pub(super) fn violation(api: &Api, root: SchemaId, error: &ValidationError<'_>) -> Violation {
    let (schema, keyword) = place(api, error.schema_path(), error.evaluation_path()).unwrap_or((root, String::new()));
    Violation {
        schema,
        keyword,
        instance: cut(error.instance_path().as_str().to_owned()),
        message: cut(error.masked_with("the value").to_string()),
    }
}

/// No message holds a whole value.
pub(super) fn cut(text: String) -> String {
    const LONGEST: usize = 500;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    }
}

fn place(api: &Api, canonical: &Location, evaluated: &Location) -> Option<(SchemaId, String)> {
    [canonical, evaluated]
        .into_iter()
        .find_map(|location| api.schemas.of_json_schema_place(&without_gate(location.as_str())))
}

/// The place in a definition, without the `then` that counting steps put it below.
fn without_gate(place: &str) -> String {
    const DEFINITION: &str = "/$defs/s";
    let Some(start) = place.rfind(DEFINITION).map(|start| start + DEFINITION.len()) else { return place.to_owned() };
    let end = place[start..].find('/').map_or(place.len(), |length| start + length);
    let (head, rest) = place.split_at(end);
    format!("{head}{}", rest.strip_prefix("/then").unwrap_or(rest))
}
