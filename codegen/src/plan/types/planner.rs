//! The state of the walk through a document's schemas: what is named, and what is planned already.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Api, Direction, SchemaId, Schemas};

use crate::names::{Ident, Rank, Scope, Wish, type_name};
use crate::plan::facts::direction::Directions;
use crate::plan::facts::docs::Documentation;
use crate::plan::facts::files;
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{TypePlan, TypeShape};
use crate::plan::model::unsupported::Unsupported;
use crate::plan::naming::homes::Homes;
use crate::plan::naming::operation_name::OperationNames;
use crate::plan::types::document::Components;
use crate::plan::types::overrides::Overrides;
use crate::plan::types::size::Size;
use crate::plan::types::tags::TagValues;

/// Names that generated types must leave to the language.
pub(crate) const RESERVED: [&str; 23] = [
    "Option", "Some", "None", "Result", "Ok", "Err", "String", "Vec", "Box", "Default", "Clone", "Copy", "Debug",
    "From", "Into", "TryFrom", "TryInto", "Send", "Sync", "Sized", "Drop", "Iterator", "ToString",
];

/// The most components that are planned within each other; those that are deeper wait, so that no chain of them costs
/// stack.
pub(crate) const LEVELS: usize = 64;

/// The most schemas without a name that are written within each other; one that is deeper gets a name, so that no type is
/// too deep for the compiler.
pub(crate) const NESTED: usize = 32;

/// The most schemas that are planned within each other, whatever they are.
pub(crate) const DEPTH: usize = 400;

/// A component whose place in the list is kept.
pub(crate) struct Component {
    pub(crate) slot: usize,
    pub(crate) id: SchemaId,
    pub(crate) direction: Direction,
    pub(crate) hint: NameHint,
    pub(crate) name: Ident,
}

/// The state of the walk.
pub(crate) struct TypePlanner<'a> {
    pub(crate) schemas: &'a Schemas,
    pub(crate) directions: Directions,
    pub(crate) overrides: Overrides<'a>,
    pub(crate) components: BTreeMap<(SchemaId, Direction), Ident>,
    pub(crate) component_hints: BTreeMap<SchemaId, NameHint>,
    pub(crate) components_are: Components,
    pub(crate) named: Vec<(String, Ident)>,
    pub(crate) scope: Scope,
    /// The wishes for names, by the names that stand for them until all are known.
    pub(crate) wishes: BTreeMap<Ident, Wish>,
    /// How often each key is there: schemas that are put together from others can have a place in common.
    pub(crate) keys: BTreeMap<String, usize>,
    pub(crate) homes: Homes<'a>,
    pub(crate) positions: BTreeMap<(SchemaId, Direction), RustType>,
    pub(crate) open: BTreeSet<(SchemaId, Direction)>,
    pub(crate) list: Vec<Option<TypePlan>>,
    /// How many components are planned within each other.
    pub(crate) levels: usize,
    /// How many schemas without a name are within the component that is planned.
    pub(crate) nested: usize,
    /// How many schemas are planned within each other.
    pub(crate) depth: usize,
    pub(crate) waiting: Vec<Component>,
    pub(crate) files: BTreeSet<SchemaId>,
    /// Names that alternatives beside an object require and that it does not declare, by the object.
    pub(crate) required_by_alternatives: BTreeMap<SchemaId, Vec<String>>,
    pub(crate) unsupported: Vec<Unsupported>,
    pub(crate) docs: Documentation,
    pub(crate) size: RefCell<Size>,
    pub(crate) tag_values: RefCell<TagValues>,
    /// Schemas that list more values than an enumeration has.
    pub(crate) too_long: BTreeSet<SchemaId>,
    pub(crate) api: &'a Api,
}

