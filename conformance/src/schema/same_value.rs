//! Whether two values are the same, however they are written.

use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;

/// Whether two values are the same: times are by the instant that they name, UUIDs by their bits (RFC 9562 section 4).
pub(crate) fn is_same_value(one: &Value, other: &Value) -> bool {
    let texts = || one.as_str().zip(other.as_str());
    let is_instant = |(one, other): (&str, &str)| matches!((DateTime::parse_from_rfc3339(one), DateTime::parse_from_rfc3339(other)), (Ok(one), Ok(other)) if one == other);
    let is_uuid = |(one, other): (&str, &str)| matches!((Uuid::parse_str(one), Uuid::parse_str(other)), (Ok(one), Ok(other)) if one == other);
    one == other || texts().is_some_and(is_instant) || texts().is_some_and(is_uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_in_every_spelling() {
        let is_same = |one: &str, other: &str| is_same_value(&one.into(), &other.into());
        let uuid = "c0ffee00-1234-4abc-8def-0123456789ab";
        assert!(is_same(uuid, &uuid.to_uppercase()) && is_same(uuid, &uuid.replace('-', "")));
        assert!(is_same(uuid, &format!("urn:uuid:{uuid}")) && is_same(&format!("{{{uuid}}}"), uuid));
        assert!(!is_same(uuid, "c0ffee00-1234-4abc-8def-0123456789ac") && !is_same("a", "A"));
        assert!(is_same("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"));
        assert!(!is_same("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"));
    }
}
