//! The kinds of mistakes that a server takes, refuses or fails on in many places for one reason.

use rustc_hash::FxHashMap;
use serde_json::Value;
use trueline_spec::model::{Api, JsonType, Operation, SchemaId, SchemaKind};

use super::absent::is_null_for_nothing;
use crate::case::{Class, Intent};
use crate::judge::Rule;
use crate::mutation::{Mistake, RequestEdit, ValueMutation};
use crate::request::WireRequest;
use crate::schema::Types;

/// Bytes of a body that is read for the value that was sent.
const LONGEST_BODY: usize = 64 * 1024;

const TYPES: [JsonType; 6] =
    [JsonType::Boolean, JsonType::Integer, JsonType::Number, JsonType::String, JsonType::Array, JsonType::Object];

/// How often mistakes of a kind were refused as they have to be, and how often they were not.
#[derive(Debug, Clone, Default)]
pub(super) struct TriedKinds(FxHashMap<String, (usize, usize)>);

impl TriedKinds {
    pub(super) fn note(&mut self, kind: String, is_refused: bool) {
        let (refused, other) = self.0.entry(kind).or_default();
        *(if is_refused { refused } else { other }) += 1;
    }

    /// Whether the server refuses such mistakes as a rule, so that each that it does not has a reason of its own.
    pub(super) fn is_refused(&self, kind: &str) -> bool {
        self.0.get(kind).is_some_and(|(refused, other)| refused > &0 && refused >= other)
    }
}

/// The kinds that a class's mistake is of, narrow ones before wide ones; none where a class has none.
pub(super) fn kinds(api: &Api, class: &Class) -> Vec<String> {
    let (location, mistake) = class.name.rsplit_once('/').unwrap_or(("", &class.name));
    let family = location.split(['/', '.']).next().unwrap_or_default();
    let anywhere = format!("{family} {mistake}");
    let Some(mutation) = &class.mutation else { return vec![anywhere] };
    match &mutation.change {
        RequestEdit::Method(_) => vec!["method".to_owned()],
        RequestEdit::Argument(_, value_mutation) | RequestEdit::Body(value_mutation) if is_of_the_reader(mistake) => {
            let types = types(api, value_mutation.schema);
            let name = location.rsplit(['/', '.']).next().unwrap_or_default();
            vec![format!("{family} {mistake} {name} for {types}"), format!("{family} {mistake} for {types}"), anywhere]
        }
        RequestEdit::Argument(..) | RequestEdit::Body(_) | RequestEdit::Text(..) | RequestEdit::Withhold(_) => {
            let name = location.rsplit(['/', '.']).next().unwrap_or_default();
            let line = match &class.intent {
                Intent::Violates { rule, .. } => line(api, rule),
                // No rule of the document is broken at an edge.
                Intent::Valid | Intent::Tolerable => return vec![anywhere],
            };
            let mut kinds = vec![format!("{family} {mistake} {name} {line}")];
            if let RequestEdit::Argument(_, value_mutation) | RequestEdit::Body(value_mutation) = &mutation.change {
                kinds.push(format!("{family} {mistake} for {}", types(api, value_mutation.schema)));
            }
            kinds.push(anywhere);
            kinds
        }
        // Nothing of a schema is concerned.
        _ => vec![anywhere],
    }
}

/// The kind of a mistake that has one cause wherever it is made, and whatever else a server refuses: `null` that is taken for
/// what may be left out.
pub(super) fn kind_everywhere(api: &Api, operation: &Operation, class: &Class) -> Option<String> {
    let value_mutation = value_mutation_of_body(class)?;
    is_null_for_nothing(api, operation, value_mutation).then(|| "null for what may be absent".to_owned())
}

