//! A parameter's value as text.
//!
//! What is undefined (RFC 6570 section 2.3) is left out: `null`, members and items that are `null`, and an array or an object of
//! which nothing is left.

use std::borrow::Cow;

use serde_json::Value;
use trueline_spec::model::{Location, Parameter, ParameterEncoding, Style};

use super::escape::{escape_path, escape_query};

/// A parameter on the wire.
#[derive(Clone, PartialEq, Eq)]
pub enum Encoded {
    /// Text in place of `{name}`, escaped.
    Path(String),
    /// Pairs of a query, escaped.
    Query(Vec<String>),
    /// A header's value.
    Header(String),
    /// Pairs of `Cookie`, name and value.
    Cookie(Vec<(String, String)>),
    /// Nothing is sent for the value, which is undefined.
    Nothing,
}

impl std::fmt::Debug for Encoded {
    /// Without values, among which are sessions.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Path(_) => "Path([...])",
            Self::Query(_) => "Query([...])",
            Self::Header(_) => "Header([...])",
            Self::Cookie(_) => "Cookie([...])",
            Self::Nothing => "Nothing",
        })
    }
}

/// Encodes a value as its parameter says.
#[must_use]
pub fn encode_parameter(parameter: &Parameter, value: &Value) -> Encoded {
    let name = &parameter.name;
    let value = match &parameter.encoding {
        ParameterEncoding::Content { .. } => Cow::Borrowed(value),
        ParameterEncoding::Style { .. } => match defined(value) {
            Some(value) => value,
            None => return Encoded::Nothing,
        },
    };
    let value = &*value;
    match parameter.location {
        Location::Path => Encoded::Path(path(&parameter.encoding, name, value)),
        Location::Query => Encoded::Query(query(&parameter.encoding, name, value)),
        Location::Header => Encoded::Header(encode_header(&parameter.encoding, value)),
        Location::Cookie => Encoded::Cookie(cookie(&parameter.encoding, name, value)),
    }
}

/// A value without its undefined parts; nothing where it is undefined itself.
pub(super) fn defined(value: &Value) -> Option<Cow<'_, Value>> {
    let is_empty = match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        Value::Object(members) => members.values().all(Value::is_null),
        _ => false,
    };
    if is_empty {
        return None;
    }
    Some(match value {
        Value::Array(items) if items.iter().any(Value::is_null) => {
            Cow::Owned(items.iter().filter(|item| !item.is_null()).cloned().collect())
        }
        Value::Object(members) if members.values().any(Value::is_null) => {
            let members = members.iter().filter(|(_, member)| !member.is_null());
            Cow::Owned(Value::Object(members.map(|(name, member)| (name.clone(), member.clone())).collect()))
        }
        _ => Cow::Borrowed(value),
    })
}

fn path(encoding: &ParameterEncoding, name: &str, value: &Value) -> String {
    let ParameterEncoding::Style { style, explode, .. } = encoding else {
        return escape_path(&content(encoding, value));
    };
    match style {
        Style::Label => format!(".{}", joined(value, if *explode { "." } else { "," }, *explode, escape_path)),
        Style::Matrix => matrix(name, value, *explode),
        _ => joined(value, ",", *explode, escape_path),
    }
}

/// JSON where the media type is; else the scalar's own text.
fn content(encoding: &ParameterEncoding, value: &Value) -> String {
    match encoding {
        ParameterEncoding::Content { media_type, .. } if !media_type.contains("json") => scalar(value),
        _ => value.to_string(),
    }
}

/// `;name=value`, without `=` where the value is empty (RFC 6570 section 3.2.7).
fn matrix(name: &str, value: &Value, explode: bool) -> String {
    let pair = |name: &str, text: String| {
        let name = escape_path(name);
        if text.is_empty() { format!(";{name}") } else { format!(";{name}={text}") }
    };
    match value {
        Value::Array(items) if explode => items.iter().map(|item| pair(name, escape_path(&scalar(item)))).collect(),
        Value::Object(members) if explode => {
            members.iter().map(|(key, item)| pair(key, escape_path(&scalar(item)))).collect()
        }
        _ => pair(name, joined(value, ",", false, escape_path)),
    }
}

fn query(encoding: &ParameterEncoding, name: &str, value: &Value) -> Vec<String> {
    let ParameterEncoding::Style { style, explode, allow_reserved, .. } = encoding else {
        return vec![format!("{}={}", escape_query(name, false), escape_query(&content(encoding, value), false))];
    };
    query_pairs(*style, *explode, *allow_reserved, name, value)
}

