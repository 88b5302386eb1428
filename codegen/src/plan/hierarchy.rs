//! Base types with a discriminator: where one stands, any of those that extend it by `allOf` can.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, Discriminator, ObjectSchema, SchemaId, SchemaKind, Schemas};

use super::name_hint::NameHint;
use super::planner::TypePlanner;
use super::types::{TagPlan, UnionVariant};
use super::{Docs, TypeShape, unions};
use crate::names::type_name;

/// What tells the subtypes of a base type apart, where there are any: those that extend it by `allOf`.
pub(super) fn subtypes(schemas: &Schemas, base: SchemaId) -> Option<&Discriminator> {
    let SchemaKind::Object(object) = &schemas[base].kind else { return None };
    let discriminator = object.discriminator.as_ref()?;
    discriminator.mapping.iter().any(|(_, target)| extends(schemas, *target, base)).then_some(discriminator)
}

/// Whether a schema is another one and more.
fn extends(schemas: &Schemas, id: SchemaId, base: SchemaId) -> bool {
    let (mut waiting, mut known) = (vec![schemas.resolve(id)], BTreeSet::new());
    while let Some(id) = waiting.pop() {
        if let SchemaKind::AllOf(parts) = &schemas[id].kind
            && known.insert(id)
        {
            let parts: Vec<SchemaId> = parts.iter().map(|part| schemas.resolve(*part)).collect();
            if parts.contains(&base) {
                return true;
            }
            waiting.extend(parts);
        }
    }
    false
}

impl TypePlanner<'_> {
    /// A base type with its subtypes: a union of them, and of what is the base alone.
    pub(super) fn hierarchy(
        &mut self,
        id: SchemaId,
        object: &ObjectSchema,
        discriminator: &Discriminator,
        direction: Direction,
        owner: &NameHint,
    ) -> TypeShape {
        let base = self.declare(&owner.part("base"), id, direction, |planner| {
            TypeShape::Struct(planner.structure(id, object, direction, owner))
        });
        let mut known = BTreeSet::new();
        let targets = discriminator.mapping.iter().map(|(_, target)| self.schemas.resolve(*target));
        let targets: Vec<SchemaId> =
            targets.filter(|target| known.insert(*target) && extends(self.schemas, *target, id)).collect();
        let (mut plan, mut scope) = self.alternatives(&targets, Some(discriminator), direction, owner);
        let mapped = discriminator.mapping.iter().filter(|(_, target)| self.schemas.resolve(*target) == id);
        let mut tags: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
        let is_taken = |tag: &String| plan.variants.iter().any(|variant| variant.tags.contains(tag));
        if tags.is_empty() {
            tags.extend(self.schemas[id].name.clone().filter(|name| !is_taken(name)));
        }
        // A value without a tag is the base, unless it has more.
        let alone = UnionVariant {
            name: scope.claim(type_name("base")),
            ty: base,
            tags,
            adds_tag: false,
            docs: Docs { paragraphs: vec!["What none of the others is.".to_owned()], deprecated: false },
            converts: false,
        };
        plan.variants.insert(0, alone);
        plan.tag = Some(TagPlan {
            property: discriminator.property.clone(),
            unknown: scope.claim(type_name("unknown")),
            is_certain: false,
            shared: unions::shared(&plan.variants),
        });
        TypeShape::Union(plan)
    }
}
