//! A request before it is sent: what it says ([`RequestTemplate`]), and its bytes ([`WireRequest`]).

use std::fmt;

use rustc_hash::FxHashSet;
use serde_json::Value;
use trueline_spec::model::{
    Api, ApiKeyLocation, Location, MediaType, Operation, Parameter, PathPart, SecurityScheme, SecuritySchemeKind,
};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Unsendable;
use crate::wire::{Encoded, encode_body, encode_parameter, escape_path, escape_query};

/// What a request says.
#[derive(Clone, Default, PartialEq)]
pub struct RequestTemplate {
    /// The method on the wire.
    pub method: String,
    /// Parameters, in the order of the operation's.
    pub arguments: Vec<Argument>,
    /// The body.
    pub content: Option<Content>,
    /// Credentials by scheme.
    pub credentials: Vec<SentCredential>,
    /// Pairs of the query that no parameter declares, encoded.
    pub extra_query: Vec<String>,
    /// Values of headers in place of their own.
    pub other_headers: Vec<(String, String)>,
}

/// A parameter with what is sent for it.
#[derive(Clone, PartialEq)]
pub struct Argument {
    /// Its place in the operation's list.
    pub index: usize,
    /// What is sent.
    pub given: ArgumentValue,
}

/// What is sent for a parameter.
#[derive(Clone, PartialEq)]
pub enum ArgumentValue {
    /// A value, encoded as the document says.
    Value(Value),
    /// A text in place of an encoded value; it is escaped where its place needs that.
    Text(String),
}

/// What is sent as a body.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// A value, encoded as the media type of this index says.
    Value {
        /// The index in the body's declared content.
        media_type: usize,
        /// The value.
        value: Value,
    },
    /// Bytes as they are.
    Raw {
        /// `Content-Type`, where one is sent.
        content_type: Option<String>,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// A credential as it is shown to a server.
#[derive(Clone, PartialEq, Eq)]
pub struct SentCredential {
    /// The name of the security scheme.
    pub scheme: String,
    /// The key, token or `user:password`; as a header's whole value where `whole` is set.
    pub text: String,
    /// Whether the text is the whole value of `Authorization`.
    pub whole: bool,
}

/// A request as it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct WireRequest {
    /// The method.
    pub method: String,
    /// Path and query, below the base address.
    pub target: String,
    /// Headers in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

// A session or a key may stand anywhere in a request, so that none of its values is shown: a failed assertion or an `{:?}`
// in a log shows the form of a request alone.

impl fmt::Debug for RequestTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("method", &self.method)
            .field("arguments", &self.arguments)
            .field("content", &self.content)
            .field("credentials", &self.credentials)
            .field("extra_query", &self.extra_query.len())
            .field("other_headers", &self.other_headers.len())
            .finish()
    }
}

impl fmt::Debug for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.index, self.given)
    }
}

impl fmt::Debug for ArgumentValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value([...])",
            Self::Text(_) => "Text([...])",
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { media_type, .. } => write!(f, "Value {{ media_type: {media_type}, value: [...] }}"),
            Self::Raw { content_type, bytes } => {
                write!(f, "Raw {{ content_type: {content_type:?}, bytes: [{} bytes] }}", bytes.len())
            }
        }
    }
}

impl fmt::Debug for SentCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented {{ scheme: {:?}, text: [...] }}", self.scheme)
    }
}

impl fmt::Debug for WireRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "WireRequest {{ method: {:?}, target: [{} bytes], ", self.method, self.target.len())?;
        write!(f, "headers: {names:?}, body: [{} bytes] }}", self.body.len())
    }
}

/// Media types that `Accept` names; the others are accepted as well.
const MEDIA_TYPES: usize = 32;

impl RequestTemplate {
    /// The argument of a parameter.
    #[must_use]
    pub fn argument(&self, index: usize) -> Option<&ArgumentValue> {
        self.arguments.iter().find(|argument| argument.index == index).map(|argument| &argument.given)
    }