/// The kind of a value of another type by what was sent in its place: who reads numbers as times does so in every field.
pub(super) fn coercion(api: &Api, class: &Class, request: &WireRequest) -> Option<String> {
    let value_mutation = value_mutation_of_body(class).filter(|it| it.mistake == Mistake::WrongType)?;
    if request.body.len() > LONGEST_BODY {
        return None;
    }
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    let sent = match body.pointer(&value_mutation.pointer())? {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(number) if number.is_f64() => JsonType::Number,
        Value::Number(_) => JsonType::Integer,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    };
    Some(format!("body {} for {}", sent.as_str(), types(api, value_mutation.schema)))
}

fn value_mutation_of_body(class: &Class) -> Option<&ValueMutation> {
    match &class.mutation.as_ref()?.change {
        RequestEdit::Body(value_mutation) => Some(value_mutation),
        _ => None,
    }
}

/// Whether a mistake is one that a server has no reason to look at, and that changes no value.
pub(super) fn is_beside_the_matter(class: &Class) -> bool {
    class.intent == Intent::Tolerable && is_of_the_server(class)
}

/// What a server fails on, as far as its place does not say it: one that expects an object fails alike on whatever else it reads,
/// and one that expects a value of a type on whatever is of another.
pub(super) fn failing_mistake(class: &Class) -> (&str, bool) {
    let (location, mistake) = class.name.rsplit_once('/').unwrap_or(("", &class.name));
    let is_type = ["null", "wrong-type", "array"].contains(&mistake);
    match location {
        "body" if is_type || mistake.ends_with("content-type") => ("another body", true),
        _ if is_type => ("another type", false),
        _ => (mistake, false),
    }
}

/// Whether a mistake is no matter of a schema's place: a content type, a method, bytes that are no JSON.
pub(super) fn is_of_the_server(class: &Class) -> bool {
    class.mutation.as_ref().is_some_and(|mutation| {
        !matches!(
            mutation.change,
            RequestEdit::Argument(..) | RequestEdit::Body(_) | RequestEdit::Text(..) | RequestEdit::Withhold(_)
        )
    })
}

/// What an operation is known by that refuses a mistake of a body: of one that refuses none, all have one cause.
pub(super) fn body_of(key: &str, class: &Class) -> Option<String> {
    let (family, _) = class.name.split_once('/')?;
    (family == "body").then(|| format!("body of {key}"))
}

/// The line of a rule; of a document in one line the keyword.
fn line(api: &Api, rule: &Rule) -> String {
    let line = rule.line(api);
    if line.starts_with("...") { rule.keyword.clone() } else { line }
}

/// The same of a mistake that the server fails on: whatever the field, it may fail for one reason.
pub(super) fn kinds_of_failure(api: &Api, class: &Class) -> Vec<String> {
    let (location, mistake) = class.name.rsplit_once('/').unwrap_or(("", &class.name));
    let family = location.split(['/', '.']).next().unwrap_or_default();
    let mut kinds = kinds(api, class);
    let anywhere = format!("{family} {mistake}");
    if !kinds.contains(&anywhere) {
        kinds.push(anywhere);
    }
    kinds
}

/// Mistakes that the reader of a server takes or refuses, whatever the field.
fn is_of_the_reader(mistake: &str) -> bool {
    const ANYWHERE: [&str; 7] =
        ["null", "wrong-type", "array", "not-an-integer", "unknown-member", "undeclared-member", "unevaluated-member"];
    ANYWHERE.contains(&mistake)
}

/// The types that a reader looks for: `null` is never why it takes something else.
fn types(api: &Api, schema: SchemaId) -> String {
    let types = Types::of(api, schema);
    let mut words: Vec<&str> =
        TYPES.into_iter().filter(|json_type| types.has(*json_type)).map(JsonType::as_str).collect();
    let format = match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::String(string) => string.format.as_deref(),
        SchemaKind::Number(number) => number.format.as_deref(),
        SchemaKind::Enum(_) => Some("enum"),
        _ => None,
    };
    words.extend(format);
    words.join(" ")
}
