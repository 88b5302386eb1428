//! Fields whose null is a value and no absence: their types read null as one of their own values.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::Ident;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{Presence, TypePlan, TypeShape};

/// Marks those fields.
pub(crate) fn mark(list: &mut [TypePlan]) {
    let names = names(list);
    for plan in list {
        if let TypeShape::Struct(shape) = &mut plan.shape {
            let optional = shape.fields.iter_mut().filter(|field| field.presence == Presence::Optional);
            let with_null = optional.filter(|field| takes_null(&field.ty, &names));
            with_null.for_each(|field| field.presence = Presence::OptionalWithNull);
        }
    }
}

/// The types that read null as a value.
fn names(list: &[TypePlan]) -> BTreeSet<Ident> {
    let mut names = BTreeSet::new();
    let mut users: BTreeMap<&Ident, Vec<&Ident>> = BTreeMap::new();
    let mut waiting = Vec::new();
    for plan in list {
        let types: Vec<&RustType> = match &plan.shape {
            TypeShape::Alias(ty) | TypeShape::Newtype(ty) => vec![ty],
            TypeShape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            _ => continue,
        };
        for ty in types.into_iter().map(unboxed) {
            match ty {
                RustType::Named(name) => users.entry(name).or_default().push(&plan.name),
                other if other.is_nullable() => waiting.push(&plan.name),
                _ => {}
            }
        }
    }
    while let Some(name) = waiting.pop() {
        if names.insert(name.clone()) {
            waiting.extend(users.get(name).into_iter().flatten());
        }
    }
    names
}

fn takes_null(ty: &RustType, names: &BTreeSet<Ident>) -> bool {
    match unboxed(ty) {
        RustType::Named(name) => names.contains(name),
        other => other.is_nullable(),
    }
}

fn unboxed(ty: &RustType) -> &RustType {
    match ty {
        RustType::Boxed(inner) => inner,
        other => other,
    }
}
