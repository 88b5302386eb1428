//! Mistakes in arrays.

use trueline_spec::model::{ArraySchema, SchemaId, SchemaKind};

use super::search::Search;
use crate::limits::ARRAY_ITEMS;
use crate::mutation::value_mutation::{Mistake, MutationKind, Step};
use crate::mutation::wrong::Wrong;
use crate::schema::Types;

impl Search<'_> {
    pub(super) fn array(&mut self, steps: &[Step], schema: SchemaId, array: &ArraySchema) {
        let length = |bound: u64| usize::try_from(bound).ok().filter(|length| *length < ARRAY_ITEMS);
        if let Some(min) = array.min_items.filter(|min| *min > 0) {
            match length(min) {
                Some(min) => self.add(steps, Mistake::TooFew, schema, "minItems", MutationKind::Resize(min - 1)),
                None => self.leave_out(&Mistake::TooFew, min, "array-items", ARRAY_ITEMS),
            }
        }
        if let Some(max) = array.max_items {
            match length(max) {
                Some(max) => self.add(steps, Mistake::TooMany, schema, "maxItems", MutationKind::Resize(max + 1)),
                None => self.leave_out(&Mistake::TooMany, max, "array-items", ARRAY_ITEMS),
            }
        }
        if array.unique_items {
            self.add(steps, Mistake::Repeated, schema, "uniqueItems", MutationKind::Repeat);
        }
        if array.contains.is_some() {
            self.wrong(steps, Mistake::WithoutContained, schema, "contains", Wrong::OtherItems);
        }
        let is_closed = |rest: Option<SchemaId>| rest.is_some_and(|rest| Types::of(self.api, rest) == Types::NONE);
        let keyword = match (is_closed(array.items), is_closed(array.unevaluated_items)) {
            (true, _) => Some("items"),
            (false, true) => Some("unevaluatedItems"),
            (false, false) => None,
        };
        if let (Some(keyword), 1..) = (keyword, array.prefix_items.len()) {
            let further = MutationKind::Resize(array.prefix_items.len() + 1);
            self.add(steps, Mistake::FurtherItem, schema, keyword, further);
        }
        for (index, item) in array.prefix_items.iter().enumerate() {
            self.descend(steps, Step::Item(index), *item);
        }
        if let (Some(item), true) = (array.items, array.prefix_items.is_empty()) {
            self.descend(steps, Step::Item(0), item);
            // A server may look at the first item alone.
            let is_plain = matches!(
                self.api.schemas[self.api.schemas.as_one(item)].kind,
                SchemaKind::Number(_) | SchemaKind::String(_) | SchemaKind::Enum(_)
            );
            if is_plain && array.max_items.is_none_or(|max| max > 1) {
                self.descend(steps, Step::Item(1), item);
            }
        }
    }
}
