//! Bodies of requests and answers as bytes, by their media type.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use trueline_spec::model::{Api, JsonType, MediaType, SchemaId, SchemaKind, Style};

use super::{
    decode::scalar,
    encode,
    escape::{escape_query, unescape_form},
    multipart::{self, BOUNDARY, Part},
};
use crate::schema::{Types, subschema};

/// The types whose values are one text.
const SCALARS: [JsonType; 4] = [JsonType::Integer, JsonType::Number, JsonType::Boolean, JsonType::Null];

/// The fields of a form, or the parts of a multipart body, that are read.
const MOST_FIELDS: usize = 100_000;

/// What a body turned out to be.
#[derive(Clone, PartialEq)]
pub enum DecodedBody {
    /// A value that a schema can judge.
    Value(Value),
    /// Bytes that no schema describes: a file, or a media type without a reading here (XML for instance).
    Opaque,
}

impl std::fmt::Debug for DecodedBody {
    /// Without the value, in which a server repeats credentials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value([...])",
            Self::Opaque => "Opaque",
        })
    }
}

/// A value as a body, with its `Content-Type`. Nothing where the media type has no writing here.
#[must_use]
pub fn encode_body(api: &Api, media_type: &MediaType, value: &Value) -> Option<(String, Vec<u8>)> {
    let essence = concrete(&media_type.essence());
    if is_json(&essence) {
        return Some((essence, value.to_string().into_bytes()));
    }
    match essence.as_str() {
        "application/x-www-form-urlencoded" => {
            Some((essence, form(media_type, value.as_object()?).join("&").into_bytes()))
        }
        "multipart/form-data" => {
            let parts = multipart_parts(api, media_type, value.as_object()?);
            Some((format!("{essence}; boundary={BOUNDARY}"), multipart::write(&parts)))
        }
        _ if essence.starts_with("text/") && !essence.ends_with("xml") => {
            Some((format!("{essence}; charset=utf-8"), encode::scalar(value).into_bytes()))
        }
        _ if is_binary(&essence) => Some((essence, value.as_str()?.as_bytes().to_vec())),
        _ => None,
    }
}

/// The value of a body.
///
/// # Errors
///
/// The bytes are not of the media type; with the reason.
pub fn decode_body(api: &Api, media_type: &MediaType, content_type: &str, bytes: &[u8]) -> Result<DecodedBody, String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if is_json(&essence) {
        return serde_json::from_slice(bytes).map(DecodedBody::Value).map_err(|error| format!("no JSON: {error}"));
    }
    match essence.as_str() {
        "application/x-www-form-urlencoded" => read_form(api, media_type, bytes).map(DecodedBody::Value),
        "multipart/form-data" => {
            let parts = multipart::read(content_type, bytes, MOST_FIELDS)?;
            Ok(DecodedBody::Value(read_multipart(api, media_type, parts)))
        }
        // Events and lines, each of which is a value of its own.
        "text/event-stream" => Ok(DecodedBody::Opaque),
        _ if essence.starts_with("text/") && !essence.ends_with("xml") => {
            let text = std::str::from_utf8(bytes).map_err(|error| format!("no UTF-8: {error}"))?;
            let types = media_type.schema.map_or(Types::ALL, |schema| Types::of(api, schema));
            Ok(if types.has(JsonType::String) {
                DecodedBody::Value(text.into())
            } else if SCALARS.into_iter().any(|scalar| types.has(scalar)) {
                DecodedBody::Value(scalar(types, text))
            } else {
                // Objects and lists as text: JSON is judged; whatever else it may be (CSV, YAML), no schema describes.
                serde_json::from_str(text).map_or(DecodedBody::Opaque, DecodedBody::Value)
            })
        }
        _ => Ok(DecodedBody::Opaque),
    }
}

/// `application/json` and whatever is JSON by its suffix (RFC 6839 section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

