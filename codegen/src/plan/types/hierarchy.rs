//! Base types with a discriminator: where one stands, any of those that extend it by `allOf` can.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, Discriminator, ObjectSchema, SchemaId};

use crate::names::type_name;
use crate::plan::facts::subtypes::extends;
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::types::{Docs, TypeShape};
use crate::plan::model::types::{TagPlan, UnionVariant};
use crate::plan::types::planner::TypePlanner;
use crate::plan::types::unions;

impl TypePlanner<'_> {
    /// A base type with its subtypes: a union of them, and of what is the base alone.
    pub(crate) fn hierarchy(
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
            docs: Docs { paragraphs: vec!["A value of none of the other types.".to_owned()], deprecated: false },
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
