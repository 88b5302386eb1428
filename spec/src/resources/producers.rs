//! Where the values come from that name things of a kind.

use rustc_hash::FxHashSet;

use super::Correction;
use super::identity::{Wanted, field_of, is_name, referred};
use super::model::{FieldPath, KindId, Produced, Producer, Reason, Role, Step};
use super::response_values::{Field, Scalar, Thing, fields, plain};
use super::survey::{Place, Shown, Survey, linked, parameters};
use super::template::{Segment, normal};
use super::words::{singular_words, words};
use crate::model::{Api, Link, Location, Method, Operation, OperationId, SchemaId};

/// Producers of a kind that are kept: more do not help, and large documents have hundreds.
const MOST: usize = 8;
/// Operations elsewhere that are looked at for a kind.
const MOST_CANDIDATES: usize = 100;

/// The producers of a kind, the surest first.
pub(super) fn producers(survey: &Survey<'_>, kind: KindId, place: &Place, corrections: &[Correction]) -> Vec<Producer> {
    let own = corrections.iter().filter(|one| survey.kind_of(one.operation, &one.parameter) == Some(kind));
    let mut is_corrected = false;
    let mut found: Vec<Producer> = Vec::new();
    for correction in own {
        is_corrected = true;
        if let Some((operation, path)) = &correction.from {
            let values = vec![(place.parameter.clone(), Produced::Body(path.clone()))];
            found.push(producer(survey, place, *operation, values, None, Reason::Configured));
        }
    }
    if is_corrected {
        return found;
    }
    found.extend(of_links(survey, kind, place));
    found.extend(at_the_collection(survey, place));
    found.extend(at_the_place(place));
    let own = Sought::of(survey, place);
    for id in own.candidates(survey, place) {
        if found.len() >= MOST {
            break;
        }
        if found.iter().any(|other| other.operation == id) {
            continue;
        }
        if !needs(survey, place, id) {
            found.extend(own.elsewhere(survey, place, id));
        } else if may_make_more(survey, place, id) {
            found.extend(own.elsewhere(survey, place, id).filter(|producer| producer.reason == Reason::Schema));
        }
    }
    found.sort_by_key(|producer| (producer.reason, !producer.is_whole));
    found.truncate(MOST);
    found
}

/// Whether an operation needs a thing of the kind in its own path.
fn needs(survey: &Survey<'_>, place: &Place, operation: OperationId) -> bool {
    let path = &survey.paths[operation.index()];
    let is_below = path.len() >= place.item.len() && normal(&path[..place.item.len()]) == normal(&place.item);
    is_below || is_name(&words(&place.parameter)) && parameters(path).contains(&place.parameter)
}

/// Whether an operation does something with one thing (`POST /things/{id}/copy`), and so may answer with another of its kind.
fn may_make_more(survey: &Survey<'_>, place: &Place, operation: OperationId) -> bool {
    let path = &survey.paths[operation.index()];
    let does_something = survey.api.operation(operation).method == Method::Post
        && matches!(path.last(), Some(Segment::Literal(_)))
        && path.len() == place.item.len() + 1;
    does_something && normal(&path[..place.item.len()]) == normal(&place.item)
}

/// What the document's links say.
fn of_links(survey: &Survey<'_>, kind: KindId, place: &Place) -> Vec<Producer> {
    let mut found = Vec::new();
    for linked in survey.links.get(&kind).into_iter().flatten() {
        let values = vec![(place.parameter.clone(), linked.value.clone())];
        let linked = producer(survey, place, linked.from, values, Some(linked.link), Reason::Link);
        if !found.contains(&linked) {
            found.push(linked);
        }
    }
    found
}

/// What creates and lists at the path of all things.
fn at_the_collection(survey: &Survey<'_>, place: &Place) -> Vec<Producer> {
    let roles = place.operations.iter().filter(|(_, role)| matches!(role, Role::Create | Role::List));
    let mut found = Vec::new();
    for (id, role) in roles {
        let operation = survey.api.operation(*id);
        let value = in_answer(survey, place, *id, *role == Role::List).map(|(shown, value)| (Some(shown), value));
        let source = || in_location(operation).or_else(|| in_request(survey.api, place, operation));
        let value = value.or_else(|| (*role == Role::Create).then(|| Some((None, source()?)))?);
        if let Some((shown, value)) = value {
            let mut values = vec![(place.parameter.clone(), value)];
            parents(survey, place, *id, shown, &mut values);
            found.push(producer(survey, place, *id, values, None, Reason::Collection));
        }
    }
    found
}

