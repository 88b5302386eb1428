//! Where the values come from that name things of a kind.

use super::Correction;
use super::answer::{Field, Scalar, Thing, bodies, fields, scalar, things};
use super::identity::{Wanted, field_of, is_name, referred};
use super::infer::{Place, Survey, parameters};
use super::model::{FieldPath, KindId, Produced, Producer, Reason, Role, Step};
use super::template::{Segment, normal};
use super::words::{singular_words, words};
use crate::model::{Link, LinkTarget, Location, Method, Operation, OperationId, RuntimeExpression, SchemaId};

/// Producers of a kind that are kept: more do not help, and large documents have hundreds.
const MOST: usize = 8;

/// The producers of a kind, the surest first.
pub(super) fn producers(survey: &Survey<'_>, kind: KindId, place: &Place, corrections: &[Correction]) -> Vec<Producer> {
    let own = corrections.iter().filter(|one| is_of(survey, kind, one.operation, &one.parameter));
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
    for (id, operation) in survey.api.operations() {
        if found.len() >= MOST {
            break;
        }
        if !needs(survey, place, id) && !found.iter().any(|other| other.operation == id) {
            found.extend(elsewhere(survey, place, id, operation));
        }
    }
    found.sort_by_key(|producer| (producer.reason, !producer.is_whole));
    found.truncate(MOST);
    found
}

/// Whether a parameter of an operation's path names things of the kind.
fn is_of(survey: &Survey<'_>, kind: KindId, operation: OperationId, parameter: &str) -> bool {
    let path = &survey.paths[operation.index()];
    let at = path.iter().position(|segment| matches!(segment, Segment::Parameter { name, .. } if name == parameter));
    at.is_some_and(|at| survey.places.get_index_of(&normal(&path[..=at])) == Some(kind.index()))
}

/// Whether an operation needs a thing of the kind in its own path.
fn needs(survey: &Survey<'_>, place: &Place, operation: OperationId) -> bool {
    let path = &survey.paths[operation.index()];
    let is_below = path.len() >= place.item.len() && normal(&path[..place.item.len()]) == normal(&place.item);
    is_below || is_name(&words(&place.parameter)) && parameters(path).contains(&place.parameter)
}

/// What the document's links say.
fn of_links(survey: &Survey<'_>, kind: KindId, place: &Place) -> Vec<Producer> {
    let mut found = Vec::new();
    for (id, operation) in survey.api.operations() {
        let links =
            operation.responses.iter().filter(|response| response.status.matches(200) || response.status.is_success());
        for link in links.flat_map(|response| &response.links) {
            let LinkTarget::Operation(target) = link.target else { continue };
            for parameter in survey.api.operation(target).path.parameters() {
                let value = linked(link, parameter).filter(|_| is_of(survey, kind, target, parameter));
                if let Some(value) = value {
                    let values = vec![(place.parameter.clone(), value)];
                    let linked = producer(survey, place, id, values, Some(link), Reason::Link);
                    if !found.contains(&linked) {
                        found.push(linked);
                    }
                }
            }
        }
    }
    found
}

/// What a link gives to a parameter of its target's path.
fn linked(link: &Link, parameter: &str) -> Option<Produced> {
    let qualified = format!("path.{parameter}");
    match link.parameters.get(&qualified).or_else(|| link.parameters.get(parameter))? {
        RuntimeExpression::ResponseBody(pointer) => Some(Produced::Body(FieldPath::parse(pointer))),
        RuntimeExpression::ResponseHeader(name) => Some(Produced::Header(name.clone())),
        RuntimeExpression::RequestPath(name) => Some(Produced::Path(name.clone())),
        _ => None,
    }
}