    /// Sets what is sent for a parameter.
    pub fn give(&mut self, index: usize, given: ArgumentValue) {
        self.withhold(index);
        let at = self.arguments.partition_point(|argument| argument.index < index);
        self.arguments.insert(at, Argument { index, given });
    }

    /// Sends nothing for a parameter.
    pub fn withhold(&mut self, index: usize) {
        self.arguments.retain(|argument| argument.index != index);
    }

    /// The body's value, where it is sent as one.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        match &self.content {
            Some(Content::Value { value, .. }) => Some(value),
            _ => None,
        }
    }

    /// The body's value, to be changed.
    pub fn body_mut(&mut self) -> Option<&mut Value> {
        match &mut self.content {
            Some(Content::Value { value, .. }) => Some(value),
            _ => None,
        }
    }

    /// The bytes of the request.
    ///
    /// # Errors
    ///
    /// A value has no place in HTTP: a control character in a header for instance.
    pub fn encode(&self, api: &Api, operation: &Operation) -> Result<WireRequest, Unsendable> {
        let mut wire = WireRequest {
            method: self.method.clone(),
            target: String::new(),
            headers: vec![("accept".to_owned(), accept(operation))],
            body: Vec::new(),
        };
        let mut path = Vec::new();
        let mut query = Vec::new();
        let mut cookies = Vec::new();
        for Argument { index, given } in &self.arguments {
            let Some(parameter) = operation.parameters.get(*index) else { continue };
            let encoded = encoded(parameter, given);
            if let (ArgumentValue::Value(_), Encoded::Header(text)) = (given, &encoded) {
                check_header(&parameter.name, text)?;
            }
            match encoded {
                Encoded::Path(text) => path.push((parameter.name.clone(), text)),
                Encoded::Query(pairs) => query.extend(pairs),
                Encoded::Header(text) => wire.headers.push((parameter.name.clone(), text)),
                Encoded::Cookie(pairs) => cookies.extend(pairs),
                Encoded::Nothing => {}
            }
        }
        for sent_credentials in &self.credentials {
            let scheme = api.security_schemes.get(&sent_credentials.scheme);
            if let Some(scheme) = scheme {
                present(scheme, sent_credentials, &mut wire.headers, &mut query, &mut cookies);
            }
        }
        if !cookies.is_empty() {
            if let Some((name, _)) = cookies.iter().find(|pair| !is_cookie(pair)) {
                return Err(Unsendable::NoCookie { name: name.clone() });
            }
            let pairs: Vec<String> = cookies.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            wire.headers.push(("cookie".to_owned(), pairs.join("; ")));
        }
        self.encode_content(api, operation, &mut wire)?;
        query.extend(self.extra_query.iter().cloned());
        for (name, value) in &self.other_headers {
            if name == "cookie"
                && let Some((_, own)) = wire.headers.iter_mut().find(|(own, _)| own == name)
            {
                // A request has one such header (RFC 6265 section 5.4).
                *own = format!("{own}; {value}");
                continue;
            }
            wire.headers.retain(|(own, _)| own != name);
            wire.headers.push((name.clone(), value.clone()));
        }
        wire.target = target(operation, &path, &query)?;
        sendable(wire)
    }

    fn encode_content(&self, api: &Api, operation: &Operation, wire: &mut WireRequest) -> Result<(), Unsendable> {
        let (content_type, bytes) = match &self.content {
            None => return Ok(()),
            Some(Content::Raw { content_type, bytes }) => (content_type.clone(), bytes.clone()),
            Some(Content::Value { media_type, value }) => {
                let media_type = media_type_of(operation, *media_type).ok_or(Unsendable::NoMediaType)?;
                let (content_type, bytes) = encode_body(api, media_type, value)
                    .ok_or_else(|| Unsendable::NotWritten { media_type: media_type.name.clone() })?;
                (Some(content_type), bytes)
            }
        };
        wire.headers.extend(content_type.map(|content_type| ("content-type".to_owned(), content_type)));
        wire.body = bytes;
        Ok(())
    }
}

