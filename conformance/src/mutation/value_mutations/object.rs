//! Mistakes in objects.

use serde_json::json;
use trueline_spec::Direction;
use trueline_spec::model::{AdditionalProperties, ObjectSchema, SchemaId};

use super::search::Search;
use crate::limits::OBJECT_MEMBERS;
use crate::mutation::value_mutation::{Mistake, MutationKind, Step, ValueMutation};
use crate::mutation::wrong::Wrong;
use crate::schema::Types;

impl Search<'_> {
    pub(super) fn object(&mut self, steps: &[Step], schema: SchemaId, object: &ObjectSchema) {
        let schemas = &self.api.schemas;
        let sent = object.properties.iter().filter(|(_, found)| !schemas.is_hidden(found.schema, Direction::Request));
        let sent: Vec<_> = sent.collect();
        let declared = sent.iter().filter(|(_, property)| property.required).map(|(name, _)| *name);
        for name in declared.chain(&object.required_undeclared) {
            if self.is_full() {
                return;
            }
            let inner = [steps, &[Step::Member(name.clone())]].concat();
            self.found.push(ValueMutation {
                steps: inner,
                mistake: Mistake::Missing,
                schema,
                keyword: "required",
                kind: MutationKind::Remove(name.clone()),
            });
        }
        for (name, property) in sent {
            self.descend(steps, Step::Member(name.clone()), property.schema);
        }
        if object.additional == AdditionalProperties::Forbidden && object.pattern_properties.is_empty() {
            let kind = MutationKind::Add("trueline_undeclared".to_owned(), json!("text"));
            self.add(steps, Mistake::UndeclaredMember, schema, "additionalProperties", kind);
        }
        match object.unevaluated_properties {
            Some(unevaluated) if Types::of(self.api, unevaluated) == Types::NONE => {
                let kind = MutationKind::Add("trueline_unevaluated".to_owned(), json!("text"));
                self.add(steps, Mistake::UnevaluatedMember, schema, "unevaluatedProperties", kind);
            }
            Some(unevaluated) => self.descend(steps, Step::Member("trueline_unevaluated".to_owned()), unevaluated),
            None => {}
        }
        if let Some(min) = object.min_properties.and_then(|min| usize::try_from(min).ok()).filter(|min| *min > 0) {
            self.wrong(steps, Mistake::TooFewMembers, schema, "minProperties", Wrong::OfMembers(min - 1));
        }
        match object.max_properties.and_then(|max| usize::try_from(max).ok()) {
            Some(max) if max < OBJECT_MEMBERS => {
                self.wrong(steps, Mistake::TooManyMembers, schema, "maxProperties", Wrong::OfMembers(max + 1));
            }
            Some(max) => {
                let max = u64::try_from(max).unwrap_or(u64::MAX);
                self.leave_out(&Mistake::TooManyMembers, max, "object-members", OBJECT_MEMBERS);
            }
            None => {}
        }
        if object.property_names.is_some() {
            self.wrong(steps, Mistake::WrongName, schema, "propertyNames", Wrong::OtherName);
        }
        if let AdditionalProperties::Schema(additional) = object.additional {
            self.descend(steps, Step::Member("trueline".to_owned()), additional);
        }
        for (name, dependent) in &object.dependent_schemas {
            let present = [steps, &[Step::Present(name.clone())]].concat();
            self.look_beside(&present, *dependent);
        }
        for (name, needed) in &object.dependent_required {
            for needed in needed {
                if self.is_full() {
                    return;
                }
                let inner = [steps, &[Step::Member(needed.clone())]].concat();
                self.found.push(ValueMutation {
                    steps: inner,
                    mistake: Mistake::MissingBeside(name.clone()),
                    schema,
                    keyword: "dependentRequired",
                    kind: MutationKind::Remove(needed.clone()),
                });
            }
        }
    }
}
