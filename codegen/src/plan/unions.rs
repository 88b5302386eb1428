//! Decides the alternatives of a union, and what tells them apart.

use trueline_spec::model::{SchemaId, SchemaKind, Variants};

use super::docs;
use super::hint::Hint;
use super::planner::TypePlanner;
use super::types::{TagPlan, UnionPlan, UnionVariant};
use super::{RustType, TypeShape, Use};
use crate::names::{Ident, Scope, type_name, variant_name};

impl TypePlanner<'_> {
    /// A union of alternatives, null apart.
    pub(super) fn union(&mut self, variants: &Variants, direction: Use, owner: &Ident) -> TypeShape {
        let mut scope = Scope::default();
        let mut plan = UnionPlan { variants: Vec::new(), tag: None, converts: false };
        for id in self.without_nulls(&variants.schemas) {
            let label = self.label(id);
            let ty = match self.rust_type(id, direction, &Hint::part(owner, &label)) {
                RustType::Option(inner) => *inner,
                other => other,
            };
            let taken = |tag: &String| plan.variants.iter().any(|known| known.tags.contains(tag));
            let tags: Vec<String> = self.tags(variants, id).into_iter().filter(|tag| !taken(tag)).collect();
            if let Some(known) = plan.variants.iter_mut().find(|known| known.ty == ty) {
                known.tags.extend(tags);
                continue;
            }
            let name = scope.claim(variant_name(&label));
            plan.variants.push(UnionVariant { name, ty, tags, docs: docs::of(self.schemas, id) });
        }
        if let Some(discriminator) = &variants.discriminator
            && plan.variants.iter().any(|variant| !variant.tags.is_empty())
        {
            let unknown = scope.claim(type_name("unknown"));
            plan.tag = Some(TagPlan { property: discriminator.property.clone(), unknown });
        }
        match plan.variants.as_slice() {
            [] => TypeShape::Alias(RustType::Value),
            [only] if plan.tag.is_none() => TypeShape::Alias(only.ty.clone()),
            _ => TypeShape::Union(plan),
        }
    }

    fn tags(&self, variants: &Variants, id: SchemaId) -> Vec<String> {
        let target = self.schemas.resolve(id);
        let mapping = variants.discriminator.iter().flat_map(|discriminator| &discriminator.mapping);
        let own = mapping.filter(|(_, schema)| self.schemas.resolve(*schema) == target);
        let mut tags: Vec<String> = Vec::new();
        for (tag, _) in own {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }

    /// What people call an alternative.
    fn label(&self, id: SchemaId) -> String {
        let schema = &self.schemas[self.schemas.resolve(id)];
        if let Some(name) = schema.name.as_ref().or(schema.annotations.title.as_ref()) {
            return name.clone();
        }
        match &self.schemas[self.schemas.shape(id)].kind {
            SchemaKind::Boolean => "bool".to_owned(),
            SchemaKind::Number(number) if number.integer => "integer".to_owned(),
            SchemaKind::Number(_) => "number".to_owned(),
            SchemaKind::String(string) => string.format.clone().unwrap_or_else(|| "text".to_owned()),
            SchemaKind::Array(_) => "list".to_owned(),
            SchemaKind::Object(_) => "object".to_owned(),
            SchemaKind::Enum(values) => match values.values.as_slice() {
                [only] => only.value.as_str().filter(|text| !text.is_empty()).unwrap_or("listed").to_owned(),
                _ => "listed".to_owned(),
            },
            SchemaKind::Any => "any".to_owned(),
            _ => "variant".to_owned(),
        }
    }
}
