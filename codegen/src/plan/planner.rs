//! Walks every schema of a document once and decides the type of each.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Api, Direction, MediaType, Operation, SchemaId, SchemaKind, Schemas};

use super::client::Omission;
use super::direction::Directions;
use super::docs::Documentation;
use super::home::Homes;
use super::name_hint::NameHint;
use super::operation_name::OperationNames;
use super::overrides::{InvalidOverride, Overrides};
use super::size::Size;
use super::tags::TagValues;
use super::{
    RustType, TypePlan, TypeShape, Types, boxing, conversions, files, listed, listening, media, nesting, numbers,
    presets, scalars, sharing,
};
use crate::names::{Ident, NameLock, Rank, Scope, Wish, settle_types, type_name};
use crate::options::TypeOptions;

/// Names that generated types must leave to the language.
const RESERVED: [&str; 23] = [
    "Option", "Some", "None", "Result", "Ok", "Err", "String", "Vec", "Box", "Default", "Clone", "Copy", "Debug",
    "From", "Into", "TryFrom", "TryInto", "Send", "Sync", "Sized", "Drop", "Iterator", "ToString",
];

/// Which of the schemas that a document names have types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Components {
    /// All.
    All,
    /// Those that an operation needs.
    Reached,
}

/// Plans every type of a document: first what it names, then what operations say without a name.
///
/// # Errors
/// Where the caller says something of what is no schema, or of a schema that gets no type.
pub fn plan(
    api: &Api,
    components: Components,
    options: &TypeOptions,
    names: &OperationNames,
    lock: &NameLock,
) -> Result<Types, InvalidOverride> {
    let mut planner = TypePlanner::new(api, Overrides::resolve(api, options)?, names);
    planner.components_are = components;
    planner.name_components();
    planner.required_by_alternatives = planner.names_of_alternatives();
    let is_seed = |id| components == Components::All || planner.directions.is_reached(id);
    let seeds: Vec<(&String, SchemaId)> =
        api.named_schemas.iter().map(|(name, id)| (name, *id)).filter(|(_, id)| is_seed(*id)).collect();
    for (_, id) in &seeds {
        let hint = planner.component_hint(*id);
        for direction in planner.directions_of_component(*id) {
            planner.rust_type(*id, direction, &hint);
        }
        planner.waiting();
    }
    for operation in &api.operations {
        planner.operation(operation, &names.hint(operation), Direction::Request);
    }
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            planner.operation(operation, &listening::webhook(webhook, operation), Direction::Response);
        }
    }
    planner.waiting();
    if components == Components::All {
        let positions = &planner.positions;
        let is_used = |id| {
            [Direction::Request, Direction::Response]
                .into_iter()
                .any(|direction| positions.contains_key(&(id, direction)))
        };
        planner.overrides.check_used(is_used)?;
    }
    Ok(planner.finish(lock))
}

/// The most components that are planned within each other; those that are deeper wait, so that no chain of them costs
/// stack.
const LEVELS: usize = 64;

/// The most schemas without a name that are written within each other; one that is deeper gets a name, so that no type is
/// too deep for the compiler.
const NESTED: usize = 32;

/// The most schemas that are planned within each other, whatever they are.
const DEPTH: usize = 400;

/// A component whose place in the list is kept.
struct Component {
    slot: usize,
    id: SchemaId,
    direction: Direction,
    hint: NameHint,
    name: Ident,
}

/// The state of the walk.
pub(super) struct TypePlanner<'a> {
    pub(super) schemas: &'a Schemas,
    directions: Directions,
    pub(super) overrides: Overrides<'a>,
    pub(super) components: BTreeMap<(SchemaId, Direction), Ident>,
    component_hints: BTreeMap<SchemaId, NameHint>,
    components_are: Components,
    named: Vec<(String, Ident)>,
    scope: Scope,
    /// The wishes for names, by the names that stand for them until all are known.
    wishes: BTreeMap<Ident, Wish>,
    /// How often each key is there: schemas that are put together from others can have a place in common.
    keys: BTreeMap<String, usize>,
    pub(super) homes: Homes<'a>,
    positions: BTreeMap<(SchemaId, Direction), RustType>,
    open: BTreeSet<(SchemaId, Direction)>,
    list: Vec<Option<TypePlan>>,
    /// How many components are planned within each other.
    levels: usize,
    /// How many schemas without a name are within the component that is planned.
    nested: usize,
    /// How many schemas are planned within each other.
    depth: usize,
    waiting: Vec<Component>,
    files: BTreeSet<SchemaId>,
    /// Names that alternatives beside an object require and that it does not declare, by the object.
    pub(super) required_by_alternatives: BTreeMap<SchemaId, Vec<String>>,
    pub(super) omissions: Vec<Omission>,
    pub(super) docs: Documentation,
    pub(super) size: RefCell<Size>,
    pub(super) tag_values: RefCell<TagValues>,
    /// Schemas that list more values than an enumeration has.
    too_long: BTreeSet<SchemaId>,
    api: &'a Api,
}

