//! Bodies of requests and answers as bytes, by their media type.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustc_hash::FxHashMap;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use trueline_spec::model::{Api, Encoding, JsonType, MediaType, SchemaId, SchemaKind, Style};

use super::DecodeError;
use super::choice::{Choice, IsValid};
use super::decode::{DEEPEST, Reader, RequestParts, insert, keys_of};
use super::encode;
use super::escape::{escape_query, unescape_form};
use super::multipart::{self, BOUNDARY, Part};
use crate::schema::Types;
use crate::schema::subschema;

/// The types whose values are one text.
const SCALARS: [JsonType; 5] =
    [JsonType::String, JsonType::Integer, JsonType::Number, JsonType::Boolean, JsonType::Null];

/// The fields of a form, or the parts of a multipart body, that are read.
const MOST_FIELDS: usize = 100_000;
/// How deep JSON is read.
const JSON_DEPTH: usize = 127;

/// The media type of forms in one text (OpenAPI 3.1.0 section 4.8.14.4).
const FORM: &str = "application/x-www-form-urlencoded";

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
        return Some((essence, serde_json::to_vec(value).ok()?));
    }
    match essence.as_str() {
        FORM => Some((essence, form(media_type, value.as_object()?).join("&").into_bytes())),
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

/// The value of a body. Of the readings of a text `is_valid` chooses.
///
/// # Errors
///
/// The bytes are not of the media type.
pub fn decode_body(
    api: &Api,
    media_type: &MediaType,
    content_type: &str,
    bytes: &[u8],
    is_valid: IsValid<'_>,
) -> Result<DecodedBody, DecodeError> {
    let choice = Choice { api, is_valid };
    let essence = essence_of(content_type);
    if is_json(&essence) {
        return read_json(bytes).map(DecodedBody::Value);
    }
    match essence.as_str() {
        FORM => read_form(choice, media_type, bytes).map(DecodedBody::Value),
        "multipart/form-data" => {
            let parts = multipart::read(content_type, bytes, MOST_FIELDS)?;
            Ok(DecodedBody::Value(read_multipart(choice, media_type, parts)))
        }
        // Events and lines, each of which is a value of its own.
        "text/event-stream" => Ok(DecodedBody::Opaque),
        _ if essence.starts_with("text/") && !essence.ends_with("xml") => {
            let text = std::str::from_utf8(bytes).map_err(DecodeError::NotUtf8)?;
            Ok(read_text(choice, media_type.schema, text))
        }
        _ => Ok(DecodedBody::Opaque),
    }
}

/// JSON, as deep as it is read: a deeper value is JSON all the same (RFC 8259 section 9).
fn read_json(bytes: &[u8]) -> Result<Value, DecodeError> {
    serde_json::from_slice(bytes).map_err(|error| {
        // What is skipped is not built, so that depth is no matter there.
        let is_json = || serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
        if error.to_string().starts_with("recursion limit exceeded") && is_json() {
            DecodeError::TooDeep { most: JSON_DEPTH }
        } else {
            DecodeError::NotJson(error)
        }
    })
}

/// A text as what its schema describes. Objects and lists as text: JSON is judged; whatever else it may be (CSV, YAML), no
/// schema describes.
fn read_text(choice: Choice<'_>, schema: Option<SchemaId>, text: &str) -> DecodedBody {
    let types = schema.map_or(Types::ALL, |schema| Types::of(choice.api, schema));
    let is_scalar = SCALARS.into_iter().any(|scalar| types.has(scalar));
    let nests = types.has(JsonType::Object) || types.has(JsonType::Array);
    let nested = if nests { serde_json::from_str::<Value>(text).ok() } else { None };
    match (schema, nested) {
        (Some(schema), Some(nested)) if is_scalar && types != Types::ALL => {
            DecodedBody::Value(choice.either(schema, choice.scalar(Some(schema), text), || nested))
        }
        (_, Some(nested)) if !is_scalar => DecodedBody::Value(nested),
        (_, None) if !is_scalar => DecodedBody::Opaque,
        _ if types == Types::ALL => DecodedBody::Value(text.into()),
        _ => DecodedBody::Value(choice.scalar(schema, text)),
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

/// A form's field: as a query has it where the document says a style (OpenAPI 3.1.0 section 4.8.15.1); else lists of
/// texts are fields of one name, and what is nested is JSON.
fn field(media_type: &MediaType, name: &str, value: &Value) -> Vec<String> {
    let pair = |text: &str| format!("{}={}", escape_query(name, false), escape_query(text, false));
    let has_nested = nests(value);
    if let Some(encoding) = encoding_of(media_type, name) {
        if let Some((style, explode)) =
            style_of(encoding).filter(|(style, _)| *style == Style::DeepObject || !has_nested)
        {
            return encode::query_pairs(style, explode, encoding.allow_reserved, name, value);
        }
        if states_json(encoding) {
            return vec![pair(&value.to_string())];
        }
    }
    match value {
        Value::Array(items) if !has_nested => {
            items.iter().filter(|item| !item.is_null()).map(|item| pair(&encode::scalar(item))).collect()
        }
        _ => vec![pair(&encode::scalar(value))],
    }
}

/// Whether a list or an object holds others, for which styles but `deepObject` have no word.
fn nests(value: &Value) -> bool {
    let is_nested = |value: &Value| value.is_object() || value.is_array();
    match value {
        Value::Array(items) => items.iter().any(is_nested),
        Value::Object(members) => members.values().any(is_nested),
        _ => false,
    }
}

fn encoding_of<'m>(media_type: &'m MediaType, name: &str) -> Option<&'m Encoding> {
    media_type.encodings.iter().find(|encoding| encoding.property == name)
}

/// The style and whether it explodes, where the document says anything of them: then the content type counts no longer.
fn style_of(encoding: &Encoding) -> Option<(Style, bool)> {
    let is_said = encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved;
    let style = encoding.style.unwrap_or(Style::Form);
    is_said.then(|| (style, encoding.explode.unwrap_or(style == Style::Form)))
}

/// Whether the document says that a property is sent as JSON.
fn states_json(encoding: &Encoding) -> bool {
    stated_type(encoding).is_some_and(|stated| is_json(&essence_of(&stated)))
}

/// The first media type that the document says for a property's part.
fn stated_type(encoding: &Encoding) -> Option<String> {
    let first = encoding.content_type.as_deref()?.split(',').next()?.trim();
    let essence = essence_of(first);
    Some(if essence.contains('*') { concrete(&essence) } else { first.to_owned() })
}

/// A media type without parameters.
fn essence_of(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn read_form(choice: Choice<'_>, media_type: &MediaType, bytes: &[u8]) -> Result<Value, DecodeError> {
    let text = String::from_utf8_lossy(bytes);
    if text.split('&').filter(|pair| !pair.is_empty()).nth(MOST_FIELDS).is_some() {
        return Err(DecodeError::TooManyFields { most: MOST_FIELDS });
    }
    let form = Form { choice, media_type, parts: RequestParts::new(Vec::new(), &text, Vec::new()) };
    let read = |object| form.read(object).map(|members| Some(Value::Object(members)));
    let read = match media_type.schema {
        Some(schema) => choice.reading(schema, |variant| read(Some(variant))),
        None => read(None),
    };
    Ok(read?.unwrap_or_default())
}

/// The pairs of a form.
struct Form<'a> {
    choice: Choice<'a>,
    media_type: &'a MediaType,
    parts: RequestParts,
}

impl Form<'_> {
    /// The members of an object that the pairs are.
    fn read(&self, object: Option<SchemaId>) -> Result<Map<String, Value>, DecodeError> {
        let api = self.choice.api;
        let property = |name: &str| object.and_then(|object| subschema::property(api, object, name));
        let is_property = |name: &str| property(name).is_some();
        let encodings = self.media_type.encodings.iter();
        let styled: Vec<Styled> = encodings.filter_map(|one| Styled::of(one, property(&one.property)?)).collect();
        let mut members = Map::new();
        for one in &styled {
            members.extend(self.styled(one, &is_property)?.map(|value| (one.name.to_owned(), value)));
        }
        for (name, texts) in self.fields() {
            if styled.iter().any(|one| one.takes(api, &name, &is_property)) {
                continue;
            }
            let outer = outer_of(&name).filter(|outer| !is_property(&name) && is_property(outer));
            if let Some(outer) = outer {
                let keys = keys_of(&name[outer.len()..]);
                if keys.len() > DEEPEST {
                    return Err(DecodeError::PropertyTooDeep { property: outer.to_owned(), most: DEEPEST });
                }
                let place = members.entry(outer.to_owned()).or_insert(Value::Null);
                for text in &texts {
                    insert(self.choice, place, property(outer), &keys, text);
                }
            } else {
                let schema = object.and_then(|object| subschema::member(api, object, &name));
                let member = self.member(&name, schema, texts);
                members.insert(name, member);
            }
        }
        Ok(members)
    }

    /// The value of a property for which the document says a style.
    fn styled(&self, one: &Styled<'_>, is_property: &dyn Fn(&str) -> bool) -> Result<Option<Value>, DecodeError> {
        let is_taken = |name: &str| name != one.name && is_property(name);
        let value = self.choice.reading(one.schema, |schema| {
            let reader = Reader { choice: self.choice, schema, explode: one.explode };
            reader.query(one.style, one.name, &self.parts, &is_taken)
        })?;
        let nested = || self.nested(one.name, one.schema);
        Ok(match value {
            Some(value) => Some(self.choice.either(one.schema, value, nested)),
            None => self.parts.pairs().any(|(name, _)| name == one.name).then(nested),
        })
    }

    /// The value of a property whose style has no word for it.
    fn nested(&self, name: &str, schema: SchemaId) -> Value {
        let pairs = self.parts.pairs().filter(|(own, _)| *own == name);
        self.member(name, Some(schema), pairs.map(|(_, text)| unescape_form(text)).collect())
    }

    /// The member that the texts of its name are.
    fn member(&self, name: &str, schema: Option<SchemaId>, texts: Vec<String>) -> Value {
        let is_stated = encoding_of(self.media_type, name).is_some_and(states_json);
        let fields: Vec<Field> = texts.into_iter().map(|text| Field::of_text(text, is_stated)).collect();
        read_member(self.choice, schema, if is_stated { Lists::Stated } else { Lists::InOne }, &fields)
    }

    /// The texts of each name, in the order of the names.
    fn fields(&self) -> Vec<(String, Vec<String>)> {
        grouped(self.parts.pairs().map(|(name, text)| (name.to_owned(), unescape_form(text))))
    }
}

