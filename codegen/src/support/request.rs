//! Turns a call into the request that is sent.

use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;

use super::call::Call;
use super::operation::Segment;
use super::parameter::{Wire, cookie, strict};
use super::secret::Credential;
use super::stream::Reading;
use super::transport_error::TransportError;
use super::upload::Payload;

/// A request in the form in which it is sent, once or several times.
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Payload>,
    /// How much of its response is read before it is returned.
    pub reading: Reading,
}

/// The request of a call without violations.
pub fn assemble(call: &Call) -> Result<Outgoing, TransportError> {
    let mut url = format!("{}{}", call.core.server(call.operation), path(call));
    let mut headers = HeaderMap::new();
    let mut query = Vec::new();
    let mut cookies = Vec::new();
    for wire in call.parameters.values().flatten() {
        match wire {
            Wire::Path(_) | Wire::Nothing => {}
            Wire::Query(pairs) => query.extend(pairs.iter().map(pair)),
            Wire::Header(name, value) => {
                headers.insert(name.clone(), value.clone());
            }
            Wire::Cookie(pairs) => cookies.extend(pairs.iter().map(pair)),
        }
    }
    query.extend(call.settings.query.iter().cloned());
    append_query(&mut url, &query);
    let mut secret_query = Vec::new();
    for credential in call.core.credentials(call.operation) {
        match credential {
            Credential::Header(name, value) => {
                headers.insert(name.clone(), value.clone());
            }
            Credential::Query(name, secret) => secret_query.push(encoded(name, secret.expose_secret())),
            Credential::Cookie(name, secret) => {
                cookies.push(format!("{}={}", cookie(name), cookie(secret.expose_secret())));
            }
            _ => {}
        }
    }
    append_query(&mut url, &secret_query);
    if !cookies.is_empty() {
        let mut value = text(&cookies.join("; "))?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    headers.entry(USER_AGENT).or_insert(text(&call.core.config().user_agent)?);
    if let Some(accept) = call.accept {
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
    }
    let body = match &call.body {
        Some(Ok(body)) => {
            headers.insert(CONTENT_TYPE, text(&body.content_type)?);
            if let (true, Some(length)) = (body.payload.is_stream(), body.payload.length()) {
                headers.insert(CONTENT_LENGTH, length.into());
            }
            Some(body.payload.clone())
        }
        _ => None,
    };
    for (name, value) in call.headers.values().flatten() {
        headers.insert(name.clone(), value.clone());
    }
    let url = match &call.address {
        Some(address) => with_secrets(address.clone(), &secret_query),
        None => Url::parse(&url).map_err(|error| TransportError::Address(error.to_string()))?,
    };
    Ok(Outgoing { method: call.operation.method.clone(), url, headers, body, reading: call.reading })
}

/// A URL that a server gave, with those credentials of the query that it lacks.
fn with_secrets(mut url: Url, secrets: &[String]) -> Url {
    let own = url.query().unwrap_or_default().to_owned();
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let has = |secret: &&String| own.split('&').any(|pair| name(pair) == name(secret));
    let all: Vec<&str> = Some(own.as_str())
        .into_iter()
        .filter(|own| !own.is_empty())
        .chain(secrets.iter().filter(|one| !has(one)).map(String::as_str))
        .collect();
    url.set_query((!all.is_empty()).then(|| all.join("&")).as_deref());
    url
}

fn path(call: &Call) -> String {
    let mut path = String::new();
    for segment in call.operation.path {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Parameter(parameter) => {
                if let Some(Ok(Wire::Path(text))) = call.parameters.get(&parameter.index) {
                    path.push_str(text);
                }
            }
        }
    }
    path
}

fn pair((name, value): &(String, String)) -> String {
    format!("{name}={value}")
}

fn encoded(name: &str, value: &str) -> String {
    format!("{}={}", strict(name), strict(value))
}

fn append_query(url: &mut String, pairs: &[String]) {
    for pair in pairs {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(pair);
    }
}

fn text(value: &str) -> Result<HeaderValue, TransportError> {
    super::parameter::header_value(value).map_err(|reason| TransportError::Address(format!("a header {reason}")))
}