/// What puts a thing where the request names it.
fn at_the_place(place: &Place) -> Option<Producer> {
    let (operation, _) = place.operations.iter().find(|(_, role)| *role == Role::Replace)?;
    let values = vec![(place.parameter.clone(), Produced::Path(place.parameter.clone()))];
    Some(Producer { operation: *operation, values, is_whole: true, reason: Reason::Place })
}

/// What is looked for elsewhere.
struct Sought {
    /// The words of the parameter's name.
    own: Vec<String>,
    /// What they say that it names.
    named: Vec<String>,
    /// The schema of what reading one thing shows.
    read: Option<SchemaId>,
}

impl Sought {
    fn of(survey: &Survey<'_>, place: &Place) -> Self {
        let own = words(&place.parameter);
        let named = referred(&own).unwrap_or_else(|| own.clone());
        let reads = place.operations.iter().find(|(_, role)| *role == Role::Read);
        let shown = reads.and_then(|(id, _)| survey.responses[id.index()].iter().find(|shown| !shown.thing.is_listed));
        Self { own, named, read: shown.map(|shown| shown.thing.schema) }
    }

    /// Operations that may show things of the kind: those at collections of its name, those that show its schema, those
    /// that show its parameter's name.
    fn candidates(&self, survey: &Survey<'_>, place: &Place) -> Vec<OperationId> {
        let names = [&place.name, &self.named].into_iter().filter(|name| is_name(name));
        let by_name = names.filter_map(|name| survey.by_name.get(name)).flatten();
        let of_schema = |schema: &SchemaId| survey.by_schema.get(schema).into_iter().flatten();
        let by_schema = self.read.iter().flat_map(of_schema);
        let by_field = survey.by_field.get(&self.own).into_iter().flatten().flat_map(of_schema);
        let mut seen = FxHashSet::default();
        by_name.chain(by_schema).chain(by_field).copied().filter(|id| seen.insert(*id)).take(MOST_CANDIDATES).collect()
    }

    /// What an operation elsewhere shows of the kind.
    fn elsewhere(&self, survey: &Survey<'_>, place: &Place, id: OperationId) -> Option<Producer> {
        let method = survey.api.operation(id).method;
        if !matches!(method, Method::Get | Method::Post | Method::Put) {
            return None;
        }
        let is_named = matches!(survey.paths[id.index()].last(), Some(Segment::Literal(literal)) if {
            let name = singular_words(literal);
            is_name(&name) && (name == place.name || name == self.named)
        });
        let mut best: Option<(Reason, &Shown, Produced)> = None;
        for shown in survey.responses[id.index()].iter().filter(|shown| !shown.is_value()) {
            let Shown { thing, fields } = shown;
            let is_same = self.read == Some(thing.schema);
            let is_own = is_same || is_named && (thing.is_listed || method != Method::Get);
            let Some(field) = field_of(&wanted(place, &self.own), fields, is_own) else { continue };
            let has_its_name = field.words.last() == Some(&self.own) && is_name(&self.own);
            let reason = if is_named && is_own {
                Reason::Name
            } else if is_same {
                Reason::Schema
            } else if (has_its_name || !is_own) && (thing.is_listed || thing.path.0.is_empty()) {
                Reason::Field
            } else {
                continue;
            };
            if best.as_ref().is_none_or(|(other, ..)| reason < *other) {
                best = Some((reason, shown, Produced::Body(thing.path.then(&field.steps))));
            }
        }
        let (reason, shown, value) = best?;
        let mut values = vec![(place.parameter.clone(), value)];
        parents(survey, place, id, Some(shown), &mut values);
        Some(producer(survey, place, id, values, None, reason))
    }
}

fn wanted<'a>(place: &'a Place, words: &'a [String]) -> Wanted<'a> {
    Wanted { words, kind: &place.name, scalar: &place.scalar }
}

