//! What a schema says to people.

use crate::lower::context::Lowering;
use crate::model::Annotations;
use crate::source::{Node, NodeKind};

pub(super) fn annotations<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Annotations {
    if node.kind() != NodeKind::Mapping {
        return Annotations::default();
    }
    let mut examples: Vec<_> = node.get("example").map(|value| lowering.json(value)).into_iter().collect();
    if let Some(list) = node.get("examples") {
        match list.kind() {
            NodeKind::Sequence => examples.extend(list.items().map(|value| lowering.json(value))),
            // Not what JSON Schema means by `examples`, but what people mean who know it of parameters.
            NodeKind::Mapping => {
                let values = list.entries().filter_map(|entry| entry.value.get("value"));
                examples.extend(values.map(|value| lowering.json(value)));
            }
            _ => {}
        }
    }
    Annotations {
        title: lowering.string(node, "title"),
        description: lowering.string(node, "description"),
        default: node.get("default").map(|value| lowering.json(value)),
        examples,
        deprecated: lowering.boolean(node, "deprecated") == Some(true),
        read_only: lowering.boolean(node, "readOnly") == Some(true),
        write_only: lowering.boolean(node, "writeOnly") == Some(true),
        extensions: lowering.extensions(node),
    }
}
