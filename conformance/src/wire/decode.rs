//! Text of the wire as the value that a parameter's schema describes. Text that cannot be of the schema's type stays a
//! string, for the validator to refuse.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use trueline_spec::model::{
    Api, ApiKeyLocation, Header, JsonType, Location, Operation, Parameter, ParameterEncoding, SchemaId, SchemaKind,
    SecurityScheme, SecuritySchemeKind, Style,
};

use super::DecodeError;
use super::choice::{Choice, IsValid};
use super::escape::{unescape, unescape_form};
use crate::schema::Types;
use crate::schema::subschema;

/// Keys of a `deepObject` within each other, as deep as JSON may be nested.
pub(super) const DEEPEST: usize = 127;

/// What may be around the items of a list in a header (RFC 9110 section 5.6.1); elsewhere it is escaped.
const WHITE_SPACE: [char; 2] = [' ', '\t'];

/// A request's texts, as they were received.
#[derive(Clone, Default)]
pub struct RequestParts {
    /// What stands in place of each `{name}`, escaped.
    pub path: Vec<(String, String)>,
    /// The pairs of the query, escaped.
    pub query: Vec<(String, String)>,
    /// Headers, names in lower case; a value that is no UTF-8 has U+FFFD in its place.
    pub headers: Vec<(String, String)>,
    /// Pairs of `Cookie`, escaped.
    pub cookies: Vec<(String, String)>,
    /// The names of the query's pairs without escapes, and where in the query each is.
    names: Vec<String>,
    places: FxHashMap<String, Vec<usize>>,
}

impl std::fmt::Debug for RequestParts {
    /// Without values, among which are credentials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("RequestParts")
            .field("path", &names(&self.path))
            .field("query", &names(&self.query))
            .field("headers", &names(&self.headers))
            .field("cookies", &names(&self.cookies))
            .finish_non_exhaustive()
    }
}

impl RequestParts {
    /// Takes a request apart. `path` are the values that [`match_path`](super::match_path) found.
    #[must_use]
    pub fn new(path: Vec<(String, String)>, query: &str, headers: Vec<(String, String)>) -> Self {
        let cookies = headers
            .iter()
            .filter(|(name, _)| name == "cookie")
            .flat_map(|(_, value)| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let query: Vec<(String, String)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let names: Vec<String> = query.iter().map(|(name, _)| unescape_form(name)).collect();
        let mut places: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (index, name) in names.iter().enumerate() {
            places.entry(name.clone()).or_default().push(index);
        }
        Self { path, query, headers: combined(headers), cookies, names, places }
    }

    /// The values of the query's pairs of a name, escaped.
    fn queried<'p>(&'p self, name: &str) -> impl Iterator<Item = &'p str> {
        self.places.get(name).into_iter().flatten().map(|index| self.query[*index].1.as_str())
    }

    /// The query's pairs, their names without escapes.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().zip(&self.query).map(|(name, (_, value))| (name.as_str(), value.as_str()))
    }

    /// The first text of the query's pairs of a name, without escapes.
    pub(crate) fn query_text(&self, name: &str) -> Option<String> {
        self.queried(name).next().map(unescape_form)
    }

    /// A header's value; of several lines all, with commas between them where the header is a list.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Headers that are no lists, of which the first line counts.
const SINGLE: [&str; 3] = ["authorization", "content-type", "cookie"];

/// Headers of one name as the one list that they are (RFC 9110 section 5.3).
fn combined(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::with_capacity(headers.len());
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (name, value) in headers {
        let key = name.to_ascii_lowercase();
        if let Some(place) = places.get(&key).filter(|_| !SINGLE.contains(&key.as_str())) {
            let list = &mut found[*place].1;
            list.push_str(", ");
            list.push_str(&value);
        } else {
            places.entry(key).or_insert(found.len());
            found.push((name, value));
        }
    }
    found
}

