//! How deep types are within each other. The compiler follows them to a depth that a crate can raise, and not without end.

use std::collections::BTreeMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::names::Ident;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::TypePlan;
use crate::plan::model::unsupported::Unsupported;

/// Types within each other, at most.
pub(crate) const NESTING_LIMIT: usize = 600;

/// Types within each other that the compiler follows unasked, with room for those of the standard library.
const USUAL: usize = 60;

/// Cuts types that are too deep: what would be below is any JSON, and reported. Says whether the compiler has to be asked to
/// follow what is left.
pub(crate) fn cut(list: &mut [TypePlan], unsupported: &mut Vec<Unsupported>) -> bool {
    let mut heights = Heights { places: places(list), known: vec![0; list.len()] };
    let mut deepest = 0;
    for members in cycles(list, &heights.places) {
        for index in &members {
            let mut is_cut = false;
            list[*index].shape.for_each_type(&mut |ty| {
                if heights.of(ty) >= NESTING_LIMIT {
                    *ty = RustType::Value;
                    is_cut = true;
                }
            });
            if is_cut {
                unsupported.push(Unsupported {
                    origin: list[*index].origin,
                    feature: format!("types of more than {NESTING_LIMIT} levels within each other (NESTING_LIMIT)"),
                    instead: "what is nested in this one is plain JSON",
                });
            }
        }
        let height = |index: &usize| list[*index].shape.types().into_iter().map(|ty| heights.of(ty)).max();
        let height = 1 + members.iter().filter_map(height).max().unwrap_or_default();
        for index in members {
            heights.known[index] = height;
        }
        deepest = deepest.max(height);
    }
    deepest > USUAL
}

fn places(list: &[TypePlan]) -> BTreeMap<Ident, usize> {
    list.iter().enumerate().map(|(index, plan)| (plan.name.clone(), index)).collect()
}

/// The types in circles, those that others hold before these.
fn cycles(list: &[TypePlan], places: &BTreeMap<Ident, usize>) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = list.iter().map(|_| graph.add_node(())).collect();
    for (index, plan) in list.iter().enumerate() {
        let mut waiting = plan.shape.types();
        while let Some(ty) = waiting.pop() {
            match ty {
                RustType::Named(name) => {
                    if let Some(place) = places.get(name) {
                        graph.add_edge(nodes[index], nodes[*place], ());
                    }
                }
                other => waiting.extend(other.parts()),
            }
        }
    }
    let cycles = kosaraju_scc(&graph).into_iter();
    cycles.map(|members| members.into_iter().map(NodeIndex::index).collect()).collect()
}

/// How many types are within each type, as far as that is known.
struct Heights {
    places: BTreeMap<Ident, usize>,
    /// Zero within the circle that is looked at: the compiler follows each type of it once.
    known: Vec<usize>,
}

impl Heights {
    fn of(&self, ty: &RustType) -> usize {
        match ty {
            RustType::Named(name) => self.places.get(name).map_or(0, |place| self.known[*place]),
            other => 1 + other.parts().into_iter().map(|part| self.of(part)).max().unwrap_or_default(),
        }
    }
}
