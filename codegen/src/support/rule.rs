//! Rules that the API's document declares for values, checked before anything is sent. No message shows the text of a
//! value.

use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value};

use super::decimal;
use super::pattern::is_missed;
use super::wide;

/// What happens to a request that breaks rules of the API's document: values outside their bounds, or required
/// parameters and credentials that are missing. What cannot be sent at all is always an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Rules {
    /// It is not sent, and the error lists every rule that it breaks.
    #[default]
    Strict,
    /// It is sent, and a hook receives every rule that it breaks.
    Warn,
    /// It is sent without checks: for documents that are stricter than their servers.
    Off,
}

/// A rule for a value; null always follows it.
#[derive(Debug)]
pub enum Rule {
    /// Of numbers.
    Number {
        /// The lower bound.
        minimum: Option<Bound>,
        /// The upper bound.
        maximum: Option<Bound>,
        /// The number that it must be a multiple of.
        multiple_of: Option<f64>,
    },
    /// Of strings.
    Text {
        /// The minimum number of characters.
        min_length: Option<u64>,
        /// The maximum number of characters.
        max_length: Option<u64>,
        /// The pattern that must match.
        pattern: Option<&'static str>,
        /// The format.
        format: Option<Format>,
    },
    /// Of lists.
    List {
        /// The minimum number of items.
        min_items: Option<u64>,
        /// The maximum number of items.
        max_items: Option<u64>,
        /// Whether items must be unique.
        unique: bool,
        /// The rule of each item.
        items: Option<&'static Rule>,
    },
    /// Of objects.
    Object {
        /// The minimum number of properties.
        min_properties: Option<u64>,
        /// The maximum number of properties.
        max_properties: Option<u64>,
        /// The rules of named properties.
        properties: &'static [(&'static str, &'static Rule)],
        /// The rule of every other property.
        additional: Option<&'static Rule>,
    },
    /// Of strings in a union: one of a list.
    Listed(&'static [&'static str]),
    /// Of integers in a union: one of a list.
    ListedIntegers(&'static [i64]),
    /// All of several rules.
    All(&'static [&'static Rule]),
    /// At least one of several rules.
    Any(&'static [&'static Rule]),
}

/// A bound of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The bound in JSON's notation.
    pub text: &'static str,
    /// Whether the bound itself is excluded.
    pub exclusive: bool,
}

/// The format of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An email address.
    Email,
    /// An absolute URI.
    Uri,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
}

/// A broken rule: where in the value, and how.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// The place, such as `items[2].name`; empty for the value itself.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// Every rule that a value to be sent breaks.
pub fn check(rule: Option<&Rule>, value: &Value) -> Vec<Broken> {
    let mut broken = Vec::new();
    if let Some(rule) = rule {
        walk(rule, value, "", &mut broken);
    }
    broken
}

/// What is wrong with one value, as one text.
pub fn summary(broken: &[Broken]) -> Option<String> {
    let text = |Broken { path, message }: &Broken| {
        if path.is_empty() { message.clone() } else { format!("`{path}` {message}") }
    };
    (!broken.is_empty()).then(|| broken.iter().map(text).collect::<Vec<_>>().join(", and "))
}

fn walk(rule: &Rule, value: &Value, path: &str, broken: &mut Vec<Broken>) {
    match (rule, value) {
        (Rule::All(rules), _) => rules.iter().for_each(|rule| walk(rule, value, path, broken)),
        (Rule::Any(rules), _) => broken.extend(nearest(rules, value, path)),
        (Rule::Number { minimum, maximum, multiple_of }, Value::Number(number)) => {
            note(path, broken, self::number(&number.to_string(), *minimum, *maximum, *multiple_of));
        }
        (Rule::Number { minimum, maximum, multiple_of }, Value::Object(_)) => {
            let broken_by = |digits| self::number(digits, *minimum, *maximum, *multiple_of);
            note(path, broken, wide::digits(value).and_then(broken_by));
        }
        (Rule::Text { min_length, max_length, pattern, format }, Value::String(text)) => {
            note(path, broken, size(text.chars().count(), *min_length, *max_length, "characters"));
            let missed = pattern.filter(|pattern| is_missed(pattern, text));
            note(path, broken, missed.map(|pattern| format!("does not match the pattern `{pattern}`")));
            note(path, broken, format.and_then(|format| self::format(format, text)));
        }
        (Rule::Listed(listed), Value::String(text)) => {
            let is_listed = listed.contains(&text.as_str());
            note(path, broken, (!is_listed).then(|| "is not one of the listed values".to_owned()));
        }
        (Rule::ListedIntegers(listed), Value::Number(number)) => {
            let is_listed = number.as_i64().is_some_and(|integer| listed.contains(&integer));
            note(path, broken, (!is_listed).then(|| "is not one of the listed values".to_owned()));
        }
        (Rule::List { min_items, max_items, unique, items }, Value::Array(list)) => {
            note(path, broken, size(list.len(), *min_items, *max_items, "items"));
            let repeated = *unique && list.iter().enumerate().any(|(index, item)| list[..index].contains(item));
            note(path, broken, repeated.then(|| "has duplicate items".to_owned()));
            for (index, item) in list.iter().enumerate() {
                if let Some(rule) = items {
                    walk(rule, item, &format!("{path}[{index}]"), broken);
                }
            }
        }
        (Rule::Object { min_properties, max_properties, properties, additional }, Value::Object(object)) => {
            note(path, broken, size(object.len(), *min_properties, *max_properties, "properties"));
            members(object, properties, *additional, path, broken);
        }
        _ => {}
    }
}

