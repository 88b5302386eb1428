//! Mistakes where there are several variants.

use serde_json::{Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{SchemaId, SchemaKind, Variants};

use super::search::Search;
use crate::mutation::value_mutation::{Mistake, Step, ValueMutation};
use crate::schema::Types;

/// How deep unions of one variant beside `null` are looked into.
const NESTED_UNIONS: usize = 50;

impl Search<'_> {
    /// With one variant beside `null` that variant's mistakes; with several a value that suits none, and the mistakes of
    /// each.
    pub(super) fn variants(&mut self, steps: &[Step], schema: SchemaId, variants: &Variants) {
        let schemas = &self.api.schemas;
        let others: Vec<SchemaId> = variants
            .schemas
            .iter()
            .copied()
            .filter(|variant| !matches!(schemas[schemas.resolve(*variant)].kind, SchemaKind::Null))
            .collect();
        if let [only] = others.as_slice() {
            if self.unions > NESTED_UNIONS {
                self.is_too_deep = true;
                return;
            }
            let before = self.found.len();
            self.unions += 1;
            self.look(steps, *only);
            self.unions -= 1;
            let own: Vec<ValueMutation> = self.found.drain(before..).collect();
            // Its types are reported already, for the whole.
            let is_told =
                |value_mutation: &ValueMutation| value_mutation.steps == steps && value_mutation.mistake.is_of_type();
            self.found.extend(own.into_iter().filter(|value_mutation| !is_told(value_mutation)));
            return;
        }
        let candidates = [json!({}), json!("trueline-unknown"), json!(-987_654), json!([[]]), json!(true)];
        let is_wrong = |value: &Value| {
            self.validators.is_valid(self.api, schema, Direction::Request, value) == Ok(false)
                && Types::of(self.api, schema).include(value)
        };
        if let Some(wrong) = candidates.into_iter().find(is_wrong) {
            let keyword = if matches!(schemas[schema].kind, SchemaKind::OneOf(_)) { "oneOf" } else { "anyOf" };
            self.replace(steps, Mistake::NoVariant, schema, keyword, wrong);
        }
        for variant in others {
            self.descend(steps, Step::Variant(variant), variant);
        }
    }
}
