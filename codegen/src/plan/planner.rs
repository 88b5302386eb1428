//! Walks every schema of a document once and decides the type of each.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Api, Direction, MediaType, Operation, ResponseStatus, SchemaId, SchemaKind, Schemas};

use super::client::Omission;
use super::direction::Directions;
use super::docs::Documentation;
use super::hint::Hint;
use super::overrides::{InvalidOverride, Overrides};
use super::size::Size;
use super::tags::TagValues;
use super::{
    RustType, TypePlan, TypeShape, Types, boxing, conversions, files, listed, listening, nesting, numbers,
    operation_name, presets, scalars, sharing,
};
use crate::names::{Ident, Scope, type_name};
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
pub fn plan(api: &Api, components: Components, options: &TypeOptions) -> Result<Types, InvalidOverride> {
    let mut planner = TypePlanner::new(api, Overrides::resolve(api, options)?);
    planner.name_components();
    planner.required_by_alternatives = planner.names_of_alternatives();
    let is_seed = |id| components == Components::All || planner.directions.is_reached(id);
    let seeds: Vec<(&String, SchemaId)> =
        api.named_schemas.iter().map(|(name, id)| (name, *id)).filter(|(_, id)| is_seed(*id)).collect();
    for (name, id) in &seeds {
        for direction in [Direction::Request, Direction::Response] {
            planner.rust_type(*id, direction, &Hint::new(name));
        }
        planner.waiting();
    }
    for operation in &api.operations {
        planner.operation(operation, &operation_name::wished(operation), Direction::Request);
    }
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            let name = listening::name(operation, &webhook.name, webhook.operations.len());
            planner.operation(operation, &name, Direction::Response);
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
    Ok(planner.finish())
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
    hint: Hint,
    name: Ident,
}