/// The thing of the kind in an operation's answers, and what names it.
fn in_answer<'s>(survey: &'s Survey<'_>, place: &Place, id: OperationId, lists: bool) -> Option<(&'s Shown, Produced)> {
    let own = words(&place.parameter);
    // A list has its things in it; who creates one shows it.
    let of =
        |is_listed: bool| survey.responses[id.index()].iter().filter(move |shown| shown.thing.is_listed == is_listed);
    let others = (!lists).then(|| of(true)).into_iter().flatten();
    of(lists).chain(others).find_map(|shown| {
        if shown.is_value() && !(lists && lists_names(&shown.thing, place)) {
            return None;
        }
        let field = field_of(&wanted(place, &own), &shown.fields, true)?;
        Some((shown, Produced::Body(shown.thing.path.then(&field.steps))))
    })
}

/// Whether the values of a list can be the names of the things themselves.
fn lists_names(thing: &Thing, place: &Place) -> bool {
    let members = thing.path.0.iter().rev().find_map(|step| match step {
        Step::Member(name) => Some(singular_words(name)),
        Step::Items => None,
    });
    members.is_none_or(|name| name == place.name || matches!(name.as_slice(), [word] if LISTS.contains(&word.as_str())))
}

/// What lists of names are called in many documents.
const LISTS: [&str; 8] = ["data", "item", "key", "name", "id", "result", "value", "entry"];

/// The name that the request gives to what it creates, where the answer does not repeat it.
fn in_request(api: &Api, place: &Place, operation: &Operation) -> Option<Produced> {
    let schema = operation.body.iter().flat_map(|body| &body.content).find_map(|media_type| media_type.schema)?;
    let own: Vec<Field> = fields(api, plain(api, schema))
        .into_iter()
        .filter(|field| field.steps.len() == 1 && field.is_required)
        .collect();
    let field = field_of(&wanted(place, &words(&place.parameter)), &own, true)?;
    Some(Produced::Request(FieldPath(field.steps.clone())))
}

/// The address of what was created (RFC 9110 section 10.2.2).
fn in_location(operation: &Operation) -> Option<Produced> {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let mut headers = successes.flat_map(|response| &response.headers);
    let location = headers.find(|header| header.name.eq_ignore_ascii_case("location"))?;
    Some(Produced::Header(location.name.clone()))
}

/// What a thing says of what it belongs to, where the operation's own path does not.
fn parents(
    survey: &Survey<'_>,
    place: &Place,
    operation: OperationId,
    shown: Option<&Shown>,
    values: &mut Vec<(String, Produced)>,
) {
    let Some(shown) = shown else { return };
    let shared = shared(survey, place, operation);
    for name in parameters(&place.collection).into_iter().skip(shared) {
        let own = words(&name);
        let wanted = Wanted { words: &own, kind: &[], scalar: &Scalar::Text(None) };
        if let Some(field) = field_of(&wanted, &shown.fields, false) {
            values.push((name, Produced::Body(shown.thing.path.then(&field.steps))));
        }
    }
}

/// How many of the kind's outer parameters stand in the operation's own path at the same place.
fn shared(survey: &Survey<'_>, place: &Place, operation: OperationId) -> usize {
    let path = &survey.paths[operation.index()];
    let same = path
        .iter()
        .zip(&place.collection)
        .take_while(|(own, other)| normal(std::slice::from_ref(*own)) == normal(std::slice::from_ref(*other)));
    parameters(&place.collection[..same.count()]).len()
}

fn producer(
    survey: &Survey<'_>,
    place: &Place,
    operation: OperationId,
    mut values: Vec<(String, Produced)>,
    link: Option<&Link>,
    reason: Reason,
) -> Producer {
    let shared = shared(survey, place, operation);
    let path = survey.api.operation(operation).parameters.iter().filter(|one| one.location == Location::Path);
    let known: Vec<&str> = path.map(|parameter| parameter.name.as_str()).collect();
    for name in parameters(&place.collection).into_iter().skip(shared) {
        if values.iter().any(|(other, _)| *other == name) {
            continue;
        }
        if let Some(value) = link.and_then(|link| linked(link, &name)) {
            values.push((name, value));
        } else if known.contains(&name.as_str()) && is_name(&words(&name)) {
            values.push((name.clone(), Produced::Path(name)));
        }
    }
    let is_whole =
        parameters(&place.collection).iter().skip(shared).all(|name| values.iter().any(|(other, _)| other == name));
    // The kind's own parameter stands last.
    values.sort_by_key(|(name, _)| *name == place.parameter);
    Producer { operation, values, is_whole, reason }
}
