//! Numbers.

use serde_json::Value;
use trueline_spec::model::{Bound, Number, NumberSchema};

use super::{Completeness, Generator};

/// What every reader of JSON takes exactly (RFC 8259 section 6).
const INTEROPERABLE: i128 = (1 << 53) - 1;

pub(super) fn number(generator: &mut Generator<'_>, schema: &NumberSchema) -> Option<Value> {
    if schema.integer {
        return integer(generator, schema);
    }
    match schema.multiple_of {
        Some(multiple) => multiple_of(generator, schema, multiple),
        None => fraction(generator, schema),
    }
}

fn integer(generator: &mut Generator<'_>, schema: &NumberSchema) -> Option<Value> {
    let (low, high) = range(schema);
    let step = schema.multiple_of.and_then(Number::as_integer).filter(|step| *step > 0).unwrap_or(1);
    let (first, last) = (low.div_euclid(step) + i128::from(low.rem_euclid(step) != 0), high.div_euclid(step));
    if first > last {
        return None;
    }
    let near_zero = 0.clamp(first, last);
    let drawn = match (generator.completeness, generator.rng.below(8)) {
        (Completeness::Random, 0) => first,
        (Completeness::Random, 1) => last,
        (Completeness::Random, 2) => near_zero,
        (Completeness::Random, 3..=4) => {
            generator.rng.between(near_zero.saturating_sub(100).max(first), near_zero.saturating_add(100).min(last))
        }
        (Completeness::Random, 5) => near_power(generator, first, last),
        (Completeness::Random, _) => generator.rng.between(first, last),
        _ => 1.clamp(first, last),
    };
    Some(Number::Integer(drawn * step).to_json())
}

/// A power of two within the range, or a number beside it: where counters and buffers end.
fn near_power(generator: &mut Generator<'_>, first: i128, last: i128) -> i128 {
    let bits = 128 - first.unsigned_abs().max(last.unsigned_abs()).leading_zeros();
    let power = 1_i128 << generator.rng.below(usize::try_from(bits).unwrap_or(0).clamp(1, 120));
    let signed = if last <= 0 || (first < 0 && generator.rng.one_in(4)) { -power } else { power };
    (signed + generator.rng.between(-1, 1)).clamp(first, last)
}

/// The least and the greatest integer.
fn range(schema: &NumberSchema) -> (i128, i128) {
    let format = schema.format_bounds();
    let (least, greatest) = format.unwrap_or((-INTEROPERABLE, INTEROPERABLE));
    let low = schema.minimum.map(|bound| match bound.value {
        Number::Integer(value) => value.saturating_add(i128::from(bound.exclusive)),
        Number::Float(value) => whole(value.ceil()),
    });
    let high = schema.maximum.map(|bound| match bound.value {
        Number::Integer(value) => value.saturating_sub(i128::from(bound.exclusive)),
        Number::Float(value) => whole(value.floor()),
    });
    // Without a format a bound widens what is drawn; a format holds beside the bounds.
    let (widest_low, widest_high) = format.unwrap_or((-i128::from(i64::MAX), i128::from(i64::MAX)));
    match (low, high) {
        (Some(low), Some(high)) => (low.max(widest_low), high.min(widest_high)),
        (Some(low), None) => (low.max(widest_low), greatest.max(low).min(widest_high)),
        (None, Some(high)) => (least.min(high).max(widest_low), high.min(widest_high)),
        (None, None) => (least, greatest),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the cast saturates, as is meant")]
fn whole(value: f64) -> i128 {
    value as i128
}

fn fraction(generator: &mut Generator<'_>, schema: &NumberSchema) -> Option<Value> {
    let low = schema.minimum.map_or(f64::NEG_INFINITY, |bound| bound.value.as_f64());
    let high = schema.maximum.map_or(f64::INFINITY, |bound| bound.value.as_f64());
    let (from, to) = match (low.is_finite(), high.is_finite()) {
        (true, true) => (low, high),
        (true, false) => (low, low + 1000.0),
        (false, true) => (high - 1000.0, high),
        (false, false) => (-1000.0, 1000.0),
    };
    let at = |share: f64| from + (to - from) * share;
    let candidates: Vec<f64> = match generator.completeness {
        Completeness::Random => {
            let share = f64::from(u32::try_from(generator.rng.below(1 << 20)).unwrap_or(0)) / f64::from(1 << 20);
            let mut candidates = vec![at(share), from, to, 0.0, at(share).round()];
            let turn = generator.rng.below(candidates.len());
            candidates.rotate_left(turn);
            candidates.push(at(0.5));
            candidates
        }
        _ => vec![1.0, 0.0, 0.5, from, to, at(0.5)],
    };
    candidates.into_iter().find(|value| within(schema, *value)).map(as_json)
}

fn multiple_of(generator: &mut Generator<'_>, schema: &NumberSchema, multiple: Number) -> Option<Value> {
    let step = multiple.as_f64();
    let first = schema.minimum.map_or(-1000.0, |bound| (bound.value.as_f64() / step).ceil());
    let last = schema.maximum.map_or(first.max(0.0) + 1000.0, |bound| (bound.value.as_f64() / step).floor());
    let (first, last) = (whole(first), whole(last));
    let drawn = if generator.completeness == Completeness::Random {
        generator.rng.between(first, last)
    } else {
        1.clamp(first, last)
    };
    let candidates = [drawn, first, last, first.saturating_add(1)];
    candidates.into_iter().map(|factor| times(factor, step)).find(|value| within(schema, *value)).map(as_json)
}

/// A multiple without the noise of binary fractions: `3 * 0.01` is 0.03.
#[allow(clippy::cast_precision_loss, reason = "factors are small where the step is a fraction")]
fn times(factor: i128, step: f64) -> f64 {
    let inverse = (1.0 / step).round();
    let is_decimal = step < 1.0 && (step * inverse - 1.0).abs() < 1e-9;
    if is_decimal { factor as f64 / inverse } else { factor as f64 * step }
}

fn within(schema: &NumberSchema, value: f64) -> bool {
    let above =
        |bound: Bound| if bound.exclusive { value > bound.value.as_f64() } else { value >= bound.value.as_f64() };
    let below =
        |bound: Bound| if bound.exclusive { value < bound.value.as_f64() } else { value <= bound.value.as_f64() };
    value.is_finite() && schema.minimum.is_none_or(above) && schema.maximum.is_none_or(below)
}

/// Whole numbers are written without a fraction, as most writers of JSON do.
fn as_json(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { Number::Integer(whole(value)).to_json() } else { value.into() }
}
