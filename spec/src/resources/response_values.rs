//! What answers hold: things, and the fields that may name them.

use rustc_hash::FxHashSet;

use super::model::{FieldPath, Step};
use super::words::words;
use crate::model::{Api, MediaType, Operation, SchemaId, SchemaKind};

/// Wrappers around things that are looked into: `{"data": {"items": [...]}}`.
const WRAPPERS: usize = 3;
/// Objects within a thing that are looked into: `/metadata/name`.
const DEPTH: usize = 2;
/// Things of one answer, and fields of one thing, that are looked at.
const MOST_THINGS: usize = 64;
const MOST_FIELDS: usize = 400;
/// Parts of an `allOf` within `allOf`.
const MOST_PARTS: usize = 50;

/// An object that an answer shows, or a value by itself in a list.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    /// Where it is in the body.
    pub path: FieldPath,
    /// Its schema, references followed.
    pub schema: SchemaId,
    /// Whether it is one of several.
    pub is_listed: bool,
}

/// A scalar within a thing.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// The steps within the thing; none where the thing is the value.
    pub steps: Vec<Step>,
    /// The words of the names on the way.
    pub words: Vec<Vec<String>>,
    pub scalar: Scalar,
    /// Whether it is always there.
    pub is_required: bool,
}

/// What a value is, as far as identities go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    Integer,
    /// Text, with a format that says what it is of.
    Text(Option<String>),
    /// One of a list.
    Listed,
    Any,
}

impl Scalar {
    /// Whether values of the other can be written where values of this one are expected.
    pub(super) fn takes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Listed, _) | (_, Self::Listed) | (Self::Integer, Self::Text(_)) => false,
            (Self::Any, _) | (_, Self::Any) | (Self::Integer, Self::Integer) => true,
            (Self::Text(own), Self::Integer) => own.is_none(),
            (Self::Text(own), Self::Text(other)) => own == other || own.is_none() && !is_time(other.as_deref()),
        }
    }
}

fn is_time(format: Option<&str>) -> bool {
    matches!(format, Some("date-time" | "date" | "time" | "duration"))
}

/// The successes of an operation that have a JSON body.
pub(super) fn bodies(operation: &Operation) -> impl Iterator<Item = SchemaId> + '_ {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let default = operation.responses.iter().filter(|response| {
        response.status.breadth() == 2 && !operation.responses.iter().any(|other| other.status.is_success())
    });
    successes.chain(default).filter_map(|response| {
        response
            .content
            .iter()
            .find(|media_type| media_type.is_json())
            .and_then(|media_type: &MediaType| media_type.schema)
    })
}

/// The things of a body.
pub(super) fn things(api: &Api, body: SchemaId) -> Vec<Thing> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut waiting = vec![(plain(api, body), FieldPath::default(), false, 0)];
    while let Some((schema, path, is_listed, depth)) = waiting.pop() {
        if found.len() >= MOST_THINGS {
            break;
        }
        match &api.schemas[schema].kind {
            SchemaKind::Object(_) | SchemaKind::AllOf(_) => {
                if !seen.insert((schema, is_listed)) {
                    continue;
                }
                found.push(Thing { path: path.clone(), schema, is_listed });
                if depth < WRAPPERS && !is_listed {
                    for (name, next, _) in properties(api, schema).into_iter().rev() {
                        let kind = &api.schemas[next].kind;
                        if matches!(kind, SchemaKind::Object(_) | SchemaKind::Array(_) | SchemaKind::AllOf(_)) {
                            waiting.push((next, path.then(&[Step::Member(name.to_owned())]), false, depth + 1));
                        }
                    }
                }
            }
            SchemaKind::Array(array) if depth <= WRAPPERS => {
                if let Some(items) = array.items {
                    waiting.push((plain(api, items), path.then(&[Step::Items]), true, depth + 1));
                }
            }
            SchemaKind::String(_) | SchemaKind::Number(_) if is_listed => {
                found.push(Thing { path, schema, is_listed });
            }
            _ => {}
        }
    }
    found
}

/// The scalars of a thing, those of its own before those of objects within it.
pub(super) fn fields(api: &Api, thing: SchemaId) -> Vec<Field> {
    if let Some(scalar) = scalar(api, thing) {
        return vec![Field { steps: Vec::new(), words: Vec::new(), scalar, is_required: true }];
    }
    let mut found = Vec::new();
    let mut level = vec![(thing, Vec::new(), Vec::new())];
    for _ in 0..DEPTH {
        for (schema, steps, names) in std::mem::take(&mut level) {
            for (name, next, is_required) in properties(api, schema) {
                let steps: Vec<Step> = steps.iter().cloned().chain([Step::Member(name.to_owned())]).collect();
                let words: Vec<Vec<String>> = names.iter().cloned().chain([words(name)]).collect();
                match scalar(api, next) {
                    Some(scalar) => found.push(Field { steps, words, scalar, is_required }),
                    None => level.push((next, steps, words)),
                }
                if found.len() >= MOST_FIELDS {
                    return found;
                }
            }
        }
    }
    found
}

/// The properties of an object with what their values are and whether they are required; those of all parts of an `allOf`
/// that is not merged.
pub(super) fn properties(api: &Api, schema: SchemaId) -> Vec<(&str, SchemaId, bool)> {
    let mut found = Vec::new();
    let mut waiting = vec![schema];
    let mut looked_at = 0;
    while let Some(schema) = waiting.pop() {
        looked_at += 1;
        match &api.schemas[schema].kind {
            SchemaKind::Object(object) => {
                let own = object.properties.iter().take(MOST_FIELDS);
                found.extend(
                    own.map(|(name, property)| (name.as_str(), plain(api, property.schema), property.required)),
                );
            }
            SchemaKind::AllOf(parts) if looked_at < MOST_PARTS => {
                waiting.extend(parts.iter().rev().map(|part| plain(api, *part)));
            }
            _ => {}
        }
    }
    found
}

/// What a schema's values are, where they are no objects or lists.
pub(super) fn scalar(api: &Api, schema: SchemaId) -> Option<Scalar> {
    match &api.schemas[plain(api, schema)].kind {
        SchemaKind::String(string) => Some(Scalar::Text(string.format.clone().filter(|format| is_identity(format)))),
        SchemaKind::Number(_) => Some(Scalar::Integer),
        SchemaKind::Enum(_) | SchemaKind::Boolean => Some(Scalar::Listed),
        SchemaKind::Any => Some(Scalar::Any),
        _ => None,
    }
}

/// Whether texts of a format and others are never the same identity.
fn is_identity(format: &str) -> bool {
    matches!(format, "uuid" | "email" | "date-time" | "date" | "time" | "duration" | "ipv4" | "ipv6")
}

/// The schema that says what values are: references followed, `allOf` as one, and of a union the first that is not null.
pub(super) fn plain(api: &Api, schema: SchemaId) -> SchemaId {
    let mut schema = api.schemas.as_one(schema);
    for _ in 0..16 {
        let (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants)) = &api.schemas[schema].kind else { break };
        let is_said = |id: &SchemaId| !matches!(api.schemas[*id].kind, SchemaKind::Null);
        let Some(first) = variants.schemas.iter().map(|id| api.schemas.as_one(*id)).find(is_said) else { break };
        schema = first;
    }
    schema
}