/// A property for which the document says a style.
struct Styled<'m> {
    name: &'m str,
    schema: SchemaId,
    style: Style,
    explode: bool,
}

impl<'m> Styled<'m> {
    fn of(encoding: &'m Encoding, schema: SchemaId) -> Option<Self> {
        let (style, explode) = style_of(encoding)?;
        Some(Self { name: &encoding.property, schema, style, explode })
    }

    /// Whether a field of this name is the property's, or of it.
    fn takes(&self, api: &Api, name: &str, is_property: &dyn Fn(&str) -> bool) -> bool {
        let is_member = || !is_property(name) && subschema::property(api, self.schema, name).is_some();
        match self.style {
            _ if self.name == name => true,
            Style::DeepObject => outer_of(name) == Some(self.name),
            _ => self.explode && is_member(),
        }
    }
}

/// The name before brackets: `a` of `a[b][c]`.
fn outer_of(name: &str) -> Option<&str> {
    name.strip_suffix(']')?.split_once('[').map(|(outer, _)| outer)
}

/// What has one name, in the order of the names.
fn grouped<T>(pairs: impl Iterator<Item = (String, T)>) -> Vec<(String, Vec<T>)> {
    let mut found: Vec<(String, Vec<T>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (name, value) in pairs {
        let place = *places.entry(name.clone()).or_insert(found.len());
        if place == found.len() {
            found.push((name, Vec::new()));
        }
        found[place].1.push(value);
    }
    found
}

/// A field of a form, or a part of a multipart body.
struct Field {
    text: String,
    /// Its value, where it says that it is JSON.
    json: Option<Value>,
}

impl Field {
    fn of_part(part: Part) -> Self {
        let text = String::from_utf8(part.content).unwrap_or_else(|error| STANDARD.encode(error.as_bytes()));
        Self::of_text(text, part.content_type.is_some_and(|content_type| is_json(&essence_of(&content_type))))
    }

    fn of_text(text: String, is_json: bool) -> Self {
        let json = is_json.then(|| serde_json::from_str(&text).ok()).flatten();
        Self { text, json }
    }

    /// What nests is JSON, in a form as well.
    fn nested(&self) -> Option<Value> {
        self.json.clone().or_else(|| serde_json::from_str(&self.text).ok())
    }

    /// As one value.
    fn read(&self, choice: Choice<'_>, schema: Option<SchemaId>) -> Value {
        let Some(schema) = schema else { return self.json.clone().unwrap_or_else(|| choice.scalar(None, &self.text)) };
        choice.reading(schema, |schema| {
            let types = Types::of(choice.api, schema);
            let is_nested = (types.has(JsonType::Object) || types.has(JsonType::Array)) && !types.has(JsonType::String);
            let value = if is_nested { self.nested() } else { self.json.clone() };
            value.unwrap_or_else(|| choice.scalar(Some(schema), &self.text))
        })
    }
}

/// How a list comes in fields of one name.
#[derive(Clone, Copy)]
enum Lists {
    /// As JSON in one field, which the document states.
    Stated,
    /// As JSON in one field, else a field for each item.
    InOne,
    /// A field for each item, else as JSON in one.
    InSeveral,
}

/// A member that fields of its name are; where it is no list the last is meant.
fn read_member(choice: Choice<'_>, schema: Option<SchemaId>, lists: Lists, fields: &[Field]) -> Value {
    let last = |schema| fields.last().map_or(Value::Null, |field| field.read(choice, schema));
    let Some(schema) = schema else { return last(None) };
    choice.reading(schema, |schema| {
        let types = Types::of(choice.api, schema);
        if !types.has(JsonType::Array) || types.has(JsonType::String) {
            return last(Some(schema));
        }
        let items = || {
            let item = |(index, field): (usize, &Field)| field.read(choice, subschema::item(choice.api, schema, index));
            Value::Array(fields.iter().enumerate().map(item).collect())
        };
        let [field] = fields else { return items() };
        let Some(whole) = field.nested().filter(Value::is_array) else { return items() };
        let item = subschema::items(choice.api, schema);
        let may_be_item = item.is_none_or(|item| Types::of(choice.api, item).has(JsonType::Array));
        match lists {
            Lists::Stated if !may_be_item => whole,
            Lists::InSeveral if may_be_item => choice.either(schema, items(), || whole),
            _ => choice.either(schema, whole, items),
        }
    })
}

/// The parts of a body: of a list a part for each item (RFC 7578 section 4.3). `null` is left out, but for an item of a list
/// whose parts are JSON.
fn multipart_parts(api: &Api, media_type: &MediaType, members: &Map<String, Value>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let schema = media_type.schema.and_then(|schema| subschema::member(api, schema, name));
        let encoding = encoding_of(media_type, name);
        let Value::Array(items) = value else {
            parts.push(multipart_part(api, schema, name, value, encoding));
            continue;
        };
        let schema = schema.and_then(|schema| subschema::items(api, schema));
        let has_null = encoding.is_some_and(states_json);
        let items = items.iter().filter(|item| has_null || !item.is_null());
        parts.extend(items.map(|item| multipart_part(api, schema, name, item, encoding)));
    }
    parts
}

