//! Whether two values of JSON mean the same.

use serde_json::Value;

/// The first place at which two values differ in meaning; nothing where they do not.
///
/// Numbers are equal by their mathematical value (JSON Schema 2020-12 Core section 4.2.2), times where they are the same
/// instant with the same offset, and UUIDs in either case (RFC 9562 section 4).
pub(super) fn difference(sent: &Value, back: &Value) -> Option<String> {
    at(sent, back, &mut String::new())
}

fn at(sent: &Value, back: &Value, place: &mut String) -> Option<String> {
    match (sent, back) {
        (Value::Object(sent), Value::Object(back)) => {
            if let Some(name) = back.keys().find(|name| !sent.contains_key(*name)) {
                return Some(format!("`{place}/{name}` was absent"));
            }
            sent.iter().find_map(|(name, value)| {
                let Some(other) = back.get(name) else { return Some(format!("`{place}/{name}` is missing")) };
                below(place, name, |place| at(value, other, place))
            })
        }
        (Value::Array(sent), Value::Array(back)) if sent.len() == back.len() => {
            let pairs = sent.iter().zip(back).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (sent, back))| below(place, &index.to_string(), |place| at(sent, back, place)))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        (Value::String(one), Value::String(other)) if same_text(one, other) => None,
        (one, other) if one == other => None,
        (one, other) => Some(format!("`{place}` was {one} and is {other}")),
    }
}

fn below<R>(place: &mut String, step: &str, look: impl FnOnce(&mut String) -> R) -> R {
    let length = place.len();
    place.push('/');
    place.push_str(step);
    let result = look(place);
    place.truncate(length);
    result
}

fn same_text(one: &str, other: &str) -> bool {
    let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    let is_uuid = |text: &str| text.len() == 36 && text.split('-').count() == 5;
    one == other
        || is_uuid(one) && one.eq_ignore_ascii_case(other)
        || time(one).is_some_and(|instant| time(other).is_some_and(|other| other == instant))
}
