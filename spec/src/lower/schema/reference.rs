//! `$ref` of schemas, and how far siblings count.

use crate::lower::context::Lowering;
use crate::model::{SchemaId, SpecificationVersion};
use crate::reference::Unresolved;
use crate::source::Node;

/// The schema that this one refers to.
pub(super) fn reference<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<SchemaId> {
    let field = ["$ref", "$dynamicRef"].into_iter().find_map(|key| node.get(key))?;
    let Some(text) = field.as_str() else {
        let message = format!("a reference must be a string, this is {}", field.describe());
        let guess = "until then it is ignored";
        let diagnostic =
            lowering.recoverable("wrong-type", field.origin(), message, "write what is referred to", guess);
        lowering.sink.push(diagnostic);
        return None;
    };
    if node.get("$dynamicRef").is_some() {
        // What is dynamic about it needs the path of evaluation; the anchor of the same document is its first meaning.
        lowering.unsupported("the dynamic scope of `$dynamicRef`", field);
    }
    match lowering.resolver.resolve(node.origin(), text) {
        Ok(target) => Some(super::lower(lowering, lowering.documents.node(target.origin()))),
        Err(unresolved) if unresolved.is_reported() => None,
        Err(unresolved) => {
            let guess = "until then any value is allowed";
            let Unresolved { code, message, help } = unresolved;
            let diagnostic = lowering.recoverable(code, field.origin(), message, &help, guess);
            lowering.sink.push(diagnostic);
            None
        }
    }
}

impl Lowering<'_> {
    /// Keywords beside `$ref` count since 3.1 (OpenAPI 3.0.3 section 4.7.23.1 has them ignored).
    pub(in crate::lower) fn siblings_of_references_count(&self) -> bool {
        self.version == SpecificationVersion::V3_1
    }
}
