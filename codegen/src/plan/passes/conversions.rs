//! What one type is made from, where several names stand for one.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::Ident;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::TextPlan;
use crate::plan::model::types::{TypePlan, TypeShape};

/// Other names may stand for one type, which then cannot be converted from twice.
pub(crate) fn mark_from_impls(list: &mut [TypePlan]) {
    let aliases = aliases(list);
    let parsed: BTreeSet<Ident> =
        list.iter().filter(|plan| matches!(plan.shape, TypeShape::Enum(_))).map(|plan| plan.name.clone()).collect();
    for plan in list {
        // Where another name stands for any value, null is not absence.
        if let TypeShape::Struct(shape) = &mut plan.shape {
            for field in &mut shape.fields {
                let ty = unaliased(&field.ty, &aliases, 0);
                if ty.is_nullable() {
                    field.ty = ty;
                }
            }
        }
        if let TypeShape::Union(union) = &mut plan.shape {
            let types: Vec<RustType> =
                union.variants.iter().map(|variant| unaliased(&variant.ty, &aliases, 0)).collect();
            let own = RustType::Named(plan.name.clone());
            let mut count: BTreeMap<&RustType, usize> = BTreeMap::new();
            for ty in &types {
                *count.entry(ty).or_default() += 1;
            }
            for (variant, ty) in union.variants.iter_mut().zip(&types) {
                variant.converts = *ty != own && count.get(ty) == Some(&1);
            }
            union.text = text(&types, &parsed);
        }
    }
}

/// What a text is made into: the one alternative of texts, else the one whose type parses them.
fn text(types: &[RustType], parsed: &BTreeSet<Ident>) -> Option<TextPlan> {
    let only = |is: &dyn Fn(&RustType) -> bool| {
        let mut places = types.iter().enumerate().filter(|(_, ty)| is(ty)).map(|(place, _)| place);
        places.next().filter(|_| places.next().is_none())
    };
    let is_parsed = |ty: &RustType| match ty {
        RustType::Named(name) => parsed.contains(name),
        RustType::Uuid | RustType::Ipv4 | RustType::Ipv6 | RustType::Ip => true,
        _ => false,
    };
    let has_text = types.contains(&RustType::String);
    if has_text {
        only(&|ty| *ty == RustType::String).map(TextPlan::Any)
    } else {
        only(&is_parsed).map(TextPlan::Parsed)
    }
}

/// What other names stand for.
pub(crate) fn aliases(list: &[TypePlan]) -> BTreeMap<Ident, RustType> {
    let alias = |plan: &TypePlan| match &plan.shape {
        TypeShape::Alias(ty) => Some((plan.name.clone(), ty.clone())),
        _ => None,
    };
    list.iter().filter_map(alias).collect()
}

/// A type with what other names stand for in their places.
pub(crate) fn unaliased(ty: &RustType, aliases: &BTreeMap<Ident, RustType>, depth: usize) -> RustType {
    let below = |inner: &RustType| Box::new(unaliased(inner, aliases, depth + 1));
    match ty {
        _ if depth > 16 => ty.clone(),
        RustType::Named(name) => aliases.get(name).map_or_else(|| ty.clone(), |target| *below(target)),
        RustType::Option(inner) => RustType::Option(below(inner)),
        RustType::Vec(inner) => RustType::Vec(below(inner)),
        RustType::Map(map, inner) => RustType::Map(*map, below(inner)),
        other => other.clone(),
    }
}
