//! The points that a value shows.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{AdditionalProperties, Api, SchemaId, SchemaKind, Variants};

use super::Goal;
use super::points::Points;
use crate::judge::Validators;

/// Values and schemas of one body that are looked at.
const STEPS: usize = 20_000;
/// How deep schemas are looked into.
const DEPTH: usize = 96;

/// Notes what a value shows of a schema.
pub(super) struct Walk<'w> {
    api: &'w Api,
    validators: &'w Validators,
    points: &'w mut Points,
    direction: Direction,
    /// The steps that distinguishing variants may take in all.
    variants_left: &'w mut u64,
    left: usize,
    /// Whether something is new.
    is_new: bool,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        (api, validators): (&'w Api, &'w Validators),
        points: &'w mut Points,
        direction: Direction,
        variants_left: &'w mut u64,
    ) -> Self {
        Self { api, validators, points, direction, variants_left, left: STEPS, is_new: false }
    }

    /// Looks at a value: whether something of it was not seen before.
    pub(super) fn value(mut self, schema: SchemaId, value: &Value) -> bool {
        self.look(schema, value, DEPTH);
        self.is_new
    }

    /// Looks at a text that stands for a value: a name that the server gave, or the configuration.
    pub(super) fn text(mut self, schema: SchemaId, text: &str) -> bool {
        let readings = serde_json::from_str::<Value>(text).into_iter().chain([Value::from(text)]);
        for reading in readings {
            if self.is_of(schema, &reading) {
                return self.value(schema, &reading);
            }
        }
        false
    }

    fn goal(&self) -> Goal {
        if self.direction == Direction::Request { Goal::Accepted } else { Goal::Received }
    }

    fn mark(&mut self, point: Option<u32>) {
        if let Some(point) = point {
            self.is_new |= self.points.mark(point, self.goal());
        }
    }

    fn look(&mut self, schema: SchemaId, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.left > 0) else { return };
        self.left -= 1;
        let schema = self.api.schemas.resolve(schema);
        if self.direction == Direction::Request {
            self.constraints(schema, value);
        }
        let api = self.api;
        match (&api.schemas[schema].kind, value) {
            (SchemaKind::AllOf(parts), _) => parts.iter().for_each(|part| self.look(*part, value, depth)),
            (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants), _) => {
                self.variants(schema, variants, value, depth);
            }
            (SchemaKind::Enum(values), _) => {
                let at = values.values.iter().position(|own| own.value == *value);
                let point = at.and_then(|at| *self.points.of_schema(schema)?.values.get(at)?);
                self.mark(point);
            }
            (SchemaKind::Array(array), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(of_item) = array.prefix_items.get(index).copied().or(array.items) {
                        self.look(of_item, item, depth);
                    }
                }
            }
            (SchemaKind::Object(object), Value::Object(members)) => {
                for (name, member) in members {
                    if let Some((at, _, property)) = object.properties.get_full(name) {
                        let point = self.points.of_schema(schema).and_then(|own| *own.properties.get(at)?);
                        self.mark(point);
                        self.look(property.schema, member, depth);
                    } else if let AdditionalProperties::Schema(additional) = object.additional {
                        self.look(additional, member, depth);
                    }
                }
                for (name, beside) in &object.dependent_schemas {
                    if members.contains_key(name) {
                        self.look(*beside, value, depth);
                    }
                }
            }
            (SchemaKind::Conditional { condition, then, otherwise }, _) => {
                let branch = if self.is_of(*condition, value) { then } else { otherwise };
                if let Some(schema) = branch {
                    self.look(*schema, value, depth);
                }
            }
            _ => {}
        }
    }

    fn constraints(&mut self, schema: SchemaId, value: &Value) {
        let count = self.points.of_schema(schema).map_or(0, |own| own.constraints.len());
        for at in 0..count {
            let own = self.points.of_schema(schema).and_then(|own| own.constraints.get(at).copied());
            self.mark(own.filter(|(subject, _)| subject.has(value)).map(|(_, point)| point));
        }
    }

    /// The variants that a value is of. Types and the discriminator distinguish most of them; for the others they are judged.
    fn variants(&mut self, schema: SchemaId, variants: &Variants, value: &Value, depth: usize) {
        let Some(own) = self.points.of_schema(schema) else { return };
        let known = variants.schemas.iter().zip(own.variants.iter());
        let mut suited: Vec<(SchemaId, Option<u32>)> =
            known.filter(|(_, (_, types))| types.include(value)).map(|(id, (point, _))| (*id, *point)).collect();
        if let Some(discriminator) = &variants.discriminator
            && let Some(name) = value.get(&discriminator.property).and_then(Value::as_str)
            && let Some((_, named)) = discriminator.mapping.iter().find(|(own, _)| own == name)
        {
            let named = self.api.schemas.resolve(*named);
            suited.retain(|(id, _)| self.api.schemas.resolve(*id) == named);
        }
        if suited.len() > 1 {
            suited.retain(|(id, _)| self.is_of(*id, value));
        }
        for (id, point) in suited {
            self.mark(point);
            self.look(id, value, depth);
        }
    }

    /// Whether a value is one of a schema, as far as the steps for it reach. They count for nothing else: what is made and
    /// judged is the same whatever is noted of it.
    fn is_of(&mut self, schema: SchemaId, value: &Value) -> bool {
        if *self.variants_left == 0 {
            return false;
        }
        let (is_valid, steps) = self.validators.is_valid_uncounted(self.api, schema, self.direction, value);
        *self.variants_left = self.variants_left.saturating_sub(steps.max(1));
        is_valid
    }
}
