//! A document as it is looked at: its paths, what its answers show, and where to find either.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::identity::{is_name, referred};
use super::model::{FieldPath, Kind, KindId, Produced, Role};
use super::response_values::{Field, Scalar, Thing, bodies, fields, scalar, things};
use super::roles;
use super::template::{Segment, last_literal, normal, segments, shown};
use super::words::{singular_words, words};
use crate::model::{Api, Link, LinkTarget, Location, Operation, OperationId, RuntimeExpression, SchemaId};

/// Segments of a path in which things are looked for: nobody names a hundred things within each other.
const MOST_SEGMENTS: usize = 100;
/// Things of all answers together that are looked at.
const THINGS_LIMIT: usize = 1_000_000;

/// A document as it is looked at.
pub(super) struct Survey<'a> {
    pub api: &'a Api,
    /// The segments of each operation's path.
    pub paths: Vec<Vec<Segment>>,
    /// The kinds, by the path of one thing in its normal form.
    pub places: IndexMap<String, Place>,
    /// The things that each operation's successes show.
    pub responses: Vec<Vec<Shown>>,
    /// The operations whose path ends with a name, by its words in the singular.
    pub by_name: FxHashMap<Vec<String>, Vec<OperationId>>,
    /// The operations that show things of a schema.
    pub by_schema: FxHashMap<SchemaId, Vec<OperationId>>,
    /// The schemas of things that have a field of a kind's parameter's name.
    pub by_field: FxHashMap<Vec<String>, Vec<SchemaId>>,
    /// What links give to the parameters that name things of a kind.
    pub links: FxHashMap<KindId, Vec<Linked<'a>>>,
}

/// A thing that an answer shows, with its fields.
#[derive(Clone)]
pub(super) struct Shown {
    pub thing: Thing,
    pub fields: Arc<Vec<Field>>,
}

impl Shown {
    /// Whether it is a value by itself.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.fields.as_slice(), [field] if field.steps.is_empty())
    }
}

/// What a link gives to a parameter.
pub(super) struct Linked<'a> {
    pub from: OperationId,
    pub link: &'a Link,
    pub value: Produced,
}

/// A place in paths where one of several things is named.
pub(super) struct Place {
    /// The path of one thing.
    pub item: Vec<Segment>,
    /// The path of all.
    pub collection: Vec<Segment>,
    /// The parameter that distinguishes one from another.
    pub parameter: String,
    pub scalar: Scalar,
    /// The words of the kind's name.
    pub name: Vec<String>,
    pub parent: Option<KindId>,
    pub has_examples: bool,
    pub operations: Vec<(OperationId, Role)>,
}

impl Place {
    pub(super) fn kind(&self) -> Kind {
        Kind {
            name: self.name.join("-"),
            collection: shown(&self.collection),
            item: shown(&self.item),
            parameters: parameters(&self.item),
            parent: self.parent,
            operations: Vec::new(),
            producers: Vec::new(),
            has_examples: self.has_examples,
        }
    }
}

/// The names of the parameters of a path.
pub(super) fn parameters(segments: &[Segment]) -> Vec<String> {
    let mut names = Vec::new();
    for segment in segments {
        match segment {
            Segment::Literal(_) => {}
            Segment::Parameter { name, .. } => names.push(name.clone()),
            Segment::Several(several) => names.extend(several.iter().cloned()),
        }
    }
    names
}