impl<'a> TypePlanner<'a> {
    fn new(api: &'a Api, overrides: Overrides<'a>, names: &OperationNames) -> Self {
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
            omissions: Vec::new(),
            docs: Documentation::default(),
            size: RefCell::default(),
            tag_values: RefCell::default(),
            too_long: BTreeSet::new(),
            api,
        }
    }

    /// The document's own names come first, so that no name of ours pushes one of them aside.
    fn name_components(&mut self) {
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
    fn directions_of_component(&self, id: SchemaId) -> impl Iterator<Item = Direction> + use<> {
        let is_wanted = self.components_are == Components::All || self.directions.is_answered(id);
        let received = is_wanted.then_some(Direction::Response);
        let sent = self.directions.is_requested(id).then_some(Direction::Request);
        received.into_iter().chain(sent)
    }

    /// A name that stands for a wish until all are known.
    fn claim(&mut self, mut wish: Wish) -> Ident {
        let count = self.keys.entry(wish.key.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            wish.key = format!("{} ({count})", wish.key);
        }
        let name = self.scope.claim(wish.wanted.clone());
        self.wishes.insert(name.clone(), wish);
        name
    }

    /// A schema that is called after its place.
    fn claim_place(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> Ident {
        self.claim(hint.wish(self.directions.is_split(id).then_some(direction)))
    }

    /// The hint of a schema that the document names.
    pub(super) fn component_hint(&self, id: SchemaId) -> NameHint {
        let unknown = || NameHint::schema("", "", self.schemas[id].origin);
        self.component_hints.get(&id).cloned().unwrap_or_else(unknown)
    }

    /// The names that are given in the end, by those that stood for them.
    fn settled(&self, lock: &NameLock) -> BTreeMap<Ident, Ident> {
        let wishes: Vec<Wish> = self.wishes.values().cloned().collect();
        let names = settle_types(&wishes, Scope::reserving(RESERVED), lock);
        self.wishes.keys().cloned().zip(names).collect()
    }

    fn finish(self, lock: &NameLock) -> Types {
        let renamed = self.settled(lock);
        let name_of = |name: &Ident| renamed.get(name).cloned().unwrap_or_else(|| name.clone());
        let mut list: Vec<TypePlan> = self.list.into_iter().flatten().collect();
        for plan in &mut list {
            plan.key = self.wishes.get(&plan.name).map(|wish| wish.key.clone()).unwrap_or_default();
            plan.name = name_of(&plan.name);
            plan.shape.rename(&renamed);
        }
        let shared = sharing::share(&mut list, lock);
        let mut omissions = self.omissions;
        let is_deep = nesting::cut(&mut list, &mut omissions);
        conversions::decide(&mut list);
        presets::settle(&mut list);
        boxing::finish(&mut list);
        omissions.extend(numbers::lost(self.schemas, &list));
        omissions.extend(listed::omissions(self.schemas, &self.too_long));
        omissions.extend(self.size.into_inner().omissions());
        omissions.extend(self.tag_values.into_inner().omission());
        omissions.extend(self.docs.omission());
        let mut positions = BTreeMap::new();
        for (id, _) in self.schemas.iter() {
            for direction in [Direction::Request, Direction::Response] {
                let key = (id, self.directions.canonical(id, direction));
                if let Some(ty) = self.positions.get(&key) {
                    let mut ty = ty.clone();
                    ty.rename(&renamed);
                    positions.insert((id, direction), ty);
                }
            }
        }
        let planned: BTreeSet<&Ident> = list.iter().map(|plan| &plan.name).collect();
        let components = self.named.into_iter().map(|(schema, name)| (schema, name_of(&name)));
        let components = components.filter(|(_, name)| planned.contains(name)).collect();
        let is_sent_alone = |id: &SchemaId| self.directions.is_sent_alone(*id);
        let sent_alone = self.api.named_schemas.values().copied().filter(is_sent_alone).collect();
        let given =
            list.iter().map(|plan| (plan.key.clone(), plan.name.clone(), shared.contains_key(&plan.name))).collect();
        Types { list, is_deep, omissions, given, shared, components, positions, sent_alone }
    }

    fn operation(&mut self, operation: &Operation, hint: &NameHint, sent: Direction) {
        let received = sent.reversed();
        let to_send = hint.clone().of(sent);
        for parameter in &operation.parameters {
            if let Some(schema) = parameter.schema() {
                let hint = to_send.parameter(parameter.location.as_str(), &parameter.name);
                let hint = self.part_of(operation, parameter.origin, hint);
                self.rust_type(schema, sent, &hint);
            }
        }
        if let Some(body) = &operation.body {
            let hint = self.part_of(operation, body.origin, to_send.message("body", "body"));
            self.content(&body.content, sent, &hint);
            for (name, schema) in files::headers(body) {
                self.rust_type(schema, sent, &hint.parameter("header", name));
            }
        }
        let to_receive = hint.clone().of(received);
        let first =
            operation.responses.iter().map(|response| response.status).filter(|status| status.is_success()).min();
        for response in &operation.responses {
            let words = if Some(response.status) == first {
                "response".to_owned()
            } else {
                format!("{} response", response.status)
            };
            let whole = to_receive.message(&words, &response.status.to_string());
            let whole = self.part_of(operation, response.origin, whole);
            self.content(&response.content, received, &whole);
            for header in &response.headers {
                if let trueline_spec::model::ParameterEncoding::Style { schema, .. } = &header.encoding {
                    let outer = if Some(response.status) == first { &to_receive } else { &whole };
                    let hint = outer.parameter(&format!("{} header", response.status), &header.name);
                    let hint = self.part_of(operation, header.origin, hint);
                    self.rust_type(*schema, received, &hint);
                }
            }
        }
        for callback in &operation.callbacks {
            for called in &callback.operations {
                self.operation(called, &listening::callback(hint, callback, called), received);
            }
        }
    }

    /// What is in each media type: JSON, else the first, has the name alone.
    fn content(&mut self, content: &[MediaType], direction: Direction, hint: &NameHint) {
        let usual = content.iter().position(MediaType::is_json).unwrap_or_default();
        for (index, media) in content.iter().enumerate() {
            let hint = if index == usual {
                hint.clone()
            } else {
                hint.message(media::name(&media.essence()).as_str(), &media.essence())
            };
            for schema in media.schema.into_iter().chain(media.item_schema) {
                self.rust_type(schema, direction, &hint);
            }
        }
    }

    /// How a schema's value is written; `hint` names what has no name.
    pub(super) fn rust_type(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        let direction = self.directions.canonical(id, direction);
        if let Some(known) = self.positions.get(&(id, direction)) {
            return known.clone();
        }
        let name = self.components.get(&(id, direction)).cloned();
        if name.is_none() && !self.open.insert((id, direction)) {
            return RustType::Value;
        }
        if name.is_none() && (self.nested >= NESTED || self.depth >= DEPTH) && self.overrides.replacement(id).is_none()
        {
            self.open.remove(&(id, direction));
            let hint = self.located(id, hint);
            return self.set_aside(id, direction, &hint);
        }
        let hint = &if name.is_some() { self.component_hint(id) } else { self.located(id, hint) };
        let nullable = self.is_nullable(id);
        let replacement = self.overrides.replacement(id);
        let wrap = |ty: RustType| if nullable && ty != RustType::Unit { ty.optional() } else { ty };
        let ty = match (replacement, name) {
            (Some(replacement), _) => wrap(replacement),
            (None, Some(name)) => {
                let ty = wrap(RustType::Named(name.clone()));
                self.positions.insert((id, direction), ty.clone());
                let component = Component { slot: self.reserve(), id, direction, hint: hint.clone(), name };
                if self.levels < LEVELS && self.depth < DEPTH {
                    self.component(component);
                } else {
                    self.waiting.push(component);
                }
                ty
            }
            (None, None) => {
                self.nested += 1;
                self.depth += 1;
                let ty = self.base_type(id, direction, hint);
                self.depth -= 1;
                self.nested -= 1;
                wrap(ty)
            }
        };
        self.open.remove(&(id, direction));
        self.positions.entry((id, direction)).or_insert(ty).clone()
    }

    /// Gives a name to a schema that is too deep within others, and plans it later.
    fn set_aside(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        let name = self.claim_place(id, direction, hint);
        let named = RustType::Named(name.clone());
        let ty = if self.is_nullable(id) { named.optional() } else { named };
        self.positions.insert((id, direction), ty.clone());
        let component = Component { slot: self.reserve(), id, direction, hint: hint.clone(), name };
        self.waiting.push(component);
        ty
    }

    /// Plans the type of a component, whose name is known already to whoever holds it.
    fn component(&mut self, Component { slot, id, direction, hint, name }: Component) {
        self.levels += 1;
        self.depth += 1;
        let nested = std::mem::take(&mut self.nested);
        let shape = self.component_shape(id, direction, &hint);
        self.nested = nested;
        self.depth -= 1;
        self.levels -= 1;
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            docs: self.docs.of(self.schemas, id),
            shape,
            named: true,
            key: String::new(),
            sent: self.directions.is_sent(id, direction),
            derives: self.overrides.derives(id),
            name,
        });
    }

    /// Plans the components that were met too deep within others.
    fn waiting(&mut self) {
        while let Some(component) = self.waiting.pop() {
            self.component(component);
        }
    }

    /// What the type of a component is: its own shape, or another name for what it refers to.
    fn component_shape(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> TypeShape {
        let core = self.core(id);
        if core != id && self.is_component(core) {
            return TypeShape::Alias(self.without_null(core, direction, hint));
        }
        match self.shape(core, direction, hint) {
            Some(shape) => shape,
            None => TypeShape::Alias(self.inline(core, direction, hint)),
        }
    }

    /// The type of a schema without a name, without its null.
    fn base_type(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        let core = self.core(id);
        let given = self.overrides.name(id);
        if core != id && given.is_none() {
            return self.without_null(core, direction, hint);
        }
        if !self.needs_type(core) && given.is_none() {
            return self.inline(core, direction, hint);
        }
        let is_given = given.is_some();
        let hint = &given.as_ref().map_or_else(|| hint.clone(), |name| hint.called(name));
        let name = match given {
            Some(name) => {
                let wish = hint.wish(self.directions.is_split(id).then_some(direction));
                self.claim(Wish { wanted: name, rank: Rank::Configured, ..wish })
            }
            None => self.claim_place(id, direction, hint),
        };
        let ty = RustType::Named(name.clone());
        let positioned = if self.is_nullable(id) { ty.clone().optional() } else { ty.clone() };
        self.positions.insert((id, direction), positioned);
        let slot = self.reserve();
        let shape = match self.shape(core, direction, hint) {
            Some(shape) => shape,
            None => TypeShape::Alias(self.inline(core, direction, hint)),
        };
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            docs: self.docs.of(self.schemas, id),
            shape,
            named: is_given,
            key: String::new(),
            derives: self.overrides.derives(id),
            sent: self.directions.is_sent(id, direction),
            name,
        });
        ty
    }

    fn without_null(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        match self.rust_type(id, direction, hint) {
            RustType::Option(inner) => *inner,
            other => other,
        }
    }

    /// A type that stands at no place of the document by itself.
    pub(super) fn declare(
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

    fn reserve(&mut self) -> usize {
        self.list.push(None);
        self.list.len() - 1
    }

    /// How a schema is written whose type would be too large.
    fn plain(&self, id: SchemaId) -> RustType {
        match &self.schemas[id].kind {
            SchemaKind::Object(_) => self.overrides.map(RustType::Value),
            SchemaKind::Array(_) => RustType::Vec(Box::new(RustType::Value)),
            SchemaKind::Enum(values) => listed::plain(values),
            _ => RustType::Value,
        }
    }

    /// How a schema is written that needs no type of its own.
    fn inline(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        let schemas = self.schemas;
        if self.files.contains(&id) {
            return RustType::Upload;
        }
        if self.is_too_large(id) {
            return self.plain(id);
        }
        match &schemas[id].kind {
            SchemaKind::Null => RustType::Unit,
            SchemaKind::Boolean => RustType::Bool,
            SchemaKind::Number(number) => {
                if numbers::is_beyond(number) {
                    self.omissions.push(Omission {
                        origin: schemas[id].origin,
                        feature: "integers beyond 128 bits".to_owned(),
                        instead: "those of 128 bits are read and written, and others fail to be",
                    });
                }
                numbers::number(number)
            }
            SchemaKind::String(string) => {
                // To whom the text is a value, that value has a type.
                if let Some(content) = string.content_schema {
                    self.rust_type(content, direction, &hint.content());
                }
                scalars::string(string, self.overrides.date_time())
            }
            SchemaKind::Enum(values) => {
                if listed::is_beyond(values) {
                    self.too_long.insert(id);
                }
                listed::plain(values)
            }
            SchemaKind::Array(array) => self.list(array, direction, hint),
            SchemaKind::Object(object) => {
                self.tell_patterns(id, object);
                let schemas = self.map_of(object).unwrap_or_default();
                let values = self.common(id, &schemas, direction, &hint.value());
                self.overrides.map(values)
            }
            SchemaKind::AllOf(parts) => {
                let parts = self.substantive(parts);
                let kinds: BTreeSet<&str> = parts.iter().filter_map(|part| scalars::kind(schemas, *part)).collect();
                match parts.first().filter(|_| kinds.len() < 2) {
                    Some(part) => self.without_null(*part, direction, hint),
                    None => RustType::Value,
                }
            }
            _ => RustType::Value,
        }
    }
}
