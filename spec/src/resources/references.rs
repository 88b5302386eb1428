//! Parameters and fields of requests that name things.

use rustc_hash::FxHashMap;

use super::identity::referred;
use super::model::{FieldPath, Kind, KindId, Reason, Reference, RequestPlace, Step};
use super::response_values::{plain, properties, scalar};
use super::survey::Survey;
use super::words::{singular, words};
use crate::model::{Location, SchemaId, SchemaKind};

/// Objects and lists within a body that are looked into.
const DEPTH: usize = 3;
/// Fields of one body that are looked at.
const MOST: usize = 400;

/// Every parameter outside of paths, and every field of a body, that is called as what names a thing of a known kind.
pub(super) fn references(survey: &Survey<'_>, kinds: &[Kind]) -> Vec<Reference> {
    let mut found = Vec::new();
    let named = Named::of(survey, kinds);
    for (id, operation) in survey.api.operations() {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if matches!(parameter.location, Location::Path | Location::Cookie) {
                continue;
            }
            let Some(schema) = parameter.schema() else { continue };
            if let Some(kind) = named.kind(&parameter.name, schema) {
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
        for (path, kind) in in_body(&named, body) {
            found.push(Reference { operation: id, place: RequestPlace::Body(path), kind, reason: Reason::Field });
        }
    }
    found
}

fn in_body(named: &Named<'_>, body: SchemaId) -> Vec<(FieldPath, KindId)> {
    let api = named.survey.api;
    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut level = vec![(plain(api, body), FieldPath::default(), String::new())];
    for _ in 0..=DEPTH {
        for (schema, path, name) in std::mem::take(&mut level) {
            looked_at += 1;
            if looked_at > MOST {
                return found;
            }
            match &api.schemas[schema].kind {
                SchemaKind::Object(_) | SchemaKind::AllOf(_) => {
                    for (name, next, _) in properties(api, schema) {
                        level.push((next, path.then(&[Step::Member(name.to_owned())]), name.to_owned()));
                    }
                }
                SchemaKind::Array(array) => {
                    let items = array.items.map(|items| plain(api, items));
                    level.extend(items.map(|items| (items, path.then(&[Step::Items]), name)));
                }
                _ => found.extend(named.kind(&name, schema).map(|kind| (path, kind))),
            }
        }
    }
    found
}

/// The kinds that references may name, by the last word of their names.
struct Named<'a> {
    survey: &'a Survey<'a>,
    kinds: &'a [Kind],
    by_last_word: FxHashMap<&'a str, Vec<usize>>,
}

impl<'a> Named<'a> {
    fn of(survey: &'a Survey<'a>, kinds: &'a [Kind]) -> Self {
        let mut by_last_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (index, place) in
            survey.places.values().enumerate().filter(|(index, _)| !kinds[*index].producers.is_empty())
        {
            if let Some(last) = place.name.last() {
                by_last_word.entry(last.as_str()).or_default().push(index);
            }
        }
        Self { survey, kinds, by_last_word }
    }

    /// The kind that a name of a reference says, where its values can be what names one.
    fn kind(&self, name: &str, schema: SchemaId) -> Option<KindId> {
        let mut words = referred(&words(name))?;
        if let Some(last) = words.last_mut() {
            *last = singular(last);
        }
        let own = scalar(self.survey.api, schema)?;
        let candidates = self.by_last_word.get(words.last()?.as_str())?;
        let fitting = candidates.iter().take(MOST).filter(|index| {
            let place = &self.survey.places[**index];
            words.ends_with(&place.name) && own.takes(&place.scalar)
        });
        // The most of the name, then the least of the path.
        let rank = |index: &&usize| {
            let place = &self.survey.places[**index];
            (words.len() - place.name.len(), self.kinds[**index].parameters.len())
        };
        fitting.min_by_key(rank).map(|index| KindId(*index))
    }
}
