//! Rules that the API's document sets for values, checked before anything is sent. No message shows a text.

use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value};

use super::decimal;
use super::pattern::is_missed;
use super::wide;

/// What becomes of a request that breaks rules of the API's document: values beyond their bounds, parameters and credentials
/// that are required and missing. What cannot be sent at all is an error whatever is said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Rules {
    /// It is not sent, and the error names every rule that it breaks.
    #[default]
    Strict,
    /// It is sent, and a hook is told of every rule that it breaks.
    Warn,
    /// It is sent, and nothing is checked: for documents that are stricter than their servers.
    Off,
}

/// A rule for a value; null is not its concern.
#[derive(Debug)]
pub enum Rule {
    /// For numbers.
    Number {
        /// The lower bound.
        minimum: Option<Bound>,
        /// The upper bound.
        maximum: Option<Bound>,
        /// What divides it.
        multiple_of: Option<f64>,
    },
    /// For texts.
    Text {
        /// The least number of characters.
        min_length: Option<u64>,
        /// The greatest number of characters.
        max_length: Option<u64>,
        /// What must be found in it.
        pattern: Option<&'static str>,
        /// What it must be.
        format: Option<Format>,
    },
    /// For lists.
    List {
        /// The least number of items.
        min_items: Option<u64>,
        /// The greatest number of items.
        max_items: Option<u64>,
        /// Whether no two are equal.
        unique: bool,
        /// The rule of each.
        items: Option<&'static Rule>,
    },
    /// For objects.
    Object {
        /// The least number of properties.
        min_properties: Option<u64>,
        /// The greatest number of properties.
        max_properties: Option<u64>,
        /// Rules of properties.
        properties: &'static [(&'static str, &'static Rule)],
        /// The rule of every other property.
        additional: Option<&'static Rule>,
    },
    /// For texts among alternatives: one of a list.
    Listed(&'static [&'static str]),
    /// For integers among alternatives: one of a list.
    ListedIntegers(&'static [i64]),
    /// Several rules at once.
    All(&'static [&'static Rule]),
    /// One of several rules.
    Any(&'static [&'static Rule]),
}

/// A bound of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The bound as JSON writes it.
    pub text: &'static str,
    /// Whether the bound itself is outside.
    pub exclusive: bool,
}

/// What a text must be.
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

/// A rule that is broken: where in the value, and how.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// `items[2].name` for instance; empty for the value itself.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// Everything that breaks the rule of a value that is to be sent.
pub fn check(rule: Option<&Rule>, value: &Value) -> Vec<Broken> {
    let mut broken = Vec::new();
    if let Some(rule) = rule {
        walk(rule, value, "", &mut broken);
    }
    broken
}

/// What is wrong with one value, in one text.
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
            tell(path, broken, self::number(&number.to_string(), *minimum, *maximum, *multiple_of));
        }
        (Rule::Number { minimum, maximum, multiple_of }, Value::Object(_)) => {
            let broken_by = |digits| self::number(digits, *minimum, *maximum, *multiple_of);
            tell(path, broken, wide::digits(value).and_then(broken_by));
        }
        (Rule::Text { min_length, max_length, pattern, format }, Value::String(text)) => {
            tell(path, broken, size(text.chars().count(), *min_length, *max_length, "characters"));
            let missed = pattern.filter(|pattern| is_missed(pattern, text));
            tell(path, broken, missed.map(|pattern| format!("does not match the pattern `{pattern}`")));
            tell(path, broken, format.and_then(|format| self::format(format, text)));
        }
        (Rule::Listed(listed), Value::String(text)) => {
            let is_listed = listed.contains(&text.as_str());
            tell(path, broken, (!is_listed).then(|| "is a value that the document does not list".to_owned()));
        }
        (Rule::ListedIntegers(listed), Value::Number(number)) => {
            let is_listed = number.as_i64().is_some_and(|integer| listed.contains(&integer));
            tell(path, broken, (!is_listed).then(|| "is a value that the document does not list".to_owned()));
        }
        (Rule::List { min_items, max_items, unique, items }, Value::Array(list)) => {
            tell(path, broken, size(list.len(), *min_items, *max_items, "items"));
            let repeated = *unique && list.iter().enumerate().any(|(index, item)| list[..index].contains(item));
            tell(path, broken, repeated.then(|| "has an item twice".to_owned()));
            for (index, item) in list.iter().enumerate() {
                if let Some(rule) = items {
                    walk(rule, item, &format!("{path}[{index}]"), broken);
                }
            }
        }
        (Rule::Object { min_properties, max_properties, properties, additional }, Value::Object(object)) => {
            tell(path, broken, size(object.len(), *min_properties, *max_properties, "properties"));
            members(object, properties, *additional, path, broken);
        }
        _ => {}
    }
}

/// What breaks the rule that the value comes nearest to.
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

/// The place of a member within a place.
fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn tell(path: &str, broken: &mut Vec<Broken>, message: Option<String>) {
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

/// Whether a number is a multiple, or may be one that was rounded to 64 bits.
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

/// Only what is certainly none is refused: the server knows better.
fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !text.chars().any(char::is_control)
        && !text.contains(' ')
}
