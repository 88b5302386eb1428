//! The type of a schema: by its name, or in place.

use trueline_spec::model::{Direction, SchemaId};

use crate::names::{Rank, Wish};
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{TypePlan, TypeShape};
use crate::plan::types::planner::{Component, DEPTH, LEVELS, NESTED, TypePlanner};

impl TypePlanner<'_> {
    /// How a schema's value is written; `hint` names what has no name.
    pub(crate) fn rust_type(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
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
        let core = self.core(id);
        let shape = self.component_shape(id, core, direction, &hint);
        self.nested = nested;
        self.depth -= 1;
        self.levels -= 1;
        self.list[slot] = Some(TypePlan {
            origin: self.schemas[id].origin,
            schema: (core, direction),
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
    pub(crate) fn waiting(&mut self) {
        while let Some(component) = self.waiting.pop() {
            self.component(component);
        }
    }

    /// What the type of a component is: its own shape, or another name for what it refers to.
    fn component_shape(&mut self, id: SchemaId, core: SchemaId, direction: Direction, hint: &NameHint) -> TypeShape {
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
            schema: (core, direction),
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

    pub(crate) fn without_null(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        match self.rust_type(id, direction, hint) {
            RustType::Option(inner) => *inner,
            other => other,
        }
    }
}
