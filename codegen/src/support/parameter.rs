//! How a parameter's value is serialized: the styles of OpenAPI 3.1.0 section 4.8.12.2.1, applied to JSON values.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::rule::Rule;
use super::wide;

/// A parameter as the document declares it.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it is sent.
    pub location: Location,
    /// How a value is serialized.
    pub encoding: Encoding,
    /// Its position in the document: parameters are sent in this order.
    pub index: u16,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// The rule that its values must follow.
    pub rule: Option<&'static Rule>,
}

impl Parameter {
    /// A path parameter in the default style.
    pub const fn path(name: &'static str, index: u16) -> Self {
        Self::new(name, index, Location::Path, Encoding::Simple(Explode::No))
    }

    /// A query parameter in the default style.
    pub const fn query(name: &'static str, index: u16) -> Self {
        Self::new(name, index, Location::Query, Encoding::Form(Explode::Yes, Reserved::Encoded))
    }

    /// A header parameter in the default style.
    pub const fn header(name: &'static str, index: u16) -> Self {
        Self::new(name, index, Location::Header, Encoding::Simple(Explode::No))
    }

    /// A cookie parameter in the default style.
    pub const fn cookie(name: &'static str, index: u16) -> Self {
        Self::new(name, index, Location::Cookie, Encoding::Form(Explode::Yes, Reserved::Encoded))
    }

    const fn new(name: &'static str, index: u16, location: Location, encoding: Encoding) -> Self {
        Self { name, location, encoding, index, secret: false, rule: None }
    }

    /// The parameter in another style.
    pub const fn encoded(self, encoding: Encoding) -> Self {
        Self { encoding, ..self }
    }

    /// The parameter, with a value that must not be shown.
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The parameter, with a rule that its values must follow.
    pub const fn ruled(self, rule: &'static Rule) -> Self {
        Self { rule: Some(rule), ..self }
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header of its own.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

impl Location {
    /// The name for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path parameter",
            Self::Query => "query parameter",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a value is serialized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `label`: preceded by a dot.
    Label(Explode),
    /// `matrix`: preceded by a semicolon and the name.
    Matrix(Explode),
    /// `simple`: separated by commas.
    Simple(Explode),
    /// `form`: `name=value`; separated by commas unless exploded.
    Form(Explode, Reserved),
    /// `spaceDelimited`
    Space(Reserved),
    /// `pipeDelimited`
    Pipe(Reserved),
    /// `deepObject`: `name[key]=value`; `[]` for items, and `[0]` for items that have members themselves.
    Deep(Reserved),
    /// JSON.
    Json,
}

/// Whether each item or member of an array or object becomes a parameter of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explode {
    /// It does.
    Yes,
    /// They share one parameter.
    No,
}

/// What happens to reserved characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// They are percent-encoded.
    Encoded,
    /// They are kept, except those that would end the value.
    Kept,
}

/// A serialized parameter.
#[derive(Clone)]
pub enum Wire {
    /// A path segment, encoded.
    Path(String),
    /// Pairs of the query, encoded.
    Query(Vec<(String, String)>),
    /// A header.
    Header(HeaderName, HeaderValue),
    /// Cookies, encoded.
    Cookie(Vec<(String, String)>),
    /// Nothing: this value is not sent.
    Nothing,
}

/// All but the unreserved characters of RFC 3986.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// [`STRICT`] without the reserved characters that a query may contain (RFC 3986 section 3.4) and that cannot end a
/// value.
const RESERVED_KEPT: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The characters of a token other than letters and digits (RFC 9110 section 5.6.2).
const TOKEN: &[u8] = b"!#$%&'*+-.^_`|~";
/// The characters that neither a cookie's name nor its value may contain (RFC 6265 section 4.1.1).
const NOT_IN_COOKIES: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// A value by its shape, without what is undefined (RFC 6570 section 2.3): null, and lists or objects of nothing else.
enum Shape {
    Absent,
    Scalar(String),
    List(Vec<String>),
    Fields(Vec<(String, String)>),
}

/// The text of a scalar; what is nested deeper than the style can express is written as JSON.
pub fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => wide::digits(other).map_or_else(|| wide::text(other), str::to_owned),
    }
}

