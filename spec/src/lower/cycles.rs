//! Circles of schemas that never come to a value: references to references, and `allOf` of itself.

use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;

use super::context::Lowering;
use crate::model::{SchemaId, SchemaKind};

/// Reports every cycle once, at its first schema, and cuts it there: that schema is read as any value.
pub(super) fn report_cycles(lowering: &mut Lowering<'_>) {
    let mut graph: DiGraphMap<SchemaId, ()> = DiGraphMap::new();
    for (id, schema) in lowering.schemas.iter() {
        match &schema.kind {
            SchemaKind::Ref(target) => {
                graph.add_edge(id, *target, ());
            }
            SchemaKind::AllOf(parts) => {
                for part in parts {
                    graph.add_edge(id, *part, ());
                }
            }
            _ => {}
        }
    }
    let mut cycles: Vec<Vec<SchemaId>> = kosaraju_scc(&graph)
        .into_iter()
        .filter(|cycle| cycle.len() > 1 || cycle.iter().any(|id| graph.contains_edge(*id, *id)))
        .collect();
    for cycle in &mut cycles {
        cycle.sort();
    }
    cycles.sort();
    for id in cycles.iter().filter_map(|cycle| cycle.first()) {
        let documents = std::sync::Arc::clone(lowering.documents);
        let node = documents.node(lowering.schemas[*id].origin);
        let help = "one of the schemas in the cycle must define something itself";
        lowering.error("reference-cycle", node, "this schema is only ever defined by itself", help);
        lowering.schemas.get_mut(*id).kind = SchemaKind::Any;
    }
}
