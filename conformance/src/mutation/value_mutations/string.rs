//! Mistakes in texts and listed values.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{EnumSchema, SchemaId, StringSchema};

use super::search::Search;
use crate::limits::TEXT_LENGTH;
use crate::mutation::value_mutation::{Mistake, MutationKind, Step};
use crate::mutation::wrong::Wrong;

impl Search<'_> {
    pub(super) fn string(&mut self, steps: &[Step], schema: SchemaId, string: &StringSchema) {
        if let Some(min) = string.min_length.filter(|min| *min > 0) {
            match usize::try_from(min - 1).ok().filter(|length| *length < TEXT_LENGTH) {
                Some(length) => self.add(steps, Mistake::TooShort, schema, "minLength", text_of(length)),
                None => self.leave_out(&Mistake::TooShort, min, "text-length", TEXT_LENGTH),
            }
        }
        if let Some(max) = string.max_length {
            match usize::try_from(max).ok().filter(|length| *length < TEXT_LENGTH) {
                Some(length) => self.add(steps, Mistake::TooLong, schema, "maxLength", text_of(length + 1)),
                None => self.leave_out(&Mistake::TooLong, max, "text-length", TEXT_LENGTH),
            }
        }
        if string.pattern.is_some() {
            self.wrong(steps, Mistake::AgainstPattern, schema, "pattern", Wrong::AgainstPattern);
        }
        if let Some(format) = string.format.as_ref().filter(|format| self.is_judged(schema, format)) {
            self.wrong(
                steps,
                Mistake::NotOfFormat(format.clone()),
                schema,
                "format",
                Wrong::NotOfFormat(format.clone()),
            );
        }
    }

    /// Whether the judge knows a format: it refuses a text for it.
    fn is_judged(&self, schema: SchemaId, format: &str) -> bool {
        let candidates =
            [format!("not-a-{format}"), "not a valid text".to_owned(), "%%%".to_owned(), "\u{e9}[".to_owned()];
        candidates.into_iter().any(|text| {
            let violations =
                self.validators.violations(self.api, schema, Direction::Request, &text.into()).unwrap_or_default();
            violations.iter().any(|violation| violation.keyword == "format")
        })
    }

    pub(super) fn enumeration(&mut self, steps: &[Step], schema: SchemaId, values: &EnumSchema) {
        let keyword = if values.is_const { "const" } else { "enum" };
        let listed: Vec<Value> = values.values.iter().map(|listed| listed.value.clone()).collect();
        let texts = || listed.iter().filter_map(Value::as_str);
        let has_case = texts().any(|text| text.chars().any(char::is_alphabetic));
        self.wrong(steps, Mistake::NotInEnum, schema, keyword, Wrong::Unlisted(listed.clone()));
        if has_case {
            self.wrong(steps, Mistake::InAnotherCase, schema, keyword, Wrong::OtherCase);
        }
    }
}

/// A text of so many characters.
fn text_of(length: usize) -> MutationKind {
    const SHORT: usize = 1000;
    if length > SHORT { MutationKind::LongText(length) } else { MutationKind::Wrong(Wrong::OfLength(length)) }
}
