//! What was only received before and is sent now: it has a type of its own for that, so that the other stays what it is.

use std::collections::BTreeSet;

use trueline_spec::model::SchemaId;

use crate::names::NameLock;
use crate::options::ReceivedNull;
use crate::plan::facts::direction::children;
use crate::plan::hints::name_hint::key_text;
use crate::plan::types::planner::TypePlanner;

impl TypePlanner<'_> {
    /// Has what is sent now, and was only received before, be two types.
    pub(crate) fn split_received(&mut self, lock: &NameLock) {
        if self.overrides.received_null() == ReceivedNull::Nullable {
            return;
        }
        let named: BTreeSet<SchemaId> = self.api.named_schemas.values().copied().collect();
        let mut split = Vec::new();
        for (name, id) in &self.api.named_schemas {
            if self.directions.is_requested(*id) && lock.was_received(&key_text(&format!("schemas/{name}"))) {
                let (mut waiting, mut known) = (vec![*id], BTreeSet::from([*id]));
                while let Some(id) = waiting.pop() {
                    let below = children(self.schemas, id, None).into_iter();
                    waiting.extend(below.filter(|child| !named.contains(child) && known.insert(*child)));
                }
                split.extend(known.into_iter().filter(|id| self.has_null_or_absence(*id)));
            }
        }
        if !split.is_empty() {
            self.directions.split(self.schemas, &split);
        }
    }

    /// Whether an object has a property that may be null or absent.
    fn has_null_or_absence(&self, id: SchemaId) -> bool {
        let properties = self.object(id).into_iter().flat_map(|object| object.properties.values());
        properties.into_iter().any(|property| !property.required && self.is_nullable(property.schema))
    }
}
