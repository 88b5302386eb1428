//! Who writes the tag of a union: the alternative where its field can hold nothing else, given when it is made by hand, so
//! that what came without a tag goes on without one; in all other cases the union.

use std::collections::BTreeMap;

use crate::names::Ident;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{StructPlan, TagPlan, UnionVariant};
use crate::plan::model::types::{TypePlan, TypeShape};

/// Moves the tags to the alternatives that can write them.
pub(crate) fn assign_tag_writers(list: &mut [TypePlan]) {
    let places: BTreeMap<Ident, usize> =
        list.iter().enumerate().map(|(index, plan)| (plan.name.clone(), index)).collect();
    let mut presets: Vec<(usize, usize)> = Vec::new();
    let mut unburdened: Vec<(usize, usize)> = Vec::new();
    for (index, plan) in list.iter().enumerate() {
        let TypeShape::Union(union) = &plan.shape else { continue };
        let Some(tag) = union.tag.as_ref().filter(|tag| !tag.is_certain) else { continue };
        for (number, variant) in union.variants.iter().enumerate().filter(|(_, variant)| variant.adds_tag) {
            let Some(found) = structure(list, &places, &variant.ty) else { continue };
            let TypeShape::Struct(alternative) = &list[found].shape else { continue };
            if let Some(field) = writes(list, &places, alternative, tag, variant) {
                presets.push((found, field));
                unburdened.push((index, number));
            }
        }
    }
    for (index, field) in presets {
        if let TypeShape::Struct(alternative) = &mut list[index].shape {
            let field = &mut alternative.fields[field];
            field.preset = field.presence.may_be_absent();
        }
    }
    for (index, number) in unburdened {
        if let TypeShape::Union(union) = &mut list[index].shape {
            union.variants[number].adds_tag = false;
        }
    }
}

/// The field of an alternative that can hold its tag alone.
fn writes(
    list: &[TypePlan],
    places: &BTreeMap<Ident, usize>,
    alternative: &StructPlan,
    tag: &TagPlan,
    variant: &UnionVariant,
) -> Option<usize> {
    let index = alternative.fields.iter().position(|field| field.wire == tag.property && !field.flatten)?;
    let field = &alternative.fields[index];
    let only = match &list[target(list, places, &field.ty)?].shape {
        TypeShape::Enum(listed) => match listed.variants.as_slice() {
            [only] => &only.wire,
            _ => return None,
        },
        _ => return None,
    };
    let is_given = field.has_default();
    (is_given && variant.tags.contains(only)).then_some(index)
}

fn structure(list: &[TypePlan], places: &BTreeMap<Ident, usize>, ty: &RustType) -> Option<usize> {
    target(list, places, ty).filter(|index| matches!(list[*index].shape, TypeShape::Struct(_)))
}

/// The type that a name stands for in the end.
fn target(list: &[TypePlan], places: &BTreeMap<Ident, usize>, ty: &RustType) -> Option<usize> {
    let mut ty = ty;
    for _ in 0..list.len() {
        let RustType::Named(name) = ty else { return None };
        let index = *places.get(name)?;
        match &list[index].shape {
            TypeShape::Alias(next) => ty = next,
            _ => return Some(index),
        }
    }
    None
}