/// A parameter's value; nothing where it was not sent. Of the readings of a text `is_valid` chooses.
///
/// # Errors
///
/// The text of a `content` parameter is not of its media type.
pub fn decode_parameter(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
    parts: &RequestParts,
    is_valid: IsValid<'_>,
) -> Result<Option<Value>, DecodeError> {
    let choice = Choice { api, is_valid };
    match &parameter.encoding {
        ParameterEncoding::Content { schema, media_type } => {
            let text = raw(parameter, parts);
            text.map(|text| content(choice, *schema, media_type, &text)).transpose()
        }
        ParameterEncoding::Style { style, explode, schema, .. } => choice.reading(*schema, |schema| {
            let reader = Reader { choice, schema, explode: *explode };
            Ok(match parameter.location {
                Location::Path => raw(parameter, parts).map(|text| reader.path(*style, &parameter.name, &text)),
                Location::Query => {
                    let is_taken = |key: &str| is_taken(api, operation, parameter, key);
                    return reader.query(*style, &parameter.name, parts, &is_taken);
                }
                Location::Header => parts.header(&parameter.name).map(|text| reader.joined(text, ",", str::to_owned)),
                Location::Cookie => {
                    reader.cookie(parameter, &parts.cookies, &|key| is_taken(api, operation, parameter, key))
                }
            })
        }),
    }
}

/// The value of an answer's header. Of the readings of its text `is_valid` chooses.
///
/// # Errors
///
/// The text of a `content` header is not of its media type.
pub fn decode_header(api: &Api, header: &Header, text: &str, is_valid: IsValid<'_>) -> Result<Value, DecodeError> {
    let choice = Choice { api, is_valid };
    match &header.encoding {
        ParameterEncoding::Content { schema, media_type } => content(choice, *schema, media_type, text),
        ParameterEncoding::Style { explode, schema, .. } => Ok(choice
            .reading(*schema, |schema| Reader { choice, schema, explode: *explode }.joined(text, ",", str::to_owned))),
    }
}

/// Whether a name of a query or a cookie belongs to something else than this parameter: to another one, or to a key.
fn is_taken(api: &Api, operation: &Operation, parameter: &Parameter, key: &str) -> bool {
    let of_another = |other: &Parameter| {
        let is_deep = matches!(&other.encoding, ParameterEncoding::Style { style: Style::DeepObject, .. });
        let rest = key.strip_prefix(&other.name);
        other.location == parameter.location
            && other.name != parameter.name
            && rest.is_some_and(|rest| rest.is_empty() || is_deep && rest.starts_with('['))
    };
    let location = match parameter.location {
        Location::Cookie => ApiKeyLocation::Cookie,
        _ => ApiKeyLocation::Query,
    };
    let is_key = |scheme: &SecurityScheme| matches!(&scheme.kind, SecuritySchemeKind::ApiKey { name, location: own } if *own == location && name == key);
    let mut schemes = operation.security.iter().flat_map(|requirement| &requirement.schemes);
    operation.parameters.iter().any(of_another)
        || schemes.any(|scheme| api.security_schemes.get(&scheme.name).is_some_and(is_key))
}

fn content(choice: Choice<'_>, schema: Option<SchemaId>, media_type: &str, text: &str) -> Result<Value, DecodeError> {
    if media_type.contains("json") {
        return serde_json::from_str(text).map_err(DecodeError::NotJson);
    }
    Ok(schema.map_or(Value::from(text), |schema| choice.scalar(Some(schema), text)))
}

/// The text of a parameter that is sent once, without escapes but for styles that need them.
fn raw(parameter: &Parameter, parts: &RequestParts) -> Option<String> {
    let find = |pairs: &[(String, String)]| {
        pairs.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| value.clone())
    };
    let is_content = matches!(parameter.encoding, ParameterEncoding::Content { .. });
    match parameter.location {
        Location::Path => find(&parts.path).map(|text| if is_content { unescape(&text) } else { text }),
        Location::Query => parts.query_text(&parameter.name),
        Location::Header => parts.header(&parameter.name).map(str::to_owned),
        Location::Cookie => find(&parts.cookies).map(|text| unescape(&text)),
    }
}

/// Reads texts as values of a schema.
pub(super) struct Reader<'a> {
    pub choice: Choice<'a>,
    pub schema: SchemaId,
    pub explode: bool,
}