impl<'a> Survey<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let paths: Vec<Vec<Segment>> = api.operations.iter().map(|operation| segments(&operation.path)).collect();
        let mut survey = Self {
            api,
            paths,
            places: IndexMap::new(),
            responses: Vec::new(),
            by_name: FxHashMap::default(),
            by_schema: FxHashMap::default(),
            by_field: FxHashMap::default(),
            links: FxHashMap::default(),
        };
        for (operation, path) in api.operations.iter().zip(survey.paths.clone()) {
            survey.add_places(operation, &path);
        }
        survey.add_answers();
        survey.add_roles();
        survey.add_links();
        survey
    }

    /// The kind that a parameter of an operation's path names one of.
    pub(super) fn kind_of(&self, operation: OperationId, parameter: &str) -> Option<KindId> {
        let path = &self.paths[operation.index()];
        let is_own = |segment: &Segment| matches!(segment, Segment::Parameter { name, .. } if name == parameter);
        let at = path.iter().take(MOST_SEGMENTS).position(is_own)?;
        self.places.get_index_of(&normal(&path[..=at])).map(KindId)
    }

    fn add_answers(&mut self) {
        let wanted: FxHashSet<Vec<String>> =
            self.places.values().map(|place| words(&place.parameter)).filter(|words| is_name(words)).collect();
        let mut known: FxHashMap<SchemaId, Arc<Vec<Field>>> = FxHashMap::default();
        let mut left = THINGS_LIMIT;
        for (id, operation) in self.api.operations() {
            if let Some(Segment::Literal(literal)) = self.paths[id.index()].last() {
                self.by_name.entry(singular_words(literal)).or_default().push(id);
            }
            let mut shown: Vec<Shown> = Vec::new();
            for thing in bodies(operation).flat_map(|body| things(self.api, body)).take(left) {
                let schema = thing.schema;
                let fields = known.entry(schema).or_insert_with(|| {
                    let fields = fields(self.api, schema);
                    for words in names_in(&fields).into_iter().filter(|words| wanted.contains(words)) {
                        self.by_field.entry(words).or_default().push(schema);
                    }
                    Arc::new(fields)
                });
                let operations = self.by_schema.entry(schema).or_default();
                if operations.last() != Some(&id) {
                    operations.push(id);
                }
                shown.push(Shown { thing, fields: Arc::clone(fields) });
            }
            left -= shown.len();
            self.responses.push(shown);
        }
    }

    fn add_links(&mut self) {
        for (from, operation) in self.api.operations() {
            let successes = operation
                .responses
                .iter()
                .filter(|response| response.status.matches(200) || response.status.is_success());
            for link in successes.flat_map(|response| &response.links) {
                let LinkTarget::Operation(target) = link.target else { continue };
                for parameter in self.api.operation(target).path.parameters() {
                    if let (Some(kind), Some(value)) = (self.kind_of(target, parameter), linked(link, parameter)) {
                        self.links.entry(kind).or_default().push(Linked { from, link, value });
                    }
                }
            }
        }
    }

    fn add_places(&mut self, operation: &Operation, path: &[Segment]) {
        let mut parent = None;
        for (at, segment) in path.iter().enumerate().take(MOST_SEGMENTS) {
            let Segment::Parameter { name, .. } = segment else { continue };
            let Some(scalar) = self.parameter_scalar(operation, name) else { continue };
            let key = normal(&path[..=at]);
            let shows_values = self.shows_values(operation, name);
            if let Some((index, _, place)) = self.places.get_full_mut(&key) {
                place.has_examples |= shows_values;
                parent = Some(KindId(index));
                continue;
            }
            let place = Place {
                item: path[..=at].to_vec(),
                collection: path[..at].to_vec(),
                parameter: name.clone(),
                scalar,
                name: kind_name(&path[..at], name, matches!(path.get(at + 1), Some(Segment::Parameter { .. }))),
                parent,
                has_examples: shows_values,
                operations: Vec::new(),
            };
            parent = Some(KindId(self.places.insert_full(key, place).0));
        }
    }

    /// What the values of a parameter of a path are, where these are not a list of the document's.
    fn parameter_scalar(&self, operation: &Operation, name: &str) -> Option<Scalar> {
        let own = operation.parameters.iter().find(|one| one.location == Location::Path && one.name == name)?;
        match own.schema() {
            None => Some(Scalar::Any),
            Some(schema) => scalar(self.api, schema).filter(|scalar| *scalar != Scalar::Listed),
        }
    }

    fn shows_values(&self, operation: &Operation, name: &str) -> bool {
        let mut parameters = operation.parameters.iter();
        let own = parameters.find(|one| one.location == Location::Path && one.name == name);
        own.is_some_and(|own| {
            let of_schema = |schema| {
                let annotations = &self.api.schemas[self.api.schemas.resolve(schema)].annotations;
                annotations.default.is_some() || !annotations.examples.is_empty()
            };
            !own.examples.is_empty() || own.schema().is_some_and(of_schema)
        })
    }

    fn add_roles(&mut self) {
        let mut of_collection: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (index, place) in self.places.values().enumerate() {
            of_collection.entry(normal(&place.collection)).or_default().push(index);
        }
        for (id, operation) in self.api.operations() {
            let path = &self.paths[id.index()];
            let lists = self.responses[id.index()].iter().any(|shown| shown.thing.is_listed);
            let mut found: Vec<(usize, Role)> = Vec::new();
            for below in 0..=1.min(path.len()) {
                let (above, rest) = path.split_at(path.len() - below);
                if rest.iter().any(|segment| !matches!(segment, Segment::Literal(_))) {
                    continue;
                }
                let above = normal(above);
                if let Some(role) = roles::of_collection(operation, rest, lists) {
                    found.extend(of_collection.get(&above).into_iter().flatten().map(|index| (*index, role)));
                }
                if let Some(index) = self.places.get_index_of(&above)
                    && let Some(role) = roles::of_item(operation, rest)
                {
                    found.push((index, role));
                }
            }
            let is_for_one = found.iter().any(|(_, role)| *role != Role::Other);
            for (index, role) in found {
                if role != Role::Other || !is_for_one {
                    self.places[index].operations.push((id, role));
                }
            }
        }
    }
}

/// The names that fields can be found by: their own, those of all on the way, and the object's.
fn names_in(fields: &[Field]) -> FxHashSet<Vec<String>> {
    let mut names = FxHashSet::default();
    for field in fields {
        names.extend(field.words.last().cloned());
        if field.words.len() > 1 {
            names.insert(field.words[0].clone());
            names.insert(field.words.concat());
        }
    }
    names
}

/// What a link gives to a parameter of its target's path.
pub(super) fn linked(link: &Link, parameter: &str) -> Option<Produced> {
    let qualified = format!("path.{parameter}");
    match link.parameters.get(&qualified).or_else(|| link.parameters.get(parameter))? {
        RuntimeExpression::ResponseBody(pointer) => Some(Produced::Body(FieldPath::parse(pointer))),
        RuntimeExpression::ResponseHeader(name) => Some(Produced::Header(name.clone())),
        RuntimeExpression::RequestBody(pointer) => Some(Produced::Request(FieldPath::parse(pointer))),
        RuntimeExpression::RequestPath(name) => Some(Produced::Path(name.clone())),
        _ => None,
    }
}

/// The words of what is named by a parameter: those of the collection, else those of the parameter itself; where another
/// parameter follows at once, the collection is of what that one names.
fn kind_name(collection: &[Segment], parameter: &str, is_followed: bool) -> Vec<String> {
    let own = words(parameter);
    let by_parameter = referred(&own);
    match collection.last() {
        Some(Segment::Literal(literal)) if !(is_followed && is_name(&own)) => singular_words(literal),
        _ => by_parameter
            .unwrap_or_else(|| if is_name(&own) { own } else { last_literal(collection).map_or(own, singular_words) }),
    }
}