/// The violations of the rule that the value comes closest to.
fn nearest(rules: &[&Rule], value: &Value, path: &str) -> Vec<Broken> {
    let attempts = rules.iter().map(|rule| {
        let mut broken = Vec::new();
        walk(rule, value, path, &mut broken);
        broken
    });
    attempts.min_by_key(Vec::len).unwrap_or_default()
}

fn members(
    object: &Map<String, Value>,
    properties: &[(&str, &'static Rule)],
    additional: Option<&'static Rule>,
    path: &str,
    broken: &mut Vec<Broken>,
) {
    for (name, value) in object {
        let own = properties.iter().find(|(property, _)| property == name).map(|(_, rule)| *rule);
        let Some(rule) = own.or(additional) else { continue };
        walk(rule, value, &member(path, name), broken);
    }
}

/// The path of a member within another.
fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn note(path: &str, broken: &mut Vec<Broken>, message: Option<String>) {
    broken.extend(message.map(|message| Broken { path: path.to_owned(), message }));
}

fn size(count: usize, least: Option<u64>, greatest: Option<u64>, what: &str) -> Option<String> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match (least, greatest) {
        (Some(least), _) if count < least => Some(format!("has {count} {what}, but at least {least} are required")),
        (_, Some(greatest)) if count > greatest => {
            Some(format!("has {count} {what}, but at most {greatest} are allowed"))
        }
        _ => None,
    }
}

fn number(number: &str, minimum: Option<Bound>, maximum: Option<Bound>, multiple_of: Option<f64>) -> Option<String> {
    let order = |bound: &Bound| decimal::compare(number, bound.text);
    let is_beyond = |bound: &Bound, side| {
        order(bound).is_some_and(|order| order == side || bound.exclusive && order == Ordering::Equal)
    };
    match (minimum, maximum) {
        (Some(bound), _) if is_beyond(&bound, Ordering::Less) => {
            let what = if bound.exclusive { "more than" } else { "at least" };
            return Some(format!("is {number}, but must be {what} {}", bound.text));
        }
        (_, Some(bound)) if is_beyond(&bound, Ordering::Greater) => {
            let what = if bound.exclusive { "less than" } else { "at most" };
            return Some(format!("is {number}, but must be {what} {}", bound.text));
        }
        _ => {}
    }
    let divisor = multiple_of?;
    (!is_multiple(number, divisor)).then(|| format!("is {number}, but must be a multiple of {divisor}"))
}

/// Whether a number is a multiple, or may be one after rounding to 64 bits.
fn is_multiple(number: &str, divisor: f64) -> bool {
    if decimal::is_multiple(number, &divisor.to_string()) != Some(false) {
        return true;
    }
    let is_integer = !number.contains(['.', 'e', 'E']);
    let quotient = number.parse::<f64>().map_or(f64::NAN, |number| number / divisor);
    let rounded = 4.0 * f64::EPSILON * quotient.abs();
    !is_integer && rounded < 0.5 && (quotient - quotient.round()).abs() <= rounded
}

fn format(format: Format, text: &str) -> Option<String> {
    let (holds, what) = match format {
        Format::Email => (is_email(text), "an email address"),
        Format::Uri => (reqwest::Url::parse(text).is_ok(), "an absolute URI"),
        Format::Ipv4 => (text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address"),
        Format::Ipv6 => (text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address"),
    };
    (!holds).then(|| format!("is not {what}"))
}

/// Refuses only what is certainly invalid: the server knows better.
fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !text.chars().any(char::is_control)
        && !text.contains(' ')
}
