//! Alternatives beside an object that only say which properties must be there: they can name some that nobody declares.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{SchemaId, SchemaKind};

use crate::plan::types::planner::TypePlanner;

impl TypePlanner<'_> {
    /// The names that alternatives require and the object beside them does not declare, by the object. A component has
    /// what it declares alone, since it stands elsewhere too.
    pub(crate) fn names_of_alternatives(&self) -> BTreeMap<SchemaId, Vec<String>> {
        let mut found: BTreeMap<SchemaId, Vec<String>> = BTreeMap::new();
        for (id, schema) in self.schemas.iter() {
            let SchemaKind::AllOf(parts) = &schema.kind else { continue };
            let names: Vec<&String> = parts.iter().flat_map(|part| self.names_alone(*part)).collect();
            if names.is_empty() {
                continue;
            }
            let core = self.core(id);
            let Some(object) = self.object(core).filter(|_| core != id && !self.is_component(core)) else { continue };
            let wanted = found.entry(core).or_default();
            let mut known: BTreeSet<String> = wanted.iter().cloned().collect();
            for name in names {
                if !object.properties.contains_key(name) && known.insert(name.clone()) {
                    wanted.push(name.clone());
                }
            }
        }
        found
    }

    /// The names that alternatives require, where that is all they say.
    fn names_alone(&self, id: SchemaId) -> Vec<&String> {
        let (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants)) = &self.schemas[self.schemas.resolve(id)].kind
        else {
            return Vec::new();
        };
        if !variants.schemas.iter().all(|variant| self.says_presence_alone(*variant)) {
            return Vec::new();
        }
        let objects = variants.schemas.iter().filter_map(|variant| self.object(*variant));
        objects.flat_map(|object| &object.required_undeclared).collect()
    }
}
