//! What plain text means: the core schema of YAML 1.2.2 (section 10.3.2), and numbers of JSON.

use super::node::NodeDataKind;
use crate::model::Number;

/// The value of a plain scalar.
pub(super) fn plain(text: &str) -> NodeDataKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeDataKind::Null,
        "true" | "True" | "TRUE" => NodeDataKind::Bool(true),
        "false" | "False" | "FALSE" => NodeDataKind::Bool(false),
        _ => number(text)
            .map_or_else(|| NodeDataKind::String(text.into()), |number| NodeDataKind::Number(Box::new(number))),
    }
}

/// The number that a text writes, where it writes one.
pub(super) fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return i128::from_str_radix(digits, 16).ok().map(Number::Integer);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return i128::from_str_radix(digits, 8).ok().map(Number::Integer);
    }
    let is_float = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+');
    if !unsigned.contains(|c: char| c.is_ascii_digit()) || !unsigned.chars().all(is_float) {
        return None;
    }
    if let Ok(integer) = text.parse::<i128>() {
        return Some(Number::Integer(integer));
    }
    Some(from_f64(text.parse::<f64>().ok()?))
}

/// Whole numbers that `f64` holds exactly become integers, as JSON Schema sees them (2020-12 Core section 4.2.2).
#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
fn from_f64(value: f64) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        Number::Integer(value as i128)
    } else {
        Number::Float(value.clamp(f64::MIN, f64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_outside_64_bits_stay_exact() {
        assert_eq!(number("-9223372036854776000"), Some(Number::Integer(-9_223_372_036_854_776_000)));
    }

    #[test]
    fn words_dates_and_versions_are_no_numbers() {
        for text in ["no", "on", "2020-01-01", "1.2.3", ".", "-", "+", "e5", "0x", "1_000", "inf", "nan"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_whole_float_is_an_integer() {
        assert_eq!(number("1e3"), Some(Number::Integer(1000)));
        assert_eq!(number("0.5"), Some(Number::Float(0.5)));
        assert_eq!(number("1e999"), Some(Number::Float(f64::MAX)));
    }
}
