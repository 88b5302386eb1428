//! The body of a request.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{ExampleValue, MediaType, SchemaId};

use super::case_builder::{ATTEMPTS, of_attempt};
use super::{CaseBuilder, Content, NotMade, Unsendable, media_type_of};
use crate::generate::{Completeness, SeededRng, TextPosition};
use crate::judge::is_valid_in_request;
use crate::schema::json_pointer;
use crate::wire::{DecodedBody, decode_body, encode_body};

impl CaseBuilder<'_> {
    pub(super) fn content(
        &self,
        completeness: Completeness,
        texts: TextPosition,
        rng: &mut SeededRng,
    ) -> Result<Option<Content>, NotMade> {
        let Some(body) = self.operation.body.as_ref().filter(|body| !body.content.is_empty()) else { return Ok(None) };
        if !body.required
            && completeness != Completeness::AllDeclared
            && (completeness == Completeness::Minimal || rng.one_in(4))
        {
            return Ok(None);
        }
        let mut failure = NotMade::NoBody;
        let mut order: Vec<usize> = (0..body.content.len()).collect();
        order.sort_by_key(|index| !body.content[*index].is_json());
        if completeness == Completeness::Random {
            let turn = rng.below(order.len());
            order.rotate_left(turn);
        }
        for index in order {
            match self.value_of(index, completeness, texts, rng) {
                Ok(value) => return Ok(Some(Content::Value { media_type: index, value })),
                Err(reason) => failure = reason,
            }
        }
        if body.required { Err(failure) } else { Ok(None) }
    }

    /// A value for a declared media type.
    ///
    /// # Errors
    ///
    /// Why none can be made.
    pub(crate) fn body_of(
        &self,
        index: usize,
        completeness: Completeness,
        rng: &mut SeededRng,
    ) -> Result<Value, NotMade> {
        self.value_of(index, completeness, TextPosition::Short, rng)
    }

    /// A value for a declared media type, with the owner's own values in it.
    fn value_of(
        &self,
        index: usize,
        completeness: Completeness,
        texts: TextPosition,
        rng: &mut SeededRng,
    ) -> Result<Value, NotMade> {
        let media_type = media_type_of(self.operation, index).ok_or(NotMade::NoSuchMediaType)?;
        let shows_example = completeness == Completeness::Minimal || rng.one_in(12);
        let example = media_type.examples.iter().find_map(|example| match &example.value {
            ExampleValue::Inline(value) if shows_example => Some(value.clone()),
            _ => None,
        });
        let is_valid = |value: &Value| {
            media_type.schema.is_none_or(|schema| {
                self.validators.is_valid(self.api, schema, Direction::Request, value).unwrap_or(false)
            })
        };
        for attempt in 0..if media_type.is_json() { 1 } else { ATTEMPTS } {
            let shown = example.clone().filter(|example| attempt == 0 && is_valid(example));
            let mut value = match (shown, media_type.schema) {
                (Some(example), _) => example,
                (None, Some(schema)) => {
                    let mut generator = self.generator(of_attempt(completeness, attempt), texts, rng);
                    let generated = generator.value(schema);
                    *rng = generator.rng;
                    generated?
                }
                (None, None) => Value::String("text".to_owned()),
            };
            self.own(&mut value);
            match encode_body(self.api, media_type, &value) {
                Some((content_type, bytes)) if self.is_readable_body(media_type, &content_type, &bytes) => {
                    return Ok(value);
                }
                Some(_) => {}
                None => return Err(Unsendable::NotWritten { media_type: media_type.name.clone() }.into()),
            }
        }
        Err(NotMade::UnwrittenBody { media_type: media_type.name.clone() })
    }

    /// Whether the bytes of a body are read as a valid value; empty ones are none.
    fn is_readable_body(&self, media_type: &MediaType, content_type: &str, bytes: &[u8]) -> bool {
        if media_type.is_json() {
            return true;
        }
        let is_valid = is_valid_in_request(self.api, self.validators);
        self.charge(bytes.len() / 8);
        let read = decode_body(self.api, media_type, content_type, bytes, &is_valid);
        let is_fine = read.is_ok_and(|read| match read {
            DecodedBody::Value(read) => self.may_be(media_type.schema, &read),
            DecodedBody::Opaque => true,
        });
        is_fine && !bytes.is_empty()
    }

    /// Whether a value is one of a schema, or it cannot be decided.
    pub(super) fn may_be(&self, schema: Option<SchemaId>, value: &Value) -> bool {
        schema.is_none_or(|schema| self.validators.is_valid(self.api, schema, Direction::Request, value) != Ok(false))
    }

    /// Puts the owner's values where a body has such a member.
    pub(crate) fn own(&self, body: &mut Value) {
        for (pointer, value) in self.primary_actor().into_iter().flat_map(|owner| &owner.body) {
            if body.pointer(pointer).is_some() {
                json_pointer::put(body, pointer, value.clone());
            }
        }
    }
}
