//! Decides the alternatives of a union, and what distinguishes them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use trueline_spec::model::{Direction, Discriminator, SchemaId, Variants};

use crate::names::{Scope, type_name, variant_name};
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::TypeShape;
use crate::plan::model::types::{TagPlan, UnionPlan, UnionVariant};
use crate::plan::types::planner::TypePlanner;
use crate::plan::types::siblings::Siblings;

impl TypePlanner<'_> {
    /// A union of alternatives, null apart.
    pub(crate) fn union(&mut self, variants: &Variants, direction: Direction, owner: &NameHint) -> TypeShape {
        let implied = self.implied_tags(&self.without_nulls(&variants.schemas));
        let discriminator = variants.discriminator.as_ref().or(implied.as_ref());
        let (mut plan, mut scope) = self.alternatives(&variants.schemas, discriminator, direction, owner);
        if let Some(discriminator) = discriminator
            && plan.variants.iter().any(|variant| !variant.tags.is_empty())
        {
            plan.tag = Some(TagPlan {
                property: discriminator.property.clone(),
                unknown: scope.claim(type_name("unknown")),
                is_certain: implied.is_some() && variants.discriminator.is_none(),
                shared: shared(&plan.variants),
            });
        }
        match plan.variants.as_slice() {
            [] => TypeShape::Alias(RustType::Value),
            [only] if plan.tag.is_none() => TypeShape::Alias(only.ty.clone()),
            _ => TypeShape::Union(plan),
        }
    }

    /// The alternatives, null apart, and the names that they have. Each type stands once; but where it does not keep its
    /// tag itself, once for each.
    pub(crate) fn alternatives(
        &mut self,
        schemas: &[SchemaId],
        discriminator: Option<&Discriminator>,
        direction: Direction,
        owner: &NameHint,
    ) -> (UnionPlan, Scope) {
        let mut scope = Scope::default();
        let mut plan = UnionPlan { variants: Vec::new(), tag: None, text: None };
        let schemas = self.without_nulls(schemas);
        let mut places: BTreeMap<RustType, usize> = BTreeMap::new();
        let called = self.called(&schemas, discriminator);
        let places_of = numbered(&called);
        for ((id, (tags, label)), place) in schemas.iter().copied().zip(called).zip(places_of) {
            let ty = match self.rust_type(id, direction, &owner.alternative(&place)) {
                RustType::Option(inner) => *inner,
                other => other,
            };
            if let Some(first) = places.get(&ty) {
                let known: &mut UnionVariant = &mut plan.variants[*first];
                let own: BTreeSet<String> = known.tags.iter().cloned().collect();
                known.tags.extend(tags.into_iter().filter(|tag| !own.contains(tag)));
                continue;
            }
            places.insert(ty.clone(), plan.variants.len());
            let docs = self.docs.of(self.schemas, id);
            let is_kept = discriminator.is_none_or(|one| self.keeps(id, &one.property, direction));
            if tags.len() < 2 || is_kept {
                plan.variants.push(UnionVariant {
                    name: scope.claim(variant_name(&label)),
                    ty,
                    tags,
                    adds_tag: self.object(id).is_some(),
                    docs,
                    converts: false,
                });
                continue;
            }
            plan.variants.extend(tags.into_iter().map(|tag| UnionVariant {
                name: scope.claim(variant_name(&tag)),
                ty: ty.clone(),
                tags: vec![tag],
                adds_tag: true,
                docs: docs.clone(),
                converts: false,
            }));
        }
        (plan, scope)
    }
}

impl TypePlanner<'_> {
    /// The tags and the label of each alternative.
    pub(crate) fn called(
        &self,
        schemas: &[SchemaId],
        discriminator: Option<&Discriminator>,
    ) -> Vec<(Vec<String>, String)> {
        let siblings = Siblings::of(self, schemas, discriminator);
        let called = |id: &SchemaId| {
            let tags = discriminator.map(|one| self.tags(one, &siblings, *id)).unwrap_or_default();
            let label = self.label(*id, &siblings, &tags);
            (tags, label)
        };
        schemas.iter().map(called).collect()
    }
}

/// The labels, with a number behind those that are there before: each alternative has a place of its own.
pub(crate) fn numbered(called: &[(Vec<String>, String)]) -> Vec<String> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let labels = called.iter().map(|(_, label)| {
        let count = known.entry(label).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 { format!("{label} {count}") } else { label.clone() }
    });
    labels.collect()
}

/// The tags that several alternatives have, with the places of these.
pub(crate) fn shared(variants: &[UnionVariant]) -> Vec<(Vec<String>, Vec<usize>)> {
    let mut owners: IndexMap<&String, Vec<usize>> = IndexMap::new();
    for (index, variant) in variants.iter().enumerate() {
        for tag in &variant.tags {
            owners.entry(tag).or_default().push(index);
        }
    }
    let mut shared: IndexMap<Vec<usize>, Vec<String>> = IndexMap::new();
    for (tag, places) in owners.into_iter().filter(|(_, places)| places.len() > 1) {
        shared.entry(places).or_default().push(tag.clone());
    }
    shared.into_iter().map(|(places, tags)| (tags, places)).collect()
}
