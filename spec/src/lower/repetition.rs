//! A bound on what references and aliases repeat: a path item of a thousand parameters that fifty thousand paths refer to,
//! an example of megabytes that every response names. Each is copied into the model where it is used.

use serde_json::Value;

use super::context::Lowering;
use crate::diagnostic::Diagnostic;
use crate::source::{Node, NodeKind};

/// The most that a model may hold, in bytes of texts and values, roughly: 256 MiB. Documents are far below, for what is
/// written once is held once.
pub const MODEL_LIMIT: usize = 256 << 20;

/// What an object of the document costs in the model, without its texts.
pub(super) const OBJECT: usize = 256;
/// What a value costs beside its text.
const VALUE: usize = 64;

/// How much more the model may hold.
#[derive(Debug)]
pub(super) struct Repetition {
    left: usize,
    is_exceeded: bool,
}

impl Default for Repetition {
    fn default() -> Self {
        Self { left: MODEL_LIMIT, is_exceeded: false }
    }
}

impl<'a> Lowering<'a> {
    /// Takes the cost of something from what the model may hold; false, and reported once, where that is exceeded.
    pub(super) fn spend(&mut self, node: Node<'_>, cost: usize) -> bool {
        if self.repetition.is_exceeded {
            return false;
        }
        if let Some(left) = self.repetition.left.checked_sub(cost) {
            self.repetition.left = left;
            return true;
        }
        self.repetition.is_exceeded = true;
        let message = format!(
            "up to here, references and aliases repeat more than {} MiB, which is the most that is read",
            MODEL_LIMIT >> 20
        );
        let help = "make smaller what is referred to so often, or refer to it less often";
        self.sink.push(Diagnostic::error("too-large", self.documents.span(node.origin()), message).help(help));
        false
    }

    /// A value of the document as JSON; null where the model can hold no more.
    pub(super) fn json(&mut self, node: Node<'a>) -> Value {
        let cost = if self.repetition.is_exceeded { 0 } else { weight(node, self.repetition.left) };
        if self.spend(node, cost) { node.to_json() } else { Value::Null }
    }
}

/// What a value costs, counted no further than to beyond a limit.
fn weight(node: Node<'_>, limit: usize) -> usize {
    let mut total = 0_usize;
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        let text = node.as_str().map_or(0, str::len);
        total = total.saturating_add(VALUE + text);
        if total > limit {
            break;
        }
        match node.kind() {
            NodeKind::Sequence => waiting.extend(node.items()),
            NodeKind::Mapping => {
                for entry in node.entries() {
                    total = total.saturating_add(entry.key.len());
                    waiting.push(entry.value);
                }
            }
            _ => {}
        }
    }
    total
}