/// What creates and lists at the path of all things.
fn at_the_collection(survey: &Survey<'_>, place: &Place) -> Vec<Producer> {
    let roles = place.operations.iter().filter(|(_, role)| matches!(role, Role::Create | Role::List));
    let mut found = Vec::new();
    for (id, role) in roles {
        let operation = survey.api.operation(*id);
        let value = in_answer(survey, place, operation, *role == Role::List).map(|(thing, field)| (Some(thing), field));
        let value = value.or_else(|| (*role == Role::Create).then(|| Some((None, in_location(operation)?)))?);
        if let Some((thing, value)) = value {
            let mut values = vec![(place.parameter.clone(), value)];
            parents(survey, place, *id, thing.as_ref(), &mut values);
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

/// What operations elsewhere show of the kind.
fn elsewhere(survey: &Survey<'_>, place: &Place, id: OperationId, operation: &Operation) -> Option<Producer> {
    if !matches!(operation.method, Method::Get | Method::Post | Method::Put) {
        return None;
    }
    let path = &survey.paths[id.index()];
    let own = words(&place.parameter);
    let named = referred(&own).unwrap_or_else(|| own.clone());
    let is_named = matches!(path.last(), Some(Segment::Literal(literal)) if {
        let name = singular_words(literal);
        is_name(&name) && (name == place.name || name == named)
    });
    let read = shown_by_reading(survey, place);
    let mut best: Option<(Reason, Thing, Produced)> = None;
    for body in bodies(operation) {
        for thing in things(survey.api, body).into_iter().filter(|thing| scalar(survey.api, thing.schema).is_none()) {
            let fields = fields(survey.api, thing.schema);
            let is_same = read == Some(thing.schema);
            let is_own = is_same || is_named && (thing.is_listed || operation.method != Method::Get);
            let Some(field) = field_of(&wanted(place, &own), &fields, is_own) else { continue };
            let has_its_name = field.words.last() == Some(&own) && is_name(&own);
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
                let value = Produced::Body(thing.path.then(&field.steps));
                best = Some((reason, thing, value));
            }
        }
    }
    let (reason, thing, value) = best?;
    let mut values = vec![(place.parameter.clone(), value)];
    parents(survey, place, id, Some(&thing), &mut values);
    Some(producer(survey, place, id, values, None, reason))
}

/// The schema of what reading one thing shows, where it has a name that says so.
fn shown_by_reading(survey: &Survey<'_>, place: &Place) -> Option<SchemaId> {
    let (id, _) = place.operations.iter().find(|(_, role)| *role == Role::Read)?;
    let body = bodies(survey.api.operation(*id)).next()?;
    let all = things(survey.api, body);
    let shown = all.iter().find(|thing| !thing.is_listed)?;
    Some(shown.schema)
}

fn wanted<'a>(place: &'a Place, words: &'a [String]) -> Wanted<'a> {
    Wanted { words, kind: &place.name, scalar: &place.scalar }
}

/// The thing of the kind in an operation's answers, and what names it.
fn in_answer(survey: &Survey<'_>, place: &Place, operation: &Operation, lists: bool) -> Option<(Thing, Produced)> {
    let own = words(&place.parameter);
    for body in bodies(operation) {
        let mut all = things(survey.api, body);
        // A list has its things in it; who creates one shows it.
        all.sort_by_key(|thing| thing.is_listed != lists);
        for thing in all {
            let is_value = scalar(survey.api, thing.schema).is_some();
            if lists && !thing.is_listed || is_value && !(lists && lists_names(&thing, place)) {
                continue;
            }
            let fields: Vec<Field> = fields(survey.api, thing.schema);
            if let Some(field) = field_of(&wanted(place, &own), &fields, true) {
                let value = Produced::Body(thing.path.then(&field.steps));
                return Some((thing, value));
            }
        }
    }
    None
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
    thing: Option<&Thing>,
    values: &mut Vec<(String, Produced)>,
) {
    let Some(thing) = thing else { return };
    let shared = shared(survey, place, operation);
    let fields = fields(survey.api, thing.schema);
    for name in parameters(&place.collection).into_iter().skip(shared) {
        let own = words(&name);
        let wanted = Wanted { words: &own, kind: &[], scalar: &Scalar::Text(None) };
        if let Some(field) = field_of(&wanted, &fields, false) {
            values.push((name, Produced::Body(thing.path.then(&field.steps))));
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