fn shape(value: &Value) -> Shape {
    match value {
        Value::Null => Shape::Absent,
        integer if wide::digits(integer).is_some() => Shape::Scalar(scalar(integer)),
        Value::Array(items) if items.iter().all(Value::is_null) => Shape::Absent,
        Value::Array(items) => Shape::List(items.iter().filter(|item| !item.is_null()).map(scalar).collect()),
        Value::Object(fields) if fields.values().all(Value::is_null) => Shape::Absent,
        Value::Object(fields) => Shape::Fields(
            fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), scalar(value)))
                .collect(),
        ),
        other => Shape::Scalar(scalar(other)),
    }
}

/// Whether a value is an object that has members.
pub fn is_object(value: &Value) -> bool {
    value.is_object() && wide::digits(value).is_none()
}

/// Whether a list or an object contains others.
pub fn nests(value: &Value) -> bool {
    let is_nested = |value: &Value| value.is_array() || is_object(value);
    match value {
        Value::Array(items) => items.iter().any(is_nested),
        Value::Object(members) => members.values().any(is_nested),
        _ => false,
    }
}

/// The serialized value, or why it cannot be sent.
pub fn encode(parameter: &Parameter, value: &Value) -> Result<Wire, String> {
    match parameter.location {
        Location::Path => path(parameter, value).map(Wire::Path),
        Location::Query => Ok(Wire::Query(named(parameter.name, parameter.encoding, value))),
        Location::Header => header(parameter, value),
        Location::Cookie => cookies(parameter, value).map(Wire::Cookie),
    }
}

/// Pairs of `Cookie`: values are encoded as in a query, names are not encoded.
fn cookies(parameter: &Parameter, value: &Value) -> Result<Vec<(String, String)>, String> {
    let mut pairs = named(parameter.name, parameter.encoding, value);
    let members = match (shape(value), parameter.encoding) {
        (Shape::Fields(fields), Encoding::Form(Explode::Yes, _)) => fields,
        _ => Vec::new(),
    };
    for (at, (name, _)) in pairs.iter_mut().enumerate() {
        let own = members.get(at).map_or(parameter.name, |(key, _)| key.as_str());
        if own.is_empty() || !own.bytes().all(|byte| byte.is_ascii_alphanumeric() || TOKEN.contains(&byte)) {
            return Err(format!("has the name `{own}`, which is not allowed in a cookie"));
        }
        own.clone_into(name);
    }
    Ok(pairs)
}

fn escape(text: &str, reserved: Reserved) -> String {
    let set = if reserved == Reserved::Kept { RESERVED_KEPT } else { STRICT };
    utf8_percent_encode(text, set).to_string()
}

/// The text with all but the unreserved characters of RFC 3986 encoded.
pub fn strict(text: &str) -> String {
    escape(text, Reserved::Encoded)
}

/// The text with only those characters encoded that would end a cookie: servers need not decode cookies.
pub fn cookie(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_COOKIES).to_string()
}

fn path(parameter: &Parameter, value: &Value) -> Result<String, String> {
    let text = match parameter.encoding {
        Encoding::Json => strict(&wide::text(value)),
        _ if matches!(shape(value), Shape::Absent) => String::new(),
        Encoding::Label(explode) => {
            format!(".{}", joined(value, explode, if explode == Explode::Yes { "." } else { "," }))
        }
        Encoding::Matrix(explode) => matrix(parameter.name, value, explode),
        Encoding::Simple(explode) | Encoding::Form(explode, _) => joined(value, explode, ","),
        Encoding::Space(_) | Encoding::Pipe(_) | Encoding::Deep(_) => joined(value, Explode::No, ","),
    };
    match text.as_str() {
        "" => Err("is empty, which a path parameter must not be".to_owned()),
        "." | ".." => Err("is a dot segment (`.` or `..`), which a path parameter must not be".to_owned()),
        _ => Ok(text),
    }
}

fn joined(value: &Value, explode: Explode, separator: &str) -> String {
    match shape(value) {
        Shape::Absent => String::new(),
        Shape::Scalar(text) => strict(&text),
        Shape::List(items) => items.iter().map(|item| strict(item)).collect::<Vec<_>>().join(separator),
        Shape::Fields(fields) => {
            let between = if explode == Explode::Yes { "=" } else { separator };
            let pairs = fields.iter().map(|(key, value)| format!("{}{between}{}", strict(key), strict(value)));
            pairs.collect::<Vec<_>>().join(separator)
        }
    }
}

