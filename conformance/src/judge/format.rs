//! Formats of strings, beyond those that `jsonschema` knows: OpenAPI's registry, and others that documents use.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// Whether a text has a format.
type Check = fn(&str) -> bool;

/// Each format's name with its check.
pub(crate) const CHECKS: &[(&str, Check)] = &[
    ("date-time", is_date_time),
    ("byte", is_base64),
    ("base64", is_base64),
    ("base64url", is_base64),
    ("uuid", is_uuid),
    ("uuid1", is_uuid),
    ("uuid2", is_uuid),
    ("uuid3", is_uuid),
    ("uuid4", is_uuid),
    ("uuid5", is_uuid),
    ("uuid6", is_uuid),
    ("uuid7", is_uuid),
    ("uuid8", is_uuid),
    ("ipvanyaddress", is_address),
];

/// RFC 3339 section 5.6, with any number of digits of a second's fraction, and leap seconds.
pub(crate) fn is_date_time(text: &str) -> bool {
    let leap = text.get(17..19) == Some("60");
    let plain = if leap { format!("{}59{}", &text[..17], &text[19..]) } else { text.to_owned() };
    text.is_ascii() && matches!(text.as_bytes().get(10), Some(b'T' | b't')) && {
        chrono::DateTime::parse_from_rfc3339(&plain).is_ok()
    }
}

fn is_base64(text: &str) -> bool {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].iter().any(|engine| engine.decode(text).is_ok())
}

fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

/// RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times_are_those_of_rfc_3339() {
        for right in ["2026-06-20T09:30:00Z", "2026-06-20t09:30:00.123456789+03:00", "1990-12-31T23:59:60Z"] {
            assert!(is_date_time(right), "{right}");
        }
        for wrong in ["2026-06-20", "2026-06-20 09:30:00Z", "2026-13-20T09:30:00Z", "2026-06-20T09:30:00", "é26-"] {
            assert!(!is_date_time(wrong), "{wrong}");
        }
    }

    #[test]
    fn uuids_have_hyphens() {
        assert!(is_uuid("6f0d2f0a-58c5-4d2c-9a4e-0f6f6a1b2c3d"));
        assert!(!is_uuid("6f0d2f0a58c54d2c9a4e0f6f6a1b2c3d"));
        assert!(!is_uuid("not-a-uuid"));
    }
}