fn multipart_part(api: &Api, schema: Option<SchemaId>, name: &str, value: &Value, encoding: Option<&Encoding>) -> Part {
    let is_file = schema.is_some_and(|schema| holds_bytes(api, schema));
    let content_type = encoding.and_then(stated_type).or_else(|| match value {
        Value::Object(_) | Value::Array(_) => Some("application/json".to_owned()),
        _ if is_file => Some("application/octet-stream".to_owned()),
        _ => None,
    });
    let content = match value {
        _ if content_type.as_deref().is_some_and(|stated| is_json(&essence_of(stated))) => value.to_string(),
        _ => encode::scalar(value),
    };
    Part {
        name: name.to_owned(),
        file_name: is_file.then(|| "file".to_owned()),
        content_type,
        content: content.into_bytes(),
    }
}

fn read_multipart(choice: Choice<'_>, media_type: &MediaType, parts: Vec<Part>) -> Value {
    let parts = grouped(parts.into_iter().map(|part| (part.name.clone(), Field::of_part(part))));
    let read = |object: Option<SchemaId>| {
        let member = |(name, fields): &(String, Vec<Field>)| {
            let schema = object.and_then(|object| subschema::member(choice.api, object, name));
            let is_stated = encoding_of(media_type, name).is_some_and(states_json);
            let lists = if is_stated { Lists::Stated } else { Lists::InSeveral };
            (name.clone(), read_member(choice, schema, lists, fields))
        };
        Value::Object(parts.iter().map(member).collect())
    };
    match media_type.schema {
        Some(schema) => choice.reading(schema, |variant| read(Some(variant))),
        None => read(None),
    }
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
