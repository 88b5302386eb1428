//! Decides what a type is that a schema needs: a structure, an enumeration, one of several.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Direction, ObjectSchema, SchemaId, SchemaKind};

use crate::names::{Scope, field_name};
use crate::plan::facts::listed;
use crate::plan::facts::subtypes::subtypes;
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{Docs, Presence, TypeShape};
use crate::plan::model::types::{FieldPlan, StructPlan};
use crate::plan::types::patterns::is_patterned;
use crate::plan::types::planner::TypePlanner;

/// Methods that structures and their builders have.
const METHODS: [&str; 8] = ["new", "build", "builder", "clone", "eq", "fmt", "default", "into"];

impl TypePlanner<'_> {
    /// The shape of a schema that stands for itself; none where it can be written in place.
    pub(crate) fn shape(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> Option<TypeShape> {
        let schemas = self.schemas;
        if self.is_too_large(id) {
            return None;
        }
        match &schemas[id].kind {
            SchemaKind::Object(object) => self.map_of(object).is_none().then(|| match subtypes(schemas, id) {
                Some(discriminator) => self.hierarchy(id, object, discriminator, direction, hint),
                None => TypeShape::Struct(self.structure(id, object, direction, hint)),
            }),
            SchemaKind::Enum(values) => listed::shape(values),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => Some(self.union(variants, direction, hint)),
            SchemaKind::AllOf(parts) => self.composite(parts, direction, hint),
            SchemaKind::Array(array) if self.has_places(array) => {
                Some(TypeShape::Places(self.places(array, direction, hint)))
            }
            _ => None,
        }
    }

    pub(crate) fn structure(
        &mut self,
        id: SchemaId,
        object: &ObjectSchema,
        direction: Direction,
        owner: &NameHint,
    ) -> StructPlan {
        let mut scope = Scope::default();
        let mut setters = Scope::reserving(METHODS);
        let mut plan = StructPlan::default();
        for (wire, property) in &object.properties {
            if self.schemas.is_hidden(property.schema, direction)
                || matches!(self.schemas[self.schemas.resolve(property.schema)].kind, SchemaKind::Never)
            {
                continue;
            }
            let hint = owner.property(wire);
            let (ty, nullable) = match self.rust_type(property.schema, direction, &hint) {
                RustType::Option(inner) => (*inner, true),
                other => (other, false),
            };
            let presence = match (property.required, nullable) {
                (true, false) => Presence::Required,
                (true, true) => Presence::Nullable,
                (false, false) => Presence::Optional,
                (false, true) => Presence::OptionalNullable,
            };
            plan.fields.push(FieldPlan {
                name: scope.claim(field_name(wire)),
                setter: setters.claim(field_name(wire)),
                wire: wire.clone(),
                constant: self.is_constant(property.schema),
                preset: false,
                ty,
                presence,
                flatten: false,
                docs: self.docs.of(self.schemas, property.schema),
            });
        }
        if self.drops_undeclared(object) {
            let alternatives = self.required_by_alternatives.get(&id).into_iter().flatten();
            let always = object.required_undeclared.iter().map(|wire| (wire, "Required, but of no declared type."));
            let sometimes = alternatives.map(|wire| (wire, "Required in some cases, but of no declared type."));
            let mut known: BTreeSet<String> = plan.fields.iter().map(|field| field.wire.clone()).collect();
            for (wire, text) in always.chain(sometimes) {
                if is_patterned(object, wire) || !known.insert(wire.clone()) {
                    continue;
                }
                plan.fields.push(FieldPlan {
                    name: scope.claim(field_name(wire)),
                    setter: setters.claim(field_name(wire)),
                    wire: wire.clone(),
                    ty: RustType::Value,
                    presence: Presence::Optional,
                    flatten: false,
                    constant: false,
                    preset: false,
                    docs: Docs { paragraphs: vec![text.to_owned()], deprecated: false },
                });
            }
        }
        self.undeclared(id, object, direction, owner, &mut scope, &mut plan);
        plan
    }

    fn is_constant(&self, id: SchemaId) -> bool {
        match &self.schemas[self.schemas.as_one(id)].kind {
            SchemaKind::Enum(values) => values.values.len() == 1 && listed::is_enumeration(values),
            _ => false,
        }
    }

    /// Parts that no single schema can say: each keeps its type, and they share the object.
    fn composite(&mut self, parts: &[SchemaId], direction: Direction, owner: &NameHint) -> Option<TypeShape> {
        let mut scope = Scope::default();
        let mut setters = Scope::reserving(METHODS);
        let mut fields = Vec::new();
        for (index, part) in self.substantive(parts).into_iter().enumerate() {
            let target = self.schemas.resolve(part);
            let label = self.schemas[target].name.clone().unwrap_or_else(|| format!("part {}", index + 1));
            let ty = match self.rust_type(part, direction, &owner.part(&label)) {
                RustType::Option(inner) => *inner,
                other => other,
            };
            if !matches!(ty, RustType::Named(_) | RustType::Map(..))
                || !self.is_structured(part, 0, &mut BTreeMap::new())
            {
                return None;
            }
            fields.push(FieldPlan {
                name: scope.claim(field_name(&label)),
                setter: setters.claim(field_name(&label)),
                wire: label,
                ty,
                presence: Presence::Required,
                flatten: true,
                constant: false,
                preset: false,
                docs: self.docs.of(self.schemas, part),
            });
        }
        Some(TypeShape::Struct(StructPlan { fields, ..StructPlan::default() }))
    }

    /// Whether every value is an object; `known` are those schemas that were looked at.
    fn is_structured(&self, id: SchemaId, depth: usize, known: &mut BTreeMap<SchemaId, bool>) -> bool {
        let id = self.schemas.as_one(id);
        if depth > 16 {
            return true;
        }
        if let Some(known) = known.get(&id) {
            return *known;
        }
        known.insert(id, true);
        let is_structured = match &self.schemas[id].kind {
            SchemaKind::Object(_) => true,
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                variants.schemas.iter().all(|variant| self.is_structured(*variant, depth + 1, known))
            }
            SchemaKind::AllOf(parts) => parts.iter().any(|part| self.is_structured(*part, depth + 1, known)),
            _ => false,
        };
        known.insert(id, is_structured);
        is_structured
    }
}