fn is_binary(essence: &str) -> bool {
    essence == "application/octet-stream" || ["image/", "audio/", "video/"].iter().any(|kind| essence.starts_with(kind))
}

/// A media type of a range.
pub(crate) fn concrete(essence: &str) -> String {
    match essence {
        "*/*" | "application/*" => "application/json".to_owned(),
        "text/*" => "text/plain".to_owned(),
        "image/*" => "image/png".to_owned(),
        other => other.to_owned(),
    }
}

fn form(media_type: &MediaType, members: &Map<String, Value>) -> Vec<String> {
    members
        .iter()
        .filter(|(_, value)| !value.is_null())
        .flat_map(|(name, value)| field(media_type, name, value))
        .collect()
}

/// A form's field: `style: form, explode: true` where nothing else is said (OpenAPI 3.1.0 section 4.8.15.1).
fn field(media_type: &MediaType, name: &str, value: &Value) -> Vec<String> {
    let encoding = media_type.encodings.iter().find(|encoding| encoding.property == name);
    let style = encoding.and_then(|encoding| encoding.style);
    let explode =
        encoding.and_then(|encoding| encoding.explode).unwrap_or(style.is_none_or(|style| style == Style::Form));
    let pair = |name: &str, text: &str| format!("{}={}", escape_query(name, false), escape_query(text, false));
    match (style, value) {
        (Some(Style::DeepObject), Value::Object(members)) => {
            members.iter().map(|(key, value)| pair(&format!("{name}[{key}]"), &encode::scalar(value))).collect()
        }
        (_, Value::Array(items)) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            vec![pair(name, &value.to_string())]
        }
        (_, Value::Array(items)) if explode => items.iter().map(|item| pair(name, &encode::scalar(item))).collect(),
        (_, Value::Array(items)) => {
            let between = match style {
                Some(Style::SpaceDelimited) => " ",
                Some(Style::PipeDelimited) => "|",
                _ => ",",
            };
            vec![pair(name, &items.iter().map(encode::scalar).collect::<Vec<_>>().join(between))]
        }
        _ => vec![pair(name, &encode::scalar(value))],
    }
}

fn read_form(api: &Api, media_type: &MediaType, bytes: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(bytes);
    let mut members = Map::new();
    for (index, pair) in text.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        if index == MOST_FIELDS {
            return Err(format!("more than {MOST_FIELDS} fields"));
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (unescape_form(name), unescape_form(value));
        let separator = media_type.encodings.iter().find(|encoding| encoding.property == name).and_then(|encoding| {
            let style = encoding.style.unwrap_or(Style::Form);
            (!encoding.explode.unwrap_or(style == Style::Form)).then_some(match style {
                Style::SpaceDelimited => ' ',
                Style::PipeDelimited => '|',
                _ => ',',
            })
        });
        if let Some((outer, inner)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            let schema = media_type.schema.and_then(|schema| subschema::member(api, schema, outer));
            let types = schema
                .and_then(|schema| subschema::member(api, schema, inner))
                .map_or(Types::ALL, |schema| Types::of(api, schema));
            let member = members.entry(outer.to_owned()).or_insert_with(|| Map::new().into());
            if let Value::Object(member) = member {
                member.insert(inner.to_owned(), scalar(types, &value));
            }
            continue;
        }
        read_field(api, media_type.schema, &mut members, &name, &value, separator);
    }
    Ok(members.into())
}

