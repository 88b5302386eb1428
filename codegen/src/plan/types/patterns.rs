//! Objects that type properties by patterns of their names: a map for the names that match, beside whatever else there is.

use trueline_spec::model::{AdditionalProperties, Direction, ObjectSchema, SchemaId, SchemaKind};

use crate::names::{Scope, field_name};
use crate::plan::facts::{numbers, scalars};
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{PatternedPlan, StructPlan};
use crate::plan::model::unsupported::Unsupported;
use crate::plan::types::planner::TypePlanner;

impl TypePlanner<'_> {
    /// The schemas of a map's values, where an object is one.
    pub(crate) fn map_of(&self, object: &ObjectSchema) -> Option<Vec<SchemaId>> {
        scalars::map_of(object).filter(|_| !self.is_patterned(object))
    }

    /// What an object keeps beside its declared properties.
    pub(crate) fn undeclared(
        &mut self,
        id: SchemaId,
        object: &ObjectSchema,
        direction: Direction,
        owner: &NameHint,
        scope: &mut Scope,
        plan: &mut StructPlan,
    ) {
        let hint = owner.additional();
        let map = self.overrides.map_type();
        if !self.is_patterned(object) {
            plan.additional = scalars::additional(object).map(|schemas| {
                let ty = self.common(id, &schemas, direction, &hint);
                (scope.claim(field_name("additional_properties")), map, ty)
            });
            return;
        }
        for (pattern, schema) in &object.pattern_properties {
            let Some(pattern) = usable(&pattern.0) else { continue };
            let ty = self.rust_type(*schema, direction, &owner.pattern(&pattern));
            match plan.patterned.iter_mut().find(|known| known.ty == ty) {
                Some(known) => known.patterns.push(pattern),
                None => plan.patterned.push(PatternedPlan {
                    patterns: vec![pattern],
                    name: scope.claim(field_name("pattern_properties")),
                    map,
                    ty,
                }),
            }
        }
        let rest = match object.additional {
            AdditionalProperties::Any => Some(RustType::Value),
            AdditionalProperties::Schema(schema) => Some(self.rust_type(schema, direction, &hint)),
            AdditionalProperties::Unstated | AdditionalProperties::Forbidden => None,
        };
        plan.additional = rest.map(|ty| (scope.claim(field_name("additional_properties")), map, ty));
    }

    /// Whether properties that an object does not declare are allowed, but not kept.
    pub(crate) fn drops_undeclared(&self, object: &ObjectSchema) -> bool {
        let is_unstated = object.additional == AdditionalProperties::Unstated;
        is_unstated && (object.pattern_properties.is_empty() || self.is_patterned(object))
    }

    /// Whether the pattern that a name matches decides on the type of its value. It does not where all undeclared
    /// properties are of one type, nor where the run-time part cannot match a pattern.
    fn is_patterned(&self, object: &ObjectSchema) -> bool {
        let patterns = || object.pattern_properties.iter();
        if object.pattern_properties.is_empty() || patterns().any(|(pattern, _)| usable(&pattern.0).is_none()) {
            return false;
        }
        let schemas = patterns().map(|(_, schema)| *schema);
        match object.additional {
            AdditionalProperties::Any | AdditionalProperties::Unstated => true,
            AdditionalProperties::Forbidden => !self.are_alike(schemas),
            AdditionalProperties::Schema(further) => !self.are_alike(schemas.chain([further])),
        }
    }

    /// Whether schemas are certain to have one type.
    pub(crate) fn are_alike(&self, schemas: impl IntoIterator<Item = SchemaId>) -> bool {
        let mut types = schemas.into_iter().map(|id| {
            let core = self.core(id);
            let scalar = match &self.schemas[core].kind {
                SchemaKind::Boolean => Some(RustType::Bool),
                SchemaKind::Number(number) => Some(numbers::number(number)),
                SchemaKind::String(string) => Some(scalars::string(string, self.overrides.date_time())),
                _ => None,
            };
            let is_named = self.is_component(core);
            (scalar.is_none() || is_named).then_some(core).ok_or((scalar, self.is_nullable(id)))
        });
        let first = types.next();
        types.all(|ty| Some(&ty) == first.as_ref())
    }

    /// Reports that a pattern cannot be matched, so that its properties are of any type.
    pub(crate) fn report_patterns(&mut self, id: SchemaId, object: &ObjectSchema) {
        for (pattern, _) in object.pattern_properties.iter().filter(|(pattern, _)| usable(&pattern.0).is_none()) {
            self.unsupported.push(Unsupported {
                origin: self.schemas[id].origin,
                feature: format!("the type of properties whose names match `{}`", pattern.0),
                instead: "their values are plain JSON",
            });
        }
    }
}

/// Whether the name of a property that an object does not declare matches one of its patterns.
pub(crate) fn is_patterned(object: &ObjectSchema, name: &str) -> bool {
    let patterns = object.pattern_properties.iter().filter_map(|(pattern, _)| usable(&pattern.0));
    patterns.into_iter().any(|pattern| regex_lite::Regex::new(&pattern).is_ok_and(|regex| regex.is_match(name)))
}

/// A pattern as the run-time part matches it, where it can.
fn usable(pattern: &str) -> Option<String> {
    let pattern = pattern.replace("\\/", "/");
    regex_lite::Regex::new(&pattern).is_ok().then_some(pattern)
}
