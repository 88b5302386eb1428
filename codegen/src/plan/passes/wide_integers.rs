//! Where integers of 128 bits are lost.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{SchemaKind, Schemas};

use crate::names::Ident;
use crate::plan::facts::numbers::number;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{TypePlan, TypeShape};
use crate::plan::model::unsupported::Unsupported;

/// What becomes of integers of 128 bits where a value is looked at before it is read: within alternatives, and within
/// parts that share one object.
pub(crate) fn in_unions(schemas: &Schemas, list: &[TypePlan]) -> Option<Unsupported> {
    let is_wide = |kind: &SchemaKind| match kind {
        SchemaKind::Number(schema) => matches!(number(schema), RustType::I128 | RustType::U128),
        _ => false,
    };
    let (_, first) = schemas.iter().find(|(_, schema)| is_wide(&schema.kind))?;
    let plans: BTreeMap<&Ident, &TypePlan> = list.iter().map(|plan| (&plan.name, plan)).collect();
    let looked_at = list.iter().filter(|plan| match &plan.shape {
        TypeShape::Union(_) => true,
        TypeShape::Struct(shape) => shape.fields.iter().any(|field| field.flatten),
        _ => false,
    });
    let mut waiting: Vec<&RustType> = looked_at.flat_map(|plan| plan.shape.types()).collect();
    let mut known = BTreeSet::new();
    while let Some(ty) = waiting.pop() {
        match ty {
            RustType::I128 | RustType::U128 => {
                return Some(Unsupported {
                    origin: first.origin,
                    feature: "integers beyond 64 bits within alternatives".to_owned(),
                    instead: "integers of up to 64 bits are supported there, and larger ones fail to decode",
                });
            }
            RustType::Named(name) if known.insert(name) => {
                waiting.extend(plans.get(name).into_iter().flat_map(|plan| plan.shape.types()));
            }
            other => waiting.extend(other.parts()),
        }
    }
    None
}
