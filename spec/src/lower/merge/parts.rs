//! What stands behind references and nested `allOf`.

use rustc_hash::FxHashSet;

use super::{Merging, Obstacle, annotations};
use crate::model::{SchemaId, SchemaKind};

/// Everything that holds where some schemas hold.
#[derive(Debug)]
pub(super) struct Parts {
    /// All of them in the order of the document, each before its own parts.
    pub all: Vec<SchemaId>,
    /// Those that are neither references nor `allOf`.
    pub leaves: Vec<SchemaId>,
    /// Those that say something of values or to people.
    pub constraining: Vec<SchemaId>,
}

impl Merging<'_> {
    /// Follows references and `allOf`, each schema once.
    pub(super) fn parts(&mut self, ids: &[SchemaId]) -> Result<Parts, Obstacle> {
        let mut found = Parts { all: Vec::new(), leaves: Vec::new(), constraining: Vec::new() };
        let mut seen = FxHashSet::default();
        let mut waiting: Vec<SchemaId> = ids.iter().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            self.spend(1)?;
            let schema = &self.schemas[id];
            let is_leaf = match &schema.kind {
                SchemaKind::Ref(target) => {
                    waiting.push(*target);
                    false
                }
                SchemaKind::AllOf(parts) => {
                    waiting.extend(parts.iter().rev());
                    false
                }
                SchemaKind::Any => false,
                _ => true,
            };
            found.all.push(id);
            if is_leaf {
                found.leaves.push(id);
            }
            if is_leaf || !annotations::is_silent(&schema.annotations) {
                found.constraining.push(id);
            }
        }
        Ok(found)
    }
}
