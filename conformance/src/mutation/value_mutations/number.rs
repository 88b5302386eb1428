//! Mistakes in numbers.

use serde_json::{Value, json};
use trueline_spec::model::{Bound, Number, NumberSchema, SchemaId};

use super::search::Search;
use crate::mutation::value_mutation::{Mistake, Step};
use crate::mutation::wrong::Wrong;

impl Search<'_> {
    pub(super) fn number(&mut self, steps: &[Step], schema: SchemaId, number: &NumberSchema) {
        if let Some(bound) = number.minimum {
            let keyword = if bound.exclusive { "exclusiveMinimum" } else { "minimum" };
            self.wrong(steps, Mistake::BelowMinimum, schema, keyword, beyond(-1, bound, number));
            let is_not_next = bound.value.as_f64() > 0.0 && (bound.value.as_f64() - 1.0).abs() < f64::EPSILON
                || bound.value.as_f64() > 1.0;
            if is_not_next && number.multiple_of.is_none() {
                self.replace(steps, Mistake::Negative, schema, keyword, json!(-1));
            }
            self.replace(steps, Mistake::FarBelowMinimum, schema, keyword, far(bound, number, -1));
        }
        if let Some(bound) = number.maximum {
            let keyword = if bound.exclusive { "exclusiveMaximum" } else { "maximum" };
            self.wrong(steps, Mistake::AboveMaximum, schema, keyword, beyond(1, bound, number));
            self.replace(steps, Mistake::FarAboveMaximum, schema, keyword, far(bound, number, 1));
            self.wrapping(steps, schema, keyword, bound, number);
        }
        if number.integer {
            self.wrong(steps, Mistake::NotAnInteger, schema, "type", Wrong::NotWhole);
        }
        if let Some(multiple) = number.multiple_of {
            self.wrong(steps, Mistake::NotAMultiple, schema, "multipleOf", Wrong::NotAMultiple(multiple));
        }
        let format = number.format.as_deref().unwrap_or_default();
        let Some((least, greatest)) = number.format_bounds() else { return };
        if number.maximum.is_none() {
            let beyond = Number::Integer(greatest + 1).to_json();
            self.replace(steps, Mistake::BeyondFormat(format.to_owned()), schema, "format", beyond);
        }
        if number.minimum.is_none() {
            let mistake = if least == 0 { Mistake::Negative } else { Mistake::BelowFormat(format.to_owned()) };
            self.replace(steps, mistake, schema, "format", Number::Integer(least - 1).to_json());
        }
    }

    /// A number beyond the maximum that is small again where it is kept in 32 bits.
    fn wrapping(
        &mut self,
        steps: &[Step],
        schema: SchemaId,
        keyword: &'static str,
        bound: Bound,
        number: &NumberSchema,
    ) {
        let Some(most) = bound.value.as_integer().filter(|_| number.integer && number.multiple_of.is_none()) else {
            return;
        };
        let wrapped = (1_i128 << 32) + most - 1;
        if most > 1 && wrapped > most {
            let value = Number::Integer(wrapped).to_json();
            self.replace(steps, Mistake::AboveMaximumBy32Bits, schema, keyword, value);
        }
    }
}

/// The nearest number outside a bound, on the side of `sign`.
fn beyond(sign: i8, bound: Bound, number: &NumberSchema) -> Wrong {
    let (up, whole) = (i128::from(sign), |value: f64| if sign > 0 { value.floor() } else { value.ceil() });
    let last = match bound.value {
        Number::Integer(value) if bound.exclusive && number.integer => Number::Integer(value.saturating_sub(up)),
        Number::Float(value) if number.integer => Number::Integer(integer(whole(value))),
        other => other,
    };
    Wrong::Beyond { sign, bound: last, multiple_of: number.multiple_of }
}

/// A number far outside a bound.
fn far(bound: Bound, number: &NumberSchema, sign: i8) -> Value {
    let distance = 1_000_000_007_i128;
    let far = match bound.value {
        Number::Integer(value) => value.saturating_add(i128::from(sign) * distance),
        Number::Float(value) => return json!(value + f64::from(sign) * 1e9),
    };
    match number.multiple_of {
        Some(Number::Integer(step)) if step > 0 => Number::Integer(far.div_euclid(step) * step).to_json(),
        _ => Number::Integer(far).to_json(),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the cast saturates, as is meant")]
fn integer(value: f64) -> i128 {
    value as i128
}