/// Whether a name and a value are read from `Cookie` as they are: the name is a token (RFC 6265 section 4.1.1), and what
/// separates pairs is not in the value.
fn is_cookie((name, value): &(String, String)) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token) && !value.contains(';') && value.trim() == value
}

/// Whether every server reads a header's value as it is (RFC 9110 section 5.5).
fn check_header(name: &str, text: &str) -> Result<(), Unsendable> {
    if text.trim_matches([' ', '\t']) != text {
        return Err(Unsendable::SpaceInHeader { name: name.to_owned() });
    }
    if !text.is_ascii() {
        return Err(Unsendable::HeaderNotAscii { name: name.to_owned() });
    }
    Ok(())
}

/// The declared media type of an index.
pub(crate) fn media_type_of(operation: &Operation, index: usize) -> Option<&MediaType> {
    operation.body.as_ref()?.content.get(index)
}

fn encoded(parameter: &Parameter, given: &ArgumentValue) -> Encoded {
    match given {
        ArgumentValue::Value(value) => encode_parameter(parameter, value),
        ArgumentValue::Text(text) => match parameter.location {
            Location::Path => Encoded::Path(escape_path(text)),
            Location::Query => {
                let (name, text) = (escape_query(&parameter.name, false), escape_query(text, false));
                Encoded::Query(vec![format!("{name}={text}")])
            }
            Location::Header => Encoded::Header(text.clone()),
            Location::Cookie => Encoded::Cookie(vec![(parameter.name.clone(), escape_query(text, false))]),
        },
    }
}

/// Where a scheme's credential goes (OpenAPI 3.1.0 section 4.8.27).
fn present(
    scheme: &SecurityScheme,
    sent_credentials: &SentCredential,
    headers: &mut Vec<(String, String)>,
    query: &mut Vec<String>,
    cookies: &mut Vec<(String, String)>,
) {
    let text = &sent_credentials.text;
    let authorization = |word: &str, text: &str| {
        let value = if sent_credentials.whole { text.to_owned() } else { format!("{word} {text}") };
        ("authorization".to_owned(), value)
    };
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location: ApiKeyLocation::Header } => {
            // A scheme may send its key in a header that is sent for another reason: `Accept`.
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            headers.push((name.clone(), text.clone()));
        }
        SecuritySchemeKind::ApiKey { name, location: ApiKeyLocation::Query } => {
            query.push(format!("{}={}", escape_query(name, false), escape_query(text, false)));
        }
        SecuritySchemeKind::ApiKey { name, location: ApiKeyLocation::Cookie } => {
            cookies.push((name.clone(), text.clone()));
        }
        SecuritySchemeKind::HttpBearer { .. }
        | SecuritySchemeKind::OAuth2(_)
        | SecuritySchemeKind::OpenIdConnect { .. } => headers.push(authorization("Bearer", text)),
        SecuritySchemeKind::HttpBasic => {
            let text = if sent_credentials.whole { text.clone() } else { STANDARD.encode(text) };
            headers.push(authorization("Basic", &text));
        }
        SecuritySchemeKind::HttpOther(word) => headers.push(authorization(word, text)),
        SecuritySchemeKind::MutualTls => {}
    }
}

/// The media types that the operation's answers have, JSON first.
fn accept(operation: &Operation) -> String {
    let mut names: Vec<String> = operation
        .responses
        .iter()
        .flat_map(|response| &response.content)
        .map(trueline_spec::model::MediaType::essence)
        .collect();
    names.sort_by_key(|name| !crate::wire::is_json(name));
    names.dedup();
    let mut seen: FxHashSet<String> = FxHashSet::default();
    names.retain(|name| seen.insert(name.clone()));
    if names.len() > MEDIA_TYPES {
        names.truncate(MEDIA_TYPES);
        names.push("*/*;q=0.1".to_owned());
    }
    if names.is_empty() { "*/*".to_owned() } else { names.join(", ") }
}

