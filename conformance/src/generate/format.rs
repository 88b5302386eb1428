//! Texts of a format.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::{Completeness, SeededRng};

/// A text of a format; nothing where the format has no rule that is known here.
pub(super) fn text(rng: &mut SeededRng, completeness: Completeness, format: &str) -> Option<String> {
    let number = if completeness == Completeness::Minimal { 7 } else { rng.bits() };
    let small = number % 1000;
    Some(match format {
        "uuid" => uuid(number, rng, completeness, None),
        "uuid1" | "uuid2" | "uuid3" | "uuid4" | "uuid5" | "uuid6" | "uuid7" | "uuid8" => {
            uuid(number, rng, completeness, version(format))
        }
        "email" | "idn-email" => email(small),
        "date-time" => date_time(number, completeness),
        "date" => date(number),
        "time" => format!("{}Z", clock(number)),
        "duration" => format!("PT{}M", small + 1),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => format!("https://example.org/{small}"),
        "uri-template" => format!("https://example.org/{{id}}/{small}"),
        "hostname" | "idn-hostname" => format!("host{small}.example.org"),
        "ipv4" | "ip" | "ipvanyaddress" => format!("192.0.2.{}", number % 256),
        "ipv6" => format!("2001:db8::{:x}", number % 0xffff),
        "byte" | "base64" => STANDARD.encode(small.to_string()),
        "base64url" => URL_SAFE_NO_PAD.encode(small.to_string()),
        "json-pointer" => format!("/items/{small}"),
        "relative-json-pointer" => format!("{}/items", number % 9),
        "regex" => format!("^a{{{}}}$", number % 9),
        "decimal" => format!("{small}.25"),
        "int32" | "int64" => small.to_string(),
        _ => return None,
    })
}

/// A UUID of RFC 9562, of a version where one is asked for.
fn uuid(number: u64, rng: &mut SeededRng, completeness: Completeness, version: Option<uuid::Version>) -> String {
    let low = if completeness == Completeness::Minimal { 7 } else { rng.bits() };
    let bytes = (u128::from(number) << 64 | u128::from(low)).to_be_bytes();
    let random = uuid::Builder::from_random_bytes(bytes);
    let typed = if let Some(version) = version { random.with_version(version) } else { random };
    typed.into_uuid().to_string()
}

/// The version that a format names by its last digit.
fn version(format: &str) -> Option<uuid::Version> {
    use uuid::Version;
    Some(match format.chars().last()? {
        '1' => Version::Mac,
        '2' => Version::Dce,
        '3' => Version::Md5,
        '4' => Version::Random,
        '5' => Version::Sha1,
        '6' => Version::SortMac,
        '7' => Version::SortRand,
        '8' => Version::Custom,
        _ => return None,
    })
}

/// Addresses that are in everyday use.
fn email(number: u64) -> String {
    match number % 11 {
        1 => format!("person+{number}@example.org"),
        2 => format!("first.last{number}@mail.example.org"),
        3 => format!("person_{number}@example.org"),
        _ => format!("person{number}@example.org"),
    }
}

fn date(number: u64) -> String {
    match number % 12 {
        0 => "2024-02-29".to_owned(),
        1 => "1999-12-31".to_owned(),
        _ => format!("20{:02}-{:02}-{:02}", 10 + number % 30, 1 + number / 7 % 12, 1 + number / 11 % 28),
    }
}

fn clock(number: u64) -> String {
    format!("{:02}:{:02}:{:02}", number % 24, number / 24 % 60, number / 1440 % 60)
}

/// With offsets and fractions, as RFC 3339 section 5.6 allows them.
fn date_time(number: u64, completeness: Completeness) -> String {
    let ending = match (completeness, number / 86400 % 6) {
        (Completeness::Random, 0) => ".123Z",
        (Completeness::Random, 1) => "+05:30",
        (Completeness::Random, 2) => ".000001-08:00",
        _ => "Z",
    };
    format!("{}T{}{ending}", date(number), clock(number))
}
