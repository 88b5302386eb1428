//! A choice between the readings of a text: `5` is a number and a string, `a,b` a list and a string. The first that is a
//! value of the schema is meant.

use rustc_hash::FxHashSet;
use serde_json::Value;
use trueline_spec::model::{Api, JsonType, SchemaId, SchemaKind};

use super::DecodeError;
use super::decode::scalar;
use crate::schema::Types;

/// The variants of unions within unions as which a text is read.
const MOST_VARIANTS: usize = 32;

/// Whether a value is one of a schema.
pub type IsValid<'a> = &'a dyn Fn(SchemaId, &Value) -> bool;

/// Chooses among readings.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    pub api: &'a Api,
    pub is_valid: IsValid<'a>,
}

impl Choice<'_> {
    /// What a text or several are as a value of a schema: of a union, of the first variant whose reading is valid.
    pub(super) fn reading<T: Reading>(self, schema: SchemaId, read: impl Fn(SchemaId) -> T) -> T {
        let variants = self.variants(schema);
        if variants.len() > 1 {
            for variant in variants {
                let reading = read(variant);
                if reading.value().is_some_and(|value| (self.is_valid)(schema, value)) {
                    return reading;
                }
            }
        }
        read(schema)
    }

    /// The first of two readings, where it is valid or the second is not.
    pub(super) fn either(self, schema: SchemaId, first: Value, second: impl FnOnce() -> Value) -> Value {
        if (self.is_valid)(schema, &first) {
            return first;
        }
        let second = second();
        if (self.is_valid)(schema, &second) { second } else { first }
    }

    /// A text as a scalar of a schema; a string where no other type takes it.
    pub(super) fn scalar(self, schema: Option<SchemaId>, text: &str) -> Value {
        let types = schema.map_or(Types::ALL, |schema| Types::of(self.api, schema));
        let first = scalar(types, text);
        match schema {
            Some(schema) if !first.is_string() && types.has(JsonType::String) => {
                self.either(schema, first, || text.into())
            }
            _ => first,
        }
    }

    /// The schemas that a union is of, unions within it opened; of any other schema itself.
    fn variants(self, schema: SchemaId) -> Vec<SchemaId> {
        let schemas = &self.api.schemas;
        let (mut seen, mut found, mut waiting) = (FxHashSet::default(), Vec::new(), vec![schema]);
        while let Some(schema) = waiting.pop().map(|schema| schemas.as_one(schema)) {
            if !seen.insert(schema) || found.len() == MOST_VARIANTS {
                continue;
            }
            match &schemas[schema].kind {
                SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
                    waiting.extend(variants.schemas.iter().rev().take(MOST_VARIANTS));
                }
                _ => found.push(schema),
            }
        }
        found
    }
}

/// What a reading gives: a value, or none where nothing was sent.
pub(super) trait Reading {
    fn value(&self) -> Option<&Value>;
}

impl Reading for Value {
    fn value(&self) -> Option<&Value> {
        Some(self)
    }
}

impl Reading for Result<Option<Value>, DecodeError> {
    fn value(&self) -> Option<&Value> {
        self.as_ref().ok()?.as_ref()
    }
}
