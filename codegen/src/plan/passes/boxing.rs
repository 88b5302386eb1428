//! Breaks endless types: a box where a field is singular and its type reaches its owner, a type of its own where
//! another name would be endless. Neither depends on the order of the document.

use std::collections::BTreeMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::names::Ident;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{TypePlan, TypeShape};

/// Makes every type finite.
pub(crate) fn break_cycles(types: &mut [TypePlan]) {
    let aliases = components(types, |shape| match shape {
        TypeShape::Alias(ty) => named(ty, true),
        _ => Vec::new(),
    });
    for plan in &mut *types {
        if let TypeShape::Alias(ty) = &plan.shape
            && named(ty, true).iter().any(|target| aliases.get(target) == aliases.get(&plan.name))
        {
            plan.shape = TypeShape::Newtype(ty.clone());
        }
    }
    shorten(types);
    let circles = components(types, |shape| positions(shape).into_iter().flat_map(|ty| named(ty, false)).collect());
    for plan in types {
        let own = circles.get(&plan.name).copied();
        for ty in boxable(&mut plan.shape) {
            break_circle(ty, own, &circles);
        }
    }
}

/// The most types within each other that other names stand for: the compiler writes them out wherever a name is used.
const ALIAS_LIMIT: usize = 64;

/// Gives a type of its own to every other name that stands for a type too deep.
fn shorten(types: &mut [TypePlan]) {
    let places: BTreeMap<Ident, usize> =
        types.iter().enumerate().map(|(index, plan)| (plan.name.clone(), index)).collect();
    let mut depths: Vec<Option<usize>> = vec![None; types.len()];
    for start in 0..types.len() {
        let mut waiting = vec![start];
        while let Some(index) = waiting.last().copied() {
            let TypeShape::Alias(ty) = &types[index].shape else {
                depths[index] = Some(0);
                waiting.pop();
                continue;
            };
            let targets = || named(ty, true).into_iter().filter_map(|name| places.get(name).copied());
            // No other name leads to itself any more.
            let before = waiting.len();
            waiting.extend(targets().filter(|target| depths[*target].is_none()));
            if waiting.len() > before {
                continue;
            }
            let depth = written_depth(ty) + targets().filter_map(|target| depths[target]).max().unwrap_or_default();
            if depth > ALIAS_LIMIT {
                types[index].shape = TypeShape::Newtype(ty.clone());
            }
            depths[index] = Some(if depth > ALIAS_LIMIT { 0 } else { depth });
            waiting.pop();
        }
    }
}

fn written_depth(ty: &RustType) -> usize {
    1 + ty.parts().into_iter().map(written_depth).max().unwrap_or_default()
}

fn break_circle(ty: &mut RustType, own: Option<usize>, circles: &BTreeMap<Ident, usize>) {
    match ty {
        RustType::Named(name) if own.is_some() && circles.get(name).copied() == own => {
            *ty = RustType::Boxed(Box::new(ty.clone()));
        }
        RustType::Option(inner) => break_circle(inner, own, circles),
        RustType::Tuple(items) => items.iter_mut().for_each(|item| break_circle(item, own, circles)),
        _ => {}
    }
}

/// The strongly connected components, by number.
fn components<'a>(types: &'a [TypePlan], edges: impl Fn(&'a TypeShape) -> Vec<&'a Ident>) -> BTreeMap<Ident, usize> {
    let mut graph = DiGraph::<&Ident, ()>::new();
    let nodes: BTreeMap<&Ident, NodeIndex> =
        types.iter().map(|plan| (&plan.name, graph.add_node(&plan.name))).collect();
    for plan in types {
        for target in edges(&plan.shape) {
            if let (Some(from), Some(to)) = (nodes.get(&plan.name), nodes.get(target)) {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    let numbered = kosaraju_scc(&graph).into_iter().enumerate();
    numbered
        .flat_map(|(number, members)| members.into_iter().map(move |node| (node, number)))
        .map(|(node, number)| (graph[node].clone(), number))
        .collect()
}

fn positions(shape: &TypeShape) -> Vec<&RustType> {
    match shape {
        TypeShape::Struct(plan) => plan.fields.iter().map(|field| &field.ty).collect(),
        TypeShape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        TypeShape::Places(plan) => plan.places.iter().map(|place| &place.ty).collect(),
        TypeShape::Alias(ty) | TypeShape::Newtype(ty) => vec![ty],
        TypeShape::Enum(_) | TypeShape::IntegerEnum(_) | TypeShape::MixedEnum(_) => Vec::new(),
    }
}

/// Where a box can stand: an alias is only as long as what it names.
fn boxable(shape: &mut TypeShape) -> Vec<&mut RustType> {
    match shape {
        TypeShape::Struct(plan) => plan.fields.iter_mut().map(|field| &mut field.ty).collect(),
        TypeShape::Union(plan) => plan.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        TypeShape::Places(plan) => plan.places.iter_mut().map(|place| &mut place.ty).collect(),
        TypeShape::Newtype(ty) => vec![ty],
        TypeShape::Alias(_) | TypeShape::Enum(_) | TypeShape::IntegerEnum(_) | TypeShape::MixedEnum(_) => Vec::new(),
    }
}

/// The types that a type names; those within lists and maps, which are on the heap, only where wanted.
fn named(ty: &RustType, heap_too: bool) -> Vec<&Ident> {
    match ty {
        RustType::Named(name) => vec![name],
        RustType::Option(inner) => named(inner, heap_too),
        RustType::Tuple(items) => items.iter().flat_map(|item| named(item, heap_too)).collect(),
        RustType::Vec(inner) | RustType::Map(_, inner) | RustType::Boxed(inner) if heap_too => named(inner, heap_too),
        _ => Vec::new(),
    }
}
