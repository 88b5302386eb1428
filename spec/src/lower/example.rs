//! Examples of parameters, media types and headers.

use super::context::Lowering;
use crate::model::{Example, ExampleValue};
use crate::source::{Node, NodeKind};

/// `example` and `examples` of a node.
pub(super) fn examples<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Vec<Example> {
    let mut found = Vec::new();
    if let Some(value) = node.get("example") {
        let inline = ExampleValue::Inline(lowering.json(value));
        found.push(Example { origin: value.origin(), name: None, summary: None, value: inline });
    }
    let Some(examples) = node.get("examples") else { return found };
    if examples.kind() != NodeKind::Mapping {
        lowering.warning(
            "malformed-examples",
            examples,
            "`examples` is a map of named examples here",
            "give each a name",
        );
        return found;
    }
    for entry in examples.entries() {
        let Some(target) = lowering.follow(entry.value) else { continue };
        if target.kind() != NodeKind::Mapping {
            let message = format!("a named example is an object, this is {}", target.describe());
            lowering.warning("malformed-examples", target, message, "write `{value: ...}`; until then it is left out");
        }
        let value = match (target.get("value"), target.get("externalValue").and_then(Node::as_str)) {
            (Some(value), _) => ExampleValue::Inline(lowering.json(value)),
            (None, Some(address)) => ExampleValue::External(address.to_owned()),
            (None, None) => continue,
        };
        let summary = lowering.string(target, "summary");
        found.push(Example { origin: target.origin(), name: Some(entry.key.to_owned()), summary, value });
    }
    found
}