fn matrix(name: &str, value: &Value, explode: Explode) -> String {
    let pairs: Vec<(String, String)> = match (shape(value), explode) {
        (Shape::List(items), Explode::Yes) => items.into_iter().map(|item| (name.to_owned(), strict(&item))).collect(),
        (Shape::Fields(fields), Explode::Yes) => fields.into_iter().map(|(key, value)| (key, strict(&value))).collect(),
        _ => vec![(name.to_owned(), joined(value, Explode::No, ","))],
    };
    let mut text = String::new();
    for (key, value) in pairs {
        text.push(';');
        text.push_str(&strict(&key));
        if !value.is_empty() {
            text.push('=');
            text.push_str(&value);
        }
    }
    text
}

/// Pairs of a query, a form or a cookie, encoded.
pub fn named(name: &str, encoding: Encoding, value: &Value) -> Vec<(String, String)> {
    let (explode, separator, reserved) = match encoding {
        Encoding::Json => return vec![(strict(name), strict(&wide::text(value)))],
        Encoding::Deep(reserved) => {
            let mut pairs = Vec::new();
            deep(&strict(name), value, reserved, &mut pairs);
            return pairs;
        }
        Encoding::Form(explode, reserved) => (explode, ",", reserved),
        Encoding::Space(reserved) => (Explode::No, "%20", reserved),
        Encoding::Pipe(reserved) => (Explode::No, "%7C", reserved),
        Encoding::Simple(explode) | Encoding::Label(explode) | Encoding::Matrix(explode) => {
            (explode, ",", Reserved::Encoded)
        }
    };
    let text = |text: &str| escape(text, reserved);
    // A comma within an item would read as a separator.
    let part = |part: &str| if separator == "," { text(part).replace(',', "%2C") } else { text(part) };
    match (shape(value), explode) {
        (Shape::Absent, _) => Vec::new(),
        (Shape::Scalar(value), _) => vec![(strict(name), text(&value))],
        (Shape::List(items), Explode::Yes) => items.iter().map(|item| (strict(name), text(item))).collect(),
        (Shape::List(items), Explode::No) => {
            vec![(strict(name), items.iter().map(|item| part(item)).collect::<Vec<_>>().join(separator))]
        }
        (Shape::Fields(fields), Explode::Yes) => fields.iter().map(|(key, value)| (strict(key), text(value))).collect(),
        (Shape::Fields(fields), Explode::No) => {
            let parts = fields.iter().flat_map(|(key, value)| [part(key), part(value)]);
            vec![(strict(name), parts.collect::<Vec<_>>().join(separator))]
        }
    }
}

fn deep(name: &str, value: &Value, reserved: Reserved, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) if wide::digits(value).is_none() => {
            for (key, value) in fields {
                deep(&format!("{name}%5B{}%5D", strict(key)), value, reserved, pairs);
            }
        }
        Value::Array(items) => {
            // Without an index it would be unclear which item a member belongs to.
            let are_nested = items.iter().any(|item| item.is_object() || item.is_array());
            for (index, item) in items.iter().enumerate() {
                let index = if are_nested { index.to_string() } else { String::new() };
                deep(&format!("{name}%5B{index}%5D"), item, reserved, pairs);
            }
        }
        other => pairs.push((name.to_owned(), escape(&scalar(other), reserved))),
    }
}

fn header(parameter: &Parameter, value: &Value) -> Result<Wire, String> {
    let text = match (parameter.encoding, shape(value)) {
        (Encoding::Json, _) => wide::text(value),
        (_, Shape::Absent) => return Ok(Wire::Nothing),
        (_, Shape::Scalar(text)) => text,
        (_, Shape::List(items)) => items.join(","),
        (Encoding::Simple(Explode::Yes), Shape::Fields(fields)) => {
            fields.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
        }
        (_, Shape::Fields(fields)) => fields.into_iter().flat_map(|(k, v)| [k, v]).collect::<Vec<_>>().join(","),
    };
    let name = HeaderName::from_bytes(parameter.name.as_bytes()).map_err(|_| "has a name that is not allowed for a header")?;
    let mut value = header_value(&text)?;
    value.set_sensitive(parameter.secret);
    Ok(Wire::Header(name, value))
}

/// A header's value, or why it is not allowed.
pub fn header_value(text: &str) -> Result<HeaderValue, String> {
    if text.trim_matches([' ', '\t']) != text {
        return Err("begins or ends with white space, which is not allowed in a header".to_owned());
    }
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| "has a control character, which is not allowed in a header".to_owned())
}
