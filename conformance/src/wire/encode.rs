//! A parameter's value as text.

use serde_json::Value;
use trueline_spec::model::{Location, Parameter, ParameterEncoding, Style};

use super::escape::{escape_path, escape_query};

/// A parameter on the wire.
#[derive(Clone, PartialEq, Eq)]
pub enum Encoded {
    /// Text in place of `{name}`, escaped.
    Path(String),
    /// Pairs of a query, escaped; none where the value is an empty array or object.
    Query(Vec<String>),
    /// A header's value.
    Header(String),
    /// Pairs of `Cookie`, name and value.
    Cookie(Vec<(String, String)>),
}

impl std::fmt::Debug for Encoded {
    /// Without values, among which are sessions.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Path(_) => "Path([...])",
            Self::Query(_) => "Query([...])",
            Self::Header(_) => "Header([...])",
            Self::Cookie(_) => "Cookie([...])",
        })
    }
}

/// Encodes a value as its parameter says.
#[must_use]
pub fn encode_parameter(parameter: &Parameter, value: &Value) -> Encoded {
    let name = &parameter.name;
    match parameter.location {
        Location::Path => Encoded::Path(path(&parameter.encoding, name, value)),
        Location::Query => Encoded::Query(query(&parameter.encoding, name, value)),
        Location::Header => Encoded::Header(encode_header(&parameter.encoding, value)),
        Location::Cookie => Encoded::Cookie(cookie(&parameter.encoding, name, value)),
    }
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

fn matrix(name: &str, value: &Value, explode: bool) -> String {
    let name = escape_path(name);
    match value {
        Value::Array(items) if explode => {
            let pairs = items.iter().map(|item| format!(";{name}={}", escape_path(&scalar(item))));
            pairs.collect::<Vec<_>>().concat()
        }
        Value::Object(members) if explode => {
            let pairs =
                members.iter().map(|(key, item)| format!(";{}={}", escape_path(key), escape_path(&scalar(item))));
            pairs.collect::<Vec<_>>().concat()
        }
        _ => format!(";{name}={}", joined(value, ",", false, escape_path)),
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
    let escape = |text: &str| escape_query(text, allow_reserved);
    let key = escape_query(name, false);
    match (style, value) {
        (Style::DeepObject, Value::Object(_) | Value::Array(_)) => deep(name, value),
        (_, Value::Array(items)) if explode => {
            items.iter().map(|item| format!("{key}={}", escape(&scalar(item)))).collect()
        }
        (_, Value::Object(members)) if explode => members
            .iter()
            .map(|(member, item)| format!("{}={}", escape_query(member, false), escape(&scalar(item))))
            .collect(),
        (_, Value::Array(items)) if items.is_empty() => Vec::new(),
        (_, Value::Object(members)) if members.is_empty() => Vec::new(),
        (Style::SpaceDelimited, _) => vec![format!("{key}={}", joined(value, "%20", false, escape))],
        (Style::PipeDelimited, _) => vec![format!("{key}={}", joined(value, "%7C", false, escape))],
        _ => vec![format!("{key}={}", joined(value, ",", false, escape))],
    }
}

/// `name[key]=value`, nested as far as the value is.
fn deep(name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => {
            members.iter().flat_map(|(key, item)| deep(&format!("{name}[{key}]"), item)).collect()
        }
        Value::Array(items) => {
            // Without an index nobody could tell which item a member is of.
            let are_nested = items.iter().any(|item| item.is_object() || item.is_array());
            let index = |index: usize| if are_nested { index.to_string() } else { String::new() };
            items.iter().enumerate().flat_map(|(at, item)| deep(&format!("{name}[{}]", index(at)), item)).collect()
        }
        _ => vec![format!("{}={}", escape_query(name, false), escape_query(&scalar(value), false))],
    }
}

/// A header's value as text.
#[must_use]
pub fn encode_header(encoding: &ParameterEncoding, value: &Value) -> String {
    match encoding {
        ParameterEncoding::Style { explode, .. } => joined(value, ",", *explode, str::to_owned),
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
