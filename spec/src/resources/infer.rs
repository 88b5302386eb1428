//! From a document to its kinds of things.

use indexmap::IndexMap;

use super::answer::{Scalar, bodies, scalar, things};
use super::model::{Kind, KindId, Resources, Role};
use super::producers::producers;
use super::references::references;
use super::template::{Segment, last_literal, normal, segments, shown};
use super::words::{singular_words, words};
use super::{Correction, identity, roles};
use crate::model::{Api, Location, Operation, OperationId};

impl Resources {
    /// What a document says, and what its names and shapes leave no doubt of or make likely.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        Self::corrected(api, &[])
    }

    /// The same, where people know better.
    #[must_use]
    pub fn corrected(api: &Api, corrections: &[Correction]) -> Self {
        let survey = Survey::of(api);
        let mut kinds: Vec<Kind> = survey.places.values().map(Place::kind).collect();
        for (id, place) in survey.places.values().enumerate() {
            kinds[id].producers = producers(&survey, KindId(id), place, corrections);
            kinds[id].operations.clone_from(&place.operations);
        }
        let references = references(&survey, &kinds);
        Self { kinds, references }
    }

    /// The kind of an id.
    #[must_use]
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.0]
    }

    /// Every kind with its id.
    pub fn iter(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        self.kinds.iter().enumerate().map(|(index, kind)| (KindId(index), kind))
    }

    /// The kinds that the parameters of an operation's path name one of, the outermost first.
    #[must_use]
    pub fn kinds_in_path(&self, operation: &Operation) -> Vec<KindId> {
        let segments = segments(&operation.path);
        let prefixes = (1..=segments.len()).filter(|end| matches!(segments[end - 1], Segment::Parameter { .. }));
        let normals: Vec<String> = prefixes.map(|end| normal(&segments[..end])).collect();
        self.iter().filter(|(_, kind)| normals.contains(&kind.normal)).map(|(id, _)| id).collect()
    }

    /// The operations whose paths name things.
    #[must_use]
    pub fn naming(&self, api: &Api) -> Vec<OperationId> {
        let names = |operation: &Operation| !self.kinds_in_path(operation).is_empty();
        api.operations().filter(|(_, operation)| names(operation)).map(|(id, _)| id).collect()
    }

    /// Those of them for which some answer, or the document itself, tells every name.
    #[must_use]
    pub fn fed(&self, api: &Api) -> Vec<OperationId> {
        let is_known = |id: &KindId| !self.kinds[id.0].producers.is_empty() || self.kinds[id.0].has_examples;
        let is_fed = |id: &OperationId| self.kinds_in_path(api.operation(*id)).iter().all(is_known);
        self.naming(api).into_iter().filter(is_fed).collect()
    }

    /// What an operation does, with which kind: what it is for before what it needs.
    #[must_use]
    pub fn role(&self, operation: OperationId) -> Option<(KindId, Role)> {
        let of = |(id, kind): (KindId, &Kind)| {
            kind.operations.iter().find(|(other, _)| *other == operation).map(|(_, role)| (id, *role))
        };
        let mut found: Vec<(KindId, Role)> = self.iter().filter_map(of).collect();
        found.sort_by_key(|(id, role)| (*role == Role::Other, std::cmp::Reverse(*id)));
        found.first().copied()
    }
}

/// A document as it is looked at.
pub(super) struct Survey<'a> {
    pub api: &'a Api,
    /// The segments of each operation's path.
    pub paths: Vec<Vec<Segment>>,
    /// The kinds, by the path of one thing in its normal form.
    pub places: IndexMap<String, Place>,
}

/// A place in paths where one of several things is named.
pub(super) struct Place {
    /// The path of one thing.
    pub item: Vec<Segment>,
    /// The path of all.
    pub collection: Vec<Segment>,
    /// The parameter that tells one from another.
    pub parameter: String,
    pub scalar: Scalar,
    /// The words of the kind's name.
    pub name: Vec<String>,
    pub parent: Option<KindId>,
    pub has_examples: bool,
    pub operations: Vec<(OperationId, Role)>,
}

impl Place {
    fn kind(&self) -> Kind {
        Kind {
            name: self.name.join("-"),
            collection: shown(&self.collection),
            item: shown(&self.item),
            normal: normal(&self.item),
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
    fn of(api: &'a Api) -> Self {
        let paths: Vec<Vec<Segment>> = api.operations.iter().map(|operation| segments(&operation.path)).collect();
        let mut survey = Self { api, paths, places: IndexMap::new() };
        for (operation, path) in api.operations.iter().zip(survey.paths.clone()) {
            survey.add_places(operation, &path);
        }
        for (id, operation) in api.operations() {
            survey.add_roles(id, operation);
        }
        survey
    }

    fn add_places(&mut self, operation: &Operation, path: &[Segment]) {
        let mut parent = None;
        for (at, segment) in path.iter().enumerate() {
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
                name: kind_name(&path[..at], name),
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

    fn add_roles(&mut self, id: OperationId, operation: &Operation) {
        let path = self.paths[id.index()].clone();
        let lists = self.lists(operation);
        let mut found: Vec<(usize, Role)> = Vec::new();
        for below in 0..=1.min(path.len()) {
            let (above, rest) = path.split_at(path.len() - below);
            if rest.iter().any(|segment| !matches!(segment, Segment::Literal(_))) {
                continue;
            }
            for (index, place) in self.places.values().enumerate() {
                if place.collection == above
                    && let Some(role) = roles::of_collection(operation, rest, lists)
                {
                    found.push((index, role));
                }
            }
            if let Some(index) = self.places.get_index_of(&normal(above))
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

    /// Whether a success of an operation shows several things.
    fn lists(&self, operation: &Operation) -> bool {
        bodies(operation).any(|body| things(self.api, body).iter().any(|thing| thing.is_listed))
    }
}

/// The words of what is named by a parameter: those of the collection, else those of the parameter itself.
fn kind_name(collection: &[Segment], parameter: &str) -> Vec<String> {
    let own = words(parameter);
    let by_parameter = identity::referred(&own);
    match collection.last() {
        Some(Segment::Literal(literal)) => singular_words(literal),
        _ => by_parameter.unwrap_or_else(|| {
            if identity::is_name(&own) { own } else { last_literal(collection).map_or(own, singular_words) }
        }),
    }
}
