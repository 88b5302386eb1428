//! What is asked first.

use rustc_hash::FxHashSet;
use trueline_spec::model::{Api, OperationId};
use trueline_spec::resources::{KindId, Resources, Role};

/// The operations in an order in which each finds what others give: what creates and lists before what changes, what makes
/// more of the same (a copy) before what does anything else, and what reads after them, for it fails at what they left
/// behind; what deletes last, children before parents; else that of the document. `must_exist` says that the target's
/// configuration names what an operation asks for.
pub(crate) fn order(
    api: &Api,
    resources: &Resources,
    chosen: &[OperationId],
    must_exist: &dyn Fn(OperationId) -> bool,
) -> Vec<OperationId> {
    let role = |id: &OperationId| resources.role(*id).map(|(_, role)| role);
    let depth = |id: &OperationId| resources.in_path(*id).len();
    let (mut deletes, mut waiting): (Vec<OperationId>, Vec<OperationId>) =
        chosen.iter().partition(|id| role(id) == Some(Role::Delete));
    deletes.sort_by_key(|id| std::cmp::Reverse(depth(id)));
    // Kinds that some chosen operation shows values of, which is still to come.
    let mut awaited: Vec<usize> = vec![0; resources.kinds.len()];
    let mut told_by: Vec<Vec<KindId>> = vec![Vec::new(); api.operations.len()];
    let is_chosen: FxHashSet<OperationId> = waiting.iter().copied().collect();
    for (kind, of) in resources.iter() {
        for producer in of.producers.iter().filter(|producer| is_chosen.contains(&producer.operation)) {
            if !resources.in_path(producer.operation).contains(&kind) {
                awaited[kind.index()] += 1;
                told_by[producer.operation.index()].push(kind);
            }
        }
    }
    let makes_more = |id: OperationId| {
        let own = resources.role(id).map(|(kind, _)| resources.kind(kind));
        own.is_some_and(|kind| kind.producers.iter().any(|producer| producer.operation == id))
    };
    waiting.sort_by_key(|id| match role(id) {
        Some(Role::Create) => 0,
        Some(Role::List) => 1,
        _ if api.operation(*id).method.is_safe() => 4,
        _ if makes_more(*id) => 2,
        _ => 3,
    });
    let mut told: FxHashSet<KindId> = FxHashSet::default();
    let mut ordered = Vec::with_capacity(chosen.len());
    let is_ready = |id: OperationId, told: &FxHashSet<KindId>| {
        must_exist(id) || resources.in_path(id).iter().all(|kind| told.contains(kind) || awaited[kind.index()] == 0)
    };
    while !waiting.is_empty() {
        let before = ordered.len();
        let mut left = Vec::new();
        for id in std::mem::take(&mut waiting) {
            if is_ready(id, &told) {
                told.extend(told_by[id.index()].iter().copied());
                ordered.push(id);
            } else {
                left.push(id);
            }
        }
        if ordered.len() == before {
            // What only waits for each other goes as the document has it.
            let first = left.remove(0);
            told.extend(told_by[first.index()].iter().copied());
            ordered.push(first);
        }
        waiting = left;
    }
    ordered.extend(deletes);
    ordered
}
