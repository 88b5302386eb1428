//! Structures that are only received: null and absence are one there, for nobody sends them back.
//!
//! What a type was when its name was given stays: one that was sent then keeps the two apart.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, SchemaId};

use crate::names::{Ident, NameLock, TypeKind};
use crate::plan::model::types::{Presence, TypePlan, TypeShape};

/// The structures that are only received.
pub(crate) fn types(list: &[TypePlan], lock: &NameLock) -> BTreeSet<Ident> {
    let is_received = |plan: &&TypePlan| {
        !plan.sent
            && matches!(plan.shape, TypeShape::Struct(_))
            && lock.type_kind(&plan.key) != Some(TypeKind::Definition)
    };
    list.iter().filter(is_received).map(|plan| plan.name.clone()).collect()
}

/// Has structures read null as absence.
pub(crate) fn read_null_as_absence(list: &mut [TypePlan], received: &BTreeSet<Ident>) {
    for plan in list.iter_mut().filter(|plan| received.contains(&plan.name)) {
        let TypeShape::Struct(shape) = &mut plan.shape else { continue };
        for field in shape.fields.iter_mut().filter(|field| field.presence == Presence::OptionalNullable) {
            field.presence = Presence::OptionalOrNull;
        }
    }
}

/// The properties whose null becomes absence; a schema that is not split has one type for both directions.
pub(crate) fn absent_nulls(
    list: &[TypePlan],
    is_split: impl Fn(SchemaId) -> bool,
) -> BTreeSet<(SchemaId, Direction, String)> {
    let mut found = BTreeSet::new();
    for plan in list {
        let TypeShape::Struct(shape) = &plan.shape else { continue };
        let (schema, direction) = plan.schema;
        let directions = [Some(direction), (!is_split(schema)).then(|| direction.reversed())];
        for field in shape.fields.iter().filter(|field| field.presence == Presence::OptionalOrNull) {
            let of_field = |direction: Direction| (schema, direction, field.wire.clone());
            found.extend(directions.into_iter().flatten().map(of_field));
        }
    }
    found
}