impl Reader<'_> {
    fn types(&self) -> Types {
        Types::of(self.choice.api, self.schema)
    }

    fn is_array(&self) -> bool {
        let types = self.types();
        types.has(JsonType::Array) && !types.has(JsonType::String)
    }

    fn is_object(&self) -> bool {
        let types = self.types();
        types.has(JsonType::Object) && !types.has(JsonType::String) && !types.has(JsonType::Array)
    }

    fn path(&self, style: Style, name: &str, text: &str) -> Value {
        match style {
            Style::Label => {
                let text = text.strip_prefix('.').unwrap_or(text);
                let with = |separator: &str| self.joined(text, separator, unescape);
                if self.explode {
                    return with(".");
                }
                // The table of OpenAPI 3.1.0 has dots, RFC 6570 section 3.2.5 and later editions have commas.
                self.choice.either(self.schema, with(","), || with("."))
            }
            Style::Matrix => self.matrix(name, text),
            _ => self.joined(text, ",", unescape),
        }
    }

    fn matrix(&self, name: &str, text: &str) -> Value {
        let pairs: Vec<(String, String)> = text
            .split(';')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (unescape(name), value.to_owned()))
            .collect();
        if self.explode && self.is_object() {
            return self.members(pairs.into_iter().map(|(key, value)| (key, unescape(&value))));
        }
        if self.explode && self.is_array() {
            return self.items(pairs.into_iter().filter(|(key, _)| key == name).map(|(_, value)| unescape(&value)));
        }
        let value = pairs.into_iter().find(|(key, _)| key == name).map_or(String::new(), |(_, value)| value);
        Reader { explode: false, ..*self }.joined(&value, ",", unescape)
    }

    /// The value of a query's pairs; those whose names are taken belong to something else.
    pub(super) fn query(
        &self,
        style: Style,
        name: &str,
        parts: &RequestParts,
        is_taken: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Value>, DecodeError> {
        let types = self.types();
        let nests = types.has(JsonType::Object) || types.has(JsonType::Array);
        if style == Style::DeepObject && nests && !types.has(JsonType::String) {
            return self.deep(name, parts);
        }
        if self.explode && self.is_object() {
            let own = parts.pairs().filter(|(key, _)| self.is_own(key, is_taken));
            let own: Vec<(String, String)> = own.map(|(key, value)| (key.to_owned(), unescape_form(value))).collect();
            return Ok((!own.is_empty()).then(|| self.members(own.into_iter())));
        }
        let mut values = parts.queried(name);
        if self.explode && self.is_array() {
            let values: Vec<String> = values.map(unescape_form).collect();
            return Ok((!values.is_empty()).then(|| self.items(values.into_iter())));
        }
        Ok(values.next().map(|value| match style {
            Style::SpaceDelimited => self.joined(&value.replace('+', "%20"), "%20", unescape),
            Style::PipeDelimited => self.joined(&value.replace("%7C", "|").replace("%7c", "|"), "|", unescape_form),
            _ => self.joined(value, ",", unescape_form),
        }))
    }

    fn cookie(
        &self,
        parameter: &Parameter,
        pairs: &[(String, String)],
        is_taken: &dyn Fn(&str) -> bool,
    ) -> Option<Value> {
        let name = parameter.name.as_str();
        if self.explode && self.is_object() {
            let own: Vec<(String, String)> = pairs
                .iter()
                .filter(|(key, _)| self.is_own(key, is_taken))
                .map(|(key, value)| (key.clone(), unescape(value)))
                .collect();
            return (!own.is_empty()).then(|| self.members(own.into_iter()));
        }
        let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if self.explode && self.is_array() {
            let values: Vec<String> = values.map(unescape).collect();
            return (!values.is_empty()).then(|| self.items(values.into_iter()));
        }
        values.next().map(|value| self.joined(value, ",", unescape))
    }

    /// `name[key][key]=value`, `[]` for items.
    fn deep(&self, name: &str, parts: &RequestParts) -> Result<Option<Value>, DecodeError> {
        let mut found = Value::Null;
        for (key, value) in parts.pairs() {
            let Some(rest) = key.strip_prefix(name).filter(|rest| rest.starts_with('[') && rest.ends_with(']')) else {
                continue;
            };
            let keys = keys_of(rest);
            if keys.len() > DEEPEST {
                return Err(DecodeError::TooDeep { most: DEEPEST });
            }
            insert(self.choice, &mut found, Some(self.schema), &keys, &unescape_form(value));
        }
        Ok((!found.is_null()).then_some(found))
    }

    fn joined(&self, text: &str, separator: &str, unescape: impl Fn(&str) -> String) -> Value {
        if self.is_array() {
            if text.is_empty() {
                return Value::Array(Vec::new());
            }
            return self.items(text.split(separator).map(|part| unescape(part.trim_matches(WHITE_SPACE))));
        }
        if self.is_object() {
            let parts = text.split(separator).map(|part| part.trim_matches(WHITE_SPACE));
            let parts: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
            if self.explode {
                let pairs = parts.iter().map(|part| part.split_once('=').unwrap_or((part, "")));
                return self.members(pairs.map(|(key, value)| (unescape(key), unescape(value))));
            }
            return self.members(
                parts
                    .chunks(2)
                    .map(|pair| (unescape(&pair[0]), pair.get(1).map(|value| unescape(value)).unwrap_or_default())),
            );
        }
        self.choice.scalar(Some(self.schema), &unescape(text))
    }

    fn items(&self, texts: impl Iterator<Item = String>) -> Value {
        let item = |(index, text): (usize, String)| {
            self.choice.scalar(subschema::item(self.choice.api, self.schema, index), &text)
        };
        texts.enumerate().map(item).collect()
    }

    fn members(&self, pairs: impl Iterator<Item = (String, String)>) -> Value {
        let members: Map<String, Value> = pairs
            .map(|(key, text)| {
                let value = self.choice.scalar(subschema::member(self.choice.api, self.schema, &key), &text);
                (key, value)
            })
            .collect();
        members.into()
    }

    /// Whether a pair of this name is a member: one of a property, or of any name, that nothing else has.
    fn is_own(&self, name: &str, is_taken: &dyn Fn(&str) -> bool) -> bool {
        let is_property = subschema::property(self.choice.api, self.schema, name).is_some();
        (is_property || self.takes_any_name()) && !is_taken(name)
    }

    fn takes_any_name(&self) -> bool {
        use trueline_spec::model::AdditionalProperties::{Any, Forbidden, Schema, Unstated};
        match &self.choice.api.schemas[self.choice.api.schemas.as_one(self.schema)].kind {
            SchemaKind::Object(object) => match object.additional {
                Any | Schema(_) => true,
                Unstated => object.properties.is_empty(),
                Forbidden => false,
            },
            _ => false,
        }
    }
}