fn read_field(
    api: &Api,
    schema: Option<SchemaId>,
    members: &mut Map<String, Value>,
    name: &str,
    text: &str,
    separator: Option<char>,
) {
    let schema = schema.and_then(|schema| subschema::member(api, schema, name));
    let types = schema.map_or(Types::ALL, |schema| Types::of(api, schema));
    if types.has(JsonType::Array) && !types.has(JsonType::String) {
        let parsed = serde_json::from_str::<Value>(text).ok().filter(Value::is_array);
        let item_types =
            schema.and_then(|schema| subschema::items(api, schema)).map_or(Types::ALL, |item| Types::of(api, item));
        let texts: Vec<&str> = separator.map_or_else(|| vec![text], |separator| text.split(separator).collect());
        let found: Vec<Value> = match parsed {
            Some(Value::Array(items)) => items,
            _ => texts.into_iter().map(|text| scalar(item_types, text)).collect(),
        };
        match members.entry(name.to_owned()).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(items) => items.extend(found),
            other => *other = found.into(),
        }
        return;
    }
    if types.has(JsonType::Object) && !types.has(JsonType::String) {
        let value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        members.insert(name.to_owned(), value);
        return;
    }
    members.insert(name.to_owned(), scalar(types, text));
}

fn multipart_parts(api: &Api, media_type: &MediaType, members: &Map<String, Value>) -> Vec<Part> {
    members
        .iter()
        .filter(|(_, value)| !value.is_null())
        .flat_map(|(name, value)| {
            let schema = media_type.schema.and_then(|schema| subschema::member(api, schema, name));
            let stated = media_type.encodings.iter().find(|encoding| &encoding.property == name);
            let stated = stated.and_then(|encoding| encoding.content_type.as_deref());
            let values: Vec<&Value> = match value {
                Value::Array(items) if stated.is_none() => items.iter().collect(),
                _ => vec![value],
            };
            let schema =
                if value.is_array() { schema.and_then(|schema| subschema::items(api, schema)) } else { schema };
            values.into_iter().map(move |value| multipart_part(api, schema, name, value, stated)).collect::<Vec<_>>()
        })
        .collect()
}

fn multipart_part(api: &Api, schema: Option<SchemaId>, name: &str, value: &Value, stated: Option<&str>) -> Part {
    let is_file = schema.is_some_and(|schema| holds_bytes(api, schema));
    let stated = stated.and_then(|list| list.split(',').next()).map(|name| concrete(name.trim()));
    let content_type = stated.or_else(|| match value {
        Value::Object(_) | Value::Array(_) => Some("application/json".to_owned()),
        _ if is_file => Some("application/octet-stream".to_owned()),
        _ => None,
    });
    let content = match value {
        Value::Object(_) | Value::Array(_) => value.to_string(),
        _ => encode::scalar(value),
    };
    Part {
        name: name.to_owned(),
        file_name: is_file.then(|| "file".to_owned()),
        content_type,
        content: content.into_bytes(),
    }
}

fn read_multipart(api: &Api, media_type: &MediaType, parts: Vec<Part>) -> Value {
    let mut members = Map::new();
    for part in parts {
        let text = String::from_utf8(part.content).unwrap_or_else(|error| STANDARD.encode(error.as_bytes()));
        let json = part.content_type.as_deref().is_some_and(is_json);
        match serde_json::from_str::<Value>(&text).ok().filter(|_| json) {
            Some(value) if value.is_object() && repeats(api, media_type.schema, &part.name) => {
                let list = members.entry(part.name).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(items) = list {
                    items.push(value);
                }
            }
            Some(value) => {
                members.insert(part.name, value);
            }
            None => read_field(api, media_type.schema, &mut members, &part.name, &text, None),
        }
    }
    members.into()
}

/// Whether a property's values are parts of their own.
fn repeats(api: &Api, schema: Option<SchemaId>, name: &str) -> bool {
    schema.and_then(|schema| subschema::member(api, schema, name)).is_some_and(|schema| {
        let types = Types::of(api, schema);
        types.has(JsonType::Array) && !types.has(JsonType::Object)
    })
}

/// Whether a string schema stands for a file's bytes.
pub(crate) fn holds_bytes(api: &Api, schema: SchemaId) -> bool {
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::String(string) => {
            string.format.as_deref() == Some("binary")
                || (string.content_media_type.is_some() && string.content_encoding.is_none())
        }
        _ => false,
    }
}
