//! Decides the type of a number: the least that holds every value that the schema allows.

use trueline_spec::model::{Bound, NumberSchema};

use crate::plan::model::rust_type::RustType;

/// Formats beyond 128 bits, or without bounds.
const BEYOND: [&str; 4] = ["int256", "uint256", "bigint", "big-integer"];

/// The type of a number. Without a bound, 64 bits are meant.
pub(crate) fn number(schema: &NumberSchema) -> RustType {
    if !schema.integer {
        // JSON has one kind of fraction: 32 bits would write another number than they read.
        return RustType::F64;
    }
    let (low, high) = (schema.minimum.map(limit), schema.maximum.map(limit));
    let fits = |low_limit: i128, high_limit: i128| {
        low.is_none_or(|low| low >= low_limit) && high.is_none_or(|high| high <= high_limit)
    };
    let is_natural = low.is_some_and(|low| low >= 0);
    match schema.format.as_deref() {
        Some("int32") if fits(i32::MIN.into(), i32::MAX.into()) => RustType::I32,
        Some("uint32") if fits(0, u32::MAX.into()) => RustType::U32,
        Some("int64" | "long") => RustType::I64,
        Some("uint64" | "unsigned-long" | "ulong") => RustType::U64,
        Some("uint128" | "uint256") => RustType::U128,
        Some(format) if format == "int128" || BEYOND.contains(&format) => RustType::I128,
        _ if fits(i64::MIN.into(), i64::MAX.into()) && low.is_none_or(|low| low <= i64::MAX.into()) => RustType::I64,
        _ if is_natural && fits(0, u64::MAX.into()) => RustType::U64,
        _ if is_natural => RustType::U128,
        _ => RustType::I128,
    }
}

/// A bound as an integer, the furthest of 128 bits where it is beyond. What floating-point writers make of the bounds of 64
/// bits is these.
fn limit(bound: Bound) -> i128 {
    #[allow(clippy::cast_possible_truncation, reason = "the nearest is wanted, and the furthest beyond")]
    let value = bound.value.as_integer().unwrap_or_else(|| bound.value.as_f64() as i128);
    let is_about = |exact: i128| value >= exact && value < exact + 10_000;
    if is_about(i64::MAX.into()) {
        return i64::MAX.into();
    }
    if is_about(u64::MAX.into()) {
        return u64::MAX.into();
    }
    let is_least = value <= i64::MIN.into() && value > i128::from(i64::MIN) - 10_000;
    if is_least { i64::MIN.into() } else { value }
}

/// Whether integers are among a schema's values that 128 bits cannot hold.
pub(crate) fn is_beyond(schema: &NumberSchema) -> bool {
    let bounds = [schema.minimum, schema.maximum].into_iter().flatten();
    let beyond = |bound: Bound| bound.value.as_integer().is_none() && bound.value.as_f64().abs() > 3.5e38;
    schema.integer
        && (schema.format.as_deref().is_some_and(|format| BEYOND.contains(&format)) || bounds.into_iter().any(beyond))
}