/// The state of the walk.
pub(super) struct TypePlanner<'a> {
    pub(super) schemas: &'a Schemas,
    directions: Directions,
    pub(super) overrides: Overrides<'a>,
    pub(super) components: BTreeMap<(SchemaId, Direction), Ident>,
    named: Vec<(String, Ident)>,
    scope: Scope,
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
    fn new(api: &'a Api, overrides: Overrides<'a>) -> Self {
        Self {
            schemas: &api.schemas,
            directions: Directions::of(api),
            overrides,
            components: BTreeMap::new(),
            named: Vec::new(),
            scope: Scope::reserving(RESERVED),
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
            let wanted = self.overrides.name(*id).unwrap_or_else(|| type_name(name));
            if self.components.contains_key(&(*id, self.directions.canonical(*id, Direction::Response))) {
                continue;
            }
            let response = self.scope.claim(wanted.clone());
            self.named.push((name.clone(), response.clone()));
            if self.directions.is_split(*id) {
                let request = self.scope.claim(wanted.with_suffix("Request"));
                self.components.insert((*id, Direction::Response), response);
                self.components.insert((*id, Direction::Request), request);
            } else {
                self.components.insert((*id, self.directions.canonical(*id, Direction::Response)), response);
            }
        }
    }

    fn finish(self) -> Types {
        let mut list: Vec<TypePlan> = self.list.into_iter().flatten().collect();
        let renamed = sharing::share(&mut list, &RESERVED);
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
        let components = self.named.into_iter().filter(|(_, name)| planned.contains(name)).collect();
        let is_sent_alone = |id: &SchemaId| self.directions.canonical(*id, Direction::Response) == Direction::Request;
        let sent_alone = self.api.named_schemas.values().copied().filter(is_sent_alone).collect();
        Types { list, is_deep, omissions, components, positions, sent_alone }
    }

    fn operation(&mut self, operation: &Operation, base: &str, sent: Direction) {
        let received = sent.reversed();
        for parameter in &operation.parameters {
            if let Some(schema) = parameter.schema() {
                self.rust_type(schema, sent, &Hint::parameter(base, &parameter.name));
            }
        }
        if let Some(body) = &operation.body {
            self.content(&body.content, sent, &Hint::part(base, "body"));
            for (name, schema) in files::headers(body) {
                self.rust_type(schema, sent, &Hint::part(base, name));
            }
        }
        for response in &operation.responses {
            let hint = match response.status {
                ResponseStatus::Code(200..=299) => Hint::part(base, "response"),
                status => Hint::part(base, &format!("{status} response")),
            };
            self.content(&response.content, received, &hint);
            for header in &response.headers {
                if let trueline_spec::model::ParameterEncoding::Style { schema, .. } = &header.encoding {
                    self.rust_type(*schema, received, &Hint::part(base, &header.name));
                }
            }
        }
        for callback in &operation.callbacks {
            for called in &callback.operations {
                self.operation(called, &listening::name(called, &callback.name, callback.operations.len()), received);
            }
        }
    }

    fn content(&mut self, content: &[MediaType], direction: Direction, hint: &Hint) {
        for schema in content.iter().flat_map(|media| media.schema.into_iter().chain(media.item_schema)) {
            self.rust_type(schema, direction, hint);
        }
    }

    /// How a schema's value is written; `hint` names what has no name.
    pub(super) fn rust_type(&mut self, id: SchemaId, direction: Direction, hint: &Hint) -> RustType {
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
            return self.set_aside(id, direction, hint);
        }
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
    fn set_aside(&mut self, id: SchemaId, direction: Direction, hint: &Hint) -> RustType {
        let name = self.scope.claim(hint.type_name());
        let named = RustType::Named(name.clone());
        let ty = if self.is_nullable(id) { named.optional() } else { named };
        self.positions.insert((id, direction), ty.clone());
        let hint = Hint::new(name.as_str());
        let component = Component { slot: self.reserve(), id, direction, hint, name };
        self.waiting.push(component);
        ty
    }

    /// Plans the type of a component, whose name is known already to whoever holds it.
    fn component(&mut self, Component { slot, id, direction, hint, name }: Component) {
        self.levels += 1;
        self.depth += 1;
        let nested = std::mem::take(&mut self.nested);
        let shape = self.component_shape(id, direction, &hint, &name);
        self.nested = nested;
        self.depth -= 1;
        self.levels -= 1;
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            docs: self.docs.of(self.schemas, id),
            shape,
            named: true,
            short_name: None,
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
    fn component_shape(&mut self, id: SchemaId, direction: Direction, hint: &Hint, name: &Ident) -> TypeShape {
        let core = self.core(id);
        if core != id && self.is_component(core) {
            return TypeShape::Alias(self.without_null(core, direction, hint));
        }
        match self.shape(core, direction, name) {
            Some(shape) => shape,
            None => TypeShape::Alias(self.inline(core, direction, hint)),
        }
    }

    /// The type of a schema without a name, without its null.
    fn base_type(&mut self, id: SchemaId, direction: Direction, hint: &Hint) -> RustType {
        let core = self.core(id);
        let given = self.overrides.name(id);
        if core != id && given.is_none() {
            return self.without_null(core, direction, hint);
        }
        if !self.needs_type(core) && given.is_none() {
            return self.inline(core, direction, hint);
        }
        let is_given = given.is_some();
        let own = self.schemas[core].name.as_deref().map(type_name);
        let name = self.scope.claim(given.or(own).unwrap_or_else(|| hint.type_name()));
        let ty = RustType::Named(name.clone());
        let positioned = if self.is_nullable(id) { ty.clone().optional() } else { ty.clone() };
        self.positions.insert((id, direction), positioned);
        let slot = self.reserve();
        let shape = match self.shape(core, direction, &name) {
            Some(shape) => shape,
            None => TypeShape::Alias(self.inline(core, direction, hint)),
        };
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            docs: self.docs.of(self.schemas, id),
            shape,
            named: is_given,
            short_name: hint.short_name(),
            derives: self.overrides.derives(id),
            sent: self.directions.is_sent(id, direction),
            name,
        });
        ty
    }

    fn without_null(&mut self, id: SchemaId, direction: Direction, hint: &Hint) -> RustType {
        match self.rust_type(id, direction, hint) {
            RustType::Option(inner) => *inner,
            other => other,
        }
    }

    /// A type that stands at no place of the document by itself.
    pub(super) fn declare(
        &mut self,
        wanted: Ident,
        id: SchemaId,
        direction: Direction,
        shape: impl FnOnce(&mut Self, &Ident) -> TypeShape,
    ) -> RustType {
        let name = self.scope.claim(wanted);
        let slot = self.reserve();
        let shape = shape(self, &name);
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            docs: self.docs.of(self.schemas, id),
            shape,
            named: false,
            short_name: None,
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
    fn inline(&mut self, id: SchemaId, direction: Direction, hint: &Hint) -> RustType {
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
                    self.rust_type(content, direction, &hint.with("content"));
                }
                self.overrides.written(scalars::string(string))
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
                let values = self.common(id, &schemas, direction, &hint.with("value"));
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