/// The pairs of a query, or of a form, that are a value in a style (OpenAPI 3.1.0 sections 4.8.12.3 and 4.8.15.1).
pub(super) fn query_pairs(style: Style, explode: bool, allow_reserved: bool, name: &str, value: &Value) -> Vec<String> {
    let Some(value) = defined(value) else { return Vec::new() };
    let escape = |text: &str| escape_query(text, allow_reserved);
    let key = escape_query(name, false);
    match (style, &*value) {
        (Style::DeepObject, value @ (Value::Object(_) | Value::Array(_))) => deep(name, value, allow_reserved),
        (_, Value::Array(items)) if explode => {
            items.iter().map(|item| format!("{key}={}", escape(&scalar(item)))).collect()
        }
        (_, Value::Object(members)) if explode => members
            .iter()
            .map(|(member, item)| format!("{}={}", escape_query(member, false), escape(&scalar(item))))
            .collect(),
        (Style::SpaceDelimited, value) => vec![format!("{key}={}", joined(value, "%20", false, escape))],
        (Style::PipeDelimited, value) => vec![format!("{key}={}", joined(value, "%7C", false, escape))],
        (_, value @ (Value::Array(_) | Value::Object(_))) => {
            // A comma within an item would be one between items.
            vec![format!("{key}={}", joined(value, ",", false, |text| escape(text).replace(',', "%2C")))]
        }
        (_, value) => vec![format!("{key}={}", escape(&scalar(value)))],
    }
}

/// `name[key]=value`, nested as far as the value is.
fn deep(name: &str, value: &Value, allow_reserved: bool) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(members) => {
            let members = members.iter();
            members.flat_map(|(key, item)| deep(&format!("{name}[{key}]"), item, allow_reserved)).collect()
        }
        Value::Array(items) => {
            // Without an index it would be unknown which item a member is of.
            let are_nested = items.iter().any(|item| item.is_object() || item.is_array());
            let index = |index: usize| if are_nested { index.to_string() } else { String::new() };
            let items = items.iter().enumerate();
            items.flat_map(|(at, item)| deep(&format!("{name}[{}]", index(at)), item, allow_reserved)).collect()
        }
        _ => vec![format!("{}={}", escape_query(name, false), escape_query(&scalar(value), allow_reserved))],
    }
}

/// A header's value as text.
#[must_use]
pub fn encode_header(encoding: &ParameterEncoding, value: &Value) -> String {
    match encoding {
        ParameterEncoding::Style { explode, .. } => {
            defined(value).map_or_else(String::new, |value| joined(&value, ",", *explode, str::to_owned))
        }
        ParameterEncoding::Content { .. } => content(encoding, value),
    }
}

fn cookie(encoding: &ParameterEncoding, name: &str, value: &Value) -> Vec<(String, String)> {
    match (encoding, value) {
        (ParameterEncoding::Style { explode: true, .. }, Value::Array(items)) => {
            items.iter().map(|item| (name.to_owned(), escape_query(&scalar(item), false))).collect()
        }
        (ParameterEncoding::Style { explode: true, .. }, Value::Object(members)) => {
            members.iter().map(|(key, item)| (key.clone(), escape_query(&scalar(item), false))).collect()
        }
        (ParameterEncoding::Style { .. }, _) => {
            vec![(name.to_owned(), joined(value, ",", false, |text| escape_query(text, false)))]
        }
        (ParameterEncoding::Content { .. }, _) => {
            vec![(name.to_owned(), escape_query(&content(encoding, value), false))]
        }
    }
}

/// Items, or keys and values, with a separator between them.
fn joined(value: &Value, separator: &str, explode: bool, escape: impl Fn(&str) -> String) -> String {
    match value {
        Value::Array(items) => items.iter().map(|item| escape(&scalar(item))).collect::<Vec<_>>().join(separator),
        Value::Object(members) => members
            .iter()
            .map(|(key, item)| {
                let between = if explode { "=" } else { separator };
                format!("{}{between}{}", escape(key), escape(&scalar(item)))
            })
            .collect::<Vec<_>>()
            .join(separator),
        _ => escape(&scalar(value)),
    }
}

/// A scalar's text; `null` is empty, and what the styles have no word for is JSON.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