/// The keys of `[key][key]`.
pub(super) fn keys_of(brackets: &str) -> Vec<&str> {
    brackets[1..brackets.len() - 1].split("][").collect()
}

/// Puts a text into a value, where keys in brackets say.
pub(super) fn insert(choice: Choice<'_>, place: &mut Value, schema: Option<SchemaId>, keys: &[&str], text: &str) {
    let Some((first, rest)) = keys.split_first() else {
        *place = choice.scalar(schema, text);
        return;
    };
    let count = place.as_array().map_or(0, Vec::len);
    let items = schema.and_then(|schema| subschema::items(choice.api, schema));
    // An item that begins where the last one ended, or goes on; an index further on is no item.
    let index = if first.is_empty() { Some(count) } else { first.parse().ok().filter(|_| items.is_some()) };
    if let Some(index) = index.filter(|index| *index <= count) {
        if !place.is_array() {
            *place = Value::Array(Vec::new());
        }
        if let Value::Array(values) = place {
            if index == values.len() {
                values.push(Value::Null);
            }
            insert(choice, &mut values[index], items, rest, text);
        }
        return;
    }
    if !place.is_object() {
        *place = Value::Object(Map::new());
    }
    if let Value::Object(members) = place {
        let member = members.entry((*first).to_owned()).or_insert(Value::Null);
        insert(choice, member, schema.and_then(|schema| subschema::member(choice.api, schema, first)), rest, text);
    }
}

/// A scalar of one of the types; a string where no other type takes the text.
pub(super) fn scalar(types: Types, text: &str) -> Value {
    let only_whole = !types.has(JsonType::Number);
    if types.has_number()
        && !(only_whole && text.contains(['.', 'e', 'E']))
        && let Ok(number) = text.parse::<serde_json::Number>()
        && text.trim() == text
    {
        return Value::Number(number);
    }
    match text {
        "true" if types.has(JsonType::Boolean) => true.into(),
        "false" if types.has(JsonType::Boolean) => false.into(),
        "" | "null" if types.has(JsonType::Null) && !types.has(JsonType::String) => Value::Null,
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::RequestParts;

    #[test]
    fn header_lines_of_one_name_are_one_list() {
        let lines =
            [("x-a", "1"), ("X-B", "2"), ("X-A", "3"), ("authorization", "Bearer a"), ("authorization", "Bearer b")];
        let headers = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let parts = RequestParts::new(Vec::new(), "", headers);
        assert_eq!(
            ["x-a", "x-b", "authorization"].map(|name| parts.header(name)),
            [Some("1, 3"), Some("2"), Some("Bearer a")]
        );
    }
}
