//! Arrays.

use super::number::{count, counts};
use crate::lower::context::Lowering;
use crate::model::{ArraySchema, Contains};
use crate::source::{Node, NodeKind};

pub(super) fn array<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> ArraySchema {
    let (min_items, max_items) = counts(lowering, node, "minItems", "maxItems");
    let mut prefix: Vec<Node<'a>> = lowering.items(node, "prefixItems");
    let mut items = node.get("items");
    // Before 2020-12 a list under `items` was what `prefixItems` is now.
    if let Some(list) = items.filter(|items| items.kind() == NodeKind::Sequence) {
        let help = "JSON Schema 2020-12 calls it `prefixItems`; it is read as that";
        lowering.warning("leftover-of-draft-4", list, "`items` is one schema, this is a list", help);
        prefix = list.items().collect();
        items = node.get("additionalItems");
    }
    let contains = node.get("contains").map(|schema| Contains {
        schema: super::lower(lowering, schema),
        min: count(lowering, node, "minContains").unwrap_or(1),
        max: count(lowering, node, "maxContains"),
    });
    ArraySchema {
        prefix_items: prefix.into_iter().map(|item| super::lower(lowering, item)).collect(),
        items: items.map(|items| super::lower(lowering, items)),
        min_items,
        max_items,
        unique_items: lowering.boolean(node, "uniqueItems") == Some(true),
        contains,
        unevaluated_items: node.get("unevaluatedItems").map(|schema| super::lower(lowering, schema)),
    }
}
