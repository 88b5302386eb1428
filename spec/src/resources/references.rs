//! Parameters and fields of requests that name things.

use super::answer::{plain, properties, scalar};
use super::identity::referred;
use super::infer::Survey;
use super::model::{FieldPath, Kind, KindId, Reason, Reference, RequestPlace, Step};
use super::words::{singular, words};
use crate::model::{Location, SchemaId, SchemaKind};

/// Objects and lists within a body that are looked into.
const DEPTH: usize = 3;
/// Fields of one body that are looked at.
const MOST: usize = 400;

/// Every parameter outside of paths, and every field of a body, that is called as what names a thing of a known kind.
pub(super) fn references(survey: &Survey<'_>, kinds: &[Kind]) -> Vec<Reference> {
    let mut found = Vec::new();
    for (id, operation) in survey.api.operations() {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if matches!(parameter.location, Location::Path | Location::Cookie) {
                continue;
            }
            let Some(schema) = parameter.schema() else { continue };
            if let Some(kind) = named(survey, kinds, &parameter.name, schema) {
                found.push(Reference {
                    operation: id,
                    place: RequestPlace::Parameter(index),
                    kind,
                    reason: Reason::Field,
                });
            }
        }
        let bodies = operation.body.iter().flat_map(|body| &body.content).filter_map(|media_type| media_type.schema);
        let Some(body) = bodies.into_iter().next() else { continue };
        for (path, kind) in in_body(survey, kinds, body) {
            found.push(Reference { operation: id, place: RequestPlace::Body(path), kind, reason: Reason::Field });
        }
    }
    found
}

fn in_body(survey: &Survey<'_>, kinds: &[Kind], body: SchemaId) -> Vec<(FieldPath, KindId)> {
    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut level = vec![(plain(survey.api, body), FieldPath::default(), String::new())];
    for _ in 0..=DEPTH {
        for (schema, path, name) in std::mem::take(&mut level) {
            looked_at += 1;
            if looked_at > MOST {
                return found;
            }
            match &survey.api.schemas[schema].kind {
                SchemaKind::Object(_) | SchemaKind::AllOf(_) => {
                    for (name, next, _) in properties(survey.api, schema) {
                        level.push((next, path.then(&[Step::Member(name.to_owned())]), name.to_owned()));
                    }
                }
                SchemaKind::Array(array) => {
                    let items = array.items.map(|items| plain(survey.api, items));
                    level.extend(items.map(|items| (items, path.then(&[Step::Items]), name)));
                }
                _ => found.extend(named(survey, kinds, &name, schema).map(|kind| (path, kind))),
            }
        }
    }
    found
}

/// The kind that a name of a reference says, where its values can be what names one.
fn named(survey: &Survey<'_>, kinds: &[Kind], name: &str, schema: SchemaId) -> Option<KindId> {
    let mut kind_words = referred(&words(name))?;
    if let Some(last) = kind_words.last_mut() {
        *last = singular(last);
    }
    let own = scalar(survey.api, schema)?;
    let mut best: Option<(usize, KindId)> = None;
    for (id, (kind, place)) in kinds.iter().zip(survey.places.values()).enumerate() {
        let is_named = kind_words.ends_with(&place.name) && !place.name.is_empty();
        if !is_named || kind.producers.is_empty() || !own.takes(&place.scalar) {
            continue;
        }
        // The most of the name, then the least of the path.
        let rank = (kind_words.len() - place.name.len()) * 100 + kind.parameters.len();
        if best.is_none_or(|(other, _)| rank < other) {
            best = Some((rank, KindId(id)));
        }
    }
    best.map(|(_, id)| id)
}