fn target(operation: &Operation, path: &[(String, String)], query: &[String]) -> Result<String, Unsendable> {
    let mut target = String::new();
    for part in operation.path.parts() {
        match part {
            PathPart::Literal(text) => {
                target.push_str(&text.split('/').map(escape_path).collect::<Vec<_>>().join("/"));
            }
            PathPart::Parameter(name) => {
                let value = path.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
                let value = value.filter(|value| !value.is_empty() && *value != "." && *value != "..");
                target.push_str(value.ok_or_else(|| Unsendable::EmptyPath { name: name.clone() })?);
            }
        }
    }
    let fixed = operation.path.query();
    let query: Vec<&str> =
        Some(fixed).filter(|fixed| !fixed.is_empty()).into_iter().chain(query.iter().map(String::as_str)).collect();
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query.join("&"));
    }
    Ok(target)
}

fn sendable(wire: WireRequest) -> Result<WireRequest, Unsendable> {
    for (name, value) in &wire.headers {
        http::HeaderName::try_from(name.as_str()).map_err(|_| Unsendable::NoHeaderName { name: name.clone() })?;
        http::HeaderValue::try_from(value.as_str()).map_err(|_| Unsendable::NoHeaderValue { name: name.clone() })?;
    }
    Ok(wire)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutation::RequestEdit;
    use crate::transport::{Received, TransportError, TransportErrorKind};
    use crate::wire::{DecodedBody, RequestParts};

    /// Whatever holds a request or a response may be in an assertion that fails, or in a log.
    #[test]
    fn no_debug_shows_a_value() {
        let text = || "hidden-session".to_owned();
        let value = || Value::from(text());
        let sent_credentials = SentCredential { scheme: "Key".to_owned(), text: text(), whole: false };
        let pair = || vec![("x-session".to_owned(), text())];
        let content = Content::Value { media_type: 0, value: value() };
        let raw = Content::Raw { content_type: None, bytes: text().into_bytes() };
        let arguments = vec![
            Argument { index: 0, given: ArgumentValue::Text(text()) },
            Argument { index: 1, given: ArgumentValue::Value(value()) },
        ];
        let credentials = vec![sent_credentials.clone()];
        let template = RequestTemplate {
            method: "GET".to_owned(),
            arguments,
            content: Some(content),
            credentials,
            ..RequestTemplate::default()
        };
        let request =
            WireRequest { method: "GET".to_owned(), target: text(), headers: pair(), body: text().into_bytes() };
        let received = Received { status: 200, headers: pair(), body: text().into() };
        let error = TransportError { kind: TransportErrorKind::Broken, message: text() };
        let cookie = ("cookie".to_owned(), "x-session=hidden-session".to_owned());
        let parts = RequestParts::new(pair(), "x-session=hidden-session", [pair(), vec![cookie]].concat());
        let changes = [
            RequestEdit::Text(0, text()),
            RequestEdit::Credentials(vec![sent_credentials]),
            RequestEdit::Owner { member: ("/owner".to_owned(), value()), parameter: (0, Some(text())) },
            RequestEdit::RawBody { content_type: None, bytes: Some(text().into_bytes()) },
        ];
        let encoded = [Encoded::Path(text()), Encoded::Query(vec![text()]), Encoded::Cookie(pair())];
        let all = format!(
            "{template:?} {raw:?} {request:?} {received:?} {error:?} {parts:?} {changes:?} {encoded:?} {:?}",
            DecodedBody::Value(value())
        );
        assert!(all.contains("x-session") && !all.contains("hidden") && !all.contains("104, 105"), "{all}");
    }
}