impl<'a> TypePlanner<'a> {
    pub(crate) fn new(api: &'a Api, overrides: Overrides<'a>, names: &OperationNames) -> Self {
        Self {
            schemas: &api.schemas,
            directions: Directions::of(api),
            overrides,
            components: BTreeMap::new(),
            component_hints: BTreeMap::new(),
            components_are: Components::All,
            named: Vec::new(),
            scope: Scope::reserving(RESERVED),
            wishes: BTreeMap::new(),
            keys: BTreeMap::new(),
            homes: Homes::of(api, names),
            positions: BTreeMap::new(),
            open: BTreeSet::new(),
            list: Vec::new(),
            levels: 0,
            nested: 0,
            depth: 0,
            waiting: Vec::new(),
            files: files::schemas(api),
            required_by_alternatives: BTreeMap::new(),
            unsupported: Vec::new(),
            docs: Documentation::default(),
            size: RefCell::default(),
            tag_values: RefCell::default(),
            too_long: BTreeSet::new(),
            api,
        }
    }

    /// The document's own names come first, so that no name of ours pushes one of them aside.
    pub(crate) fn name_components(&mut self) {
        for (name, id) in &self.api.named_schemas {
            if self.components.contains_key(&(*id, Direction::Response)) {
                continue;
            }
            let configured = self.overrides.name(*id);
            let wanted = configured.clone().unwrap_or_else(|| type_name(name));
            let rank = match configured {
                Some(_) => Rank::Configured,
                None if wanted.as_str() == name => Rank::Document,
                None => Rank::Similar,
            };
            let hint = NameHint::schema(wanted.as_str(), &format!("schemas/{name}"), self.schemas[*id].origin);
            self.component_hints.insert(*id, hint.clone());
            let is_split = self.directions.is_split(*id);
            for direction in [Direction::Response, Direction::Request] {
                if direction == Direction::Request && !is_split {
                    continue;
                }
                let wish = hint.wish(is_split.then_some(direction));
                let is_own = wish.key == hint.wish(None).key;
                let wanted = if is_own { wanted.clone() } else { wish.wanted.clone() };
                let given = self.claim(Wish { wanted, rank, ..wish });
                if direction == self.listed_direction(*id) {
                    self.named.push((name.clone(), given.clone()));
                }
                self.components.insert((*id, direction), given);
            }
        }
    }

    /// The direction whose type stands for a named schema.
    fn listed_direction(&self, id: SchemaId) -> Direction {
        let is_one = self.components_are == Components::Reached && self.directions.is_sent_alone(id);
        self.directions.canonical(id, if is_one { Direction::Request } else { Direction::Response })
    }

    /// The directions in which a named schema has a type: that of answers always where all have one, so that no operation
    /// decides whether there is one.
    pub(crate) fn directions_of_component(&self, id: SchemaId) -> impl Iterator<Item = Direction> + use<> {
        let is_wanted = self.components_are == Components::All || self.directions.is_answered(id);
        let received = is_wanted.then_some(Direction::Response);
        let sent = self.directions.is_requested(id).then_some(Direction::Request);
        received.into_iter().chain(sent)
    }

    /// A name that stands for a wish until all are known.
    pub(crate) fn claim(&mut self, mut wish: Wish) -> Ident {
        let count = self.keys.entry(wish.key.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            wish.key = format!("{} ({count})", wish.key);
        }
        let name = self.scope.claim(wish.wanted.clone());
        self.wishes.insert(name.clone(), wish);
        name
    }

    /// A schema that is called after its place.
    pub(crate) fn claim_place(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> Ident {
        self.claim(hint.wish(self.directions.is_split(id).then_some(direction)))
    }

    /// The hint of a schema that the document names.
    pub(crate) fn component_hint(&self, id: SchemaId) -> NameHint {
        let unknown = || NameHint::schema("", "", self.schemas[id].origin);
        self.component_hints.get(&id).cloned().unwrap_or_else(unknown)
    }

    /// A type that stands at no place of the document by itself.
    pub(crate) fn declare(
        &mut self,
        hint: &NameHint,
        id: SchemaId,
        direction: Direction,
        shape: impl FnOnce(&mut Self) -> TypeShape,
    ) -> RustType {
        let name = self.claim_place(id, direction, hint);
        let slot = self.reserve();
        let shape = shape(self);
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            schema: (id, direction),
            docs: self.docs.of(self.schemas, id),
            shape,
            named: false,
            key: String::new(),
            sent: self.directions.is_sent(id, direction),
            derives: self.overrides.derives(id),
            name: name.clone(),
        });
        RustType::Named(name)
    }

    pub(crate) fn reserve(&mut self) -> usize {
        self.list.push(None);
        self.list.len() - 1
    }
}
