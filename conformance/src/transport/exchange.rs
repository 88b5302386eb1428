//! A request and its answer, however they travel.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::{AroundTransport, HttpTransport, ObservedTransport, PacedTransport, ServiceTransport};
use crate::request::WireRequest;

/// An answer as it was received.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// The status.
    pub status: u16,
    /// Headers, names in lower case; a value that is no UTF-8 has U+FFFD in its place.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl fmt::Debug for Received {
    /// Without values: a server repeats credentials, and sets cookies.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "Received {{ status: {}, headers: {names:?}, body: [{} bytes] }}", self.status, self.body.len())
    }
}

impl Received {
    /// A header's value; of several the first.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A header's value; of several lines all, with commas between them (RFC 9110 section 5.3). Of `Set-Cookie`, which is
    /// no list, the first.
    #[must_use]
    pub fn combined_header(&self, name: &str) -> Option<String> {
        self.combined_headers().value(name)
    }

    /// The same for many names: each is found without a walk over all headers.
    pub(crate) fn combined_headers(&self) -> CombinedHeaders<'_> {
        let mut lines: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (name, value) in &self.headers {
            let lines = lines.entry(name.as_str()).or_default();
            if lines.is_empty() || name != "set-cookie" {
                lines.push(value);
            }
        }
        CombinedHeaders { lines }
    }
}

/// The headers of an answer by name, in lower case.
pub(crate) struct CombinedHeaders<'a> {
    lines: FxHashMap<&'a str, Vec<&'a str>>,
}

impl CombinedHeaders<'_> {
    /// A header's value, as [`Received::combined_header`] gives it.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.lines.get(name.to_ascii_lowercase().as_str()).map(|lines| lines.join(", "))
    }
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct TransportError {
    /// What happened.
    pub kind: TransportErrorKind,
    /// The reason, for people.
    pub message: String,
}

/// What happened in place of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// No connection was made.
    Connect,
    /// The connection ended before there was an answer.
    Broken,
    /// The answer breaks a rule of HTTP.
    Malformed,
    /// There was no answer in time.
    Timeout,
    /// The answer is larger than what is read.
    TooLarge,
    /// The request cannot be sent as it is, and was not, or not all of it.
    Unsendable,
    /// The run was interrupted before there was an answer.
    Interrupted,
}

impl fmt::Debug for TransportError {
    /// Without the reason, which may hold what a server wrote.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransportError {{ kind: {:?}, message: [{} bytes] }}", self.kind, self.message.len())
    }
}

impl TransportError {
    pub(super) fn timeout(timeout: Duration) -> Self {
        Self { kind: TransportErrorKind::Timeout, message: format!("no answer within {} s", timeout.as_secs_f64()) }
    }
}

/// Which connection a request is sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connection {
    /// One that is open, or a new one.
    Any,
    /// One of its own.
    New,
}

/// What brings requests to a target.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A service in this process.
    Service(ServiceTransport),
    /// An address.
    Http(HttpTransport),
    /// One of these, with somebody who sees every exchange.
    Observed(ObservedTransport),
    /// One of these, at the pace of a run.
    Paced(PacedTransport),
    /// A service or an address, with somebody who sends each request as it is due at that time.
    Around(AroundTransport),
}

impl Transport {
    /// Whether the target is in this process.
    pub(crate) fn is_in_process(&self) -> bool {
        match self {
            Self::Service(_) => true,
            Self::Http(_) => false,
            Self::Observed(transport) => transport.inner().is_in_process(),
            Self::Paced(transport) => transport.inner().is_in_process(),
            Self::Around(transport) => transport.inner().is_in_process(),
        }
    }

    /// Whether anything that came so far is HTTP.
    pub(crate) fn spoke_http(&self) -> bool {
        match self {
            Self::Service(_) => true,
            Self::Http(transport) => transport.spoke_http(),
            Self::Observed(transport) => transport.inner().spoke_http(),
            Self::Paced(transport) => transport.inner().spoke_http(),
            Self::Around(transport) => transport.inner().spoke_http(),
        }
    }

    /// The way to another address; nothing where the target is in this process.
    pub(crate) fn at(&self, base_url: &str) -> Option<Self> {
        match self {
            Self::Service(_) => None,
            Self::Http(transport) => Some(Self::Http(transport.at(base_url))),
            Self::Observed(transport) => transport.inner().at(base_url),
            Self::Paced(transport) => transport.at(base_url).map(Self::Paced),
            Self::Around(transport) => transport.at(base_url).map(Self::Around),
        }
    }

    /// The version of HTTP that the target speaks, as far as is known.
    pub(super) fn version(&self) -> &'static str {
        match self {
            Self::Service(_) => "HTTP/1.1",
            Self::Http(transport) => transport.version(),
            Self::Observed(transport) => transport.inner().version(),
            Self::Paced(transport) => transport.inner().version(),
            Self::Around(transport) => transport.inner().version(),
        }
    }

    /// The steps that a target in this process took so far; those of others cost somebody else.
    pub(crate) fn work(&self) -> u64 {
        match self {
            Self::Service(service) => service.work(),
            Self::Http(_) => 0,
            Self::Observed(transport) => transport.inner().work(),
            Self::Paced(transport) => transport.inner().work(),
            Self::Around(transport) => transport.inner().work(),
        }
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub async fn send(&self, request: &WireRequest, timeout: Duration) -> Result<Received, TransportError> {
        self.send_on(Connection::Any, request, timeout).await
    }

    /// The same, on a connection that no other request was sent on and none will be.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub async fn send_alone(&self, request: &WireRequest, timeout: Duration) -> Result<Received, TransportError> {
        self.send_on(Connection::New, request, timeout).await
    }

    pub(super) async fn send_on(
        &self,
        connection: Connection,
        request: &WireRequest,
        timeout: Duration,
    ) -> Result<Received, TransportError> {
        match (self, connection) {
            (Self::Service(service), _) => {
                let answer = tokio::time::timeout(timeout, service.send(into_http("", request)?)).await;
                answer.unwrap_or_else(|_| Err(TransportError::timeout(timeout)))
            }
            (Self::Http(transport), Connection::Any) => transport.send(request, timeout).await,
            (Self::Http(transport), Connection::New) => transport.send_alone(request, timeout).await,
            (Self::Observed(transport), _) => transport.send(connection, request, timeout).await,
            (Self::Paced(transport), _) => transport.send(connection, request, timeout).await,
            (Self::Around(transport), _) => transport.send(connection, request, timeout).await,
        }
    }
}

/// The request for a client or a service of the `http` crate.
pub(super) fn into_http(base: &str, request: &WireRequest) -> Result<::http::Request<Bytes>, TransportError> {
    let mut builder =
        ::http::Request::builder().method(request.method.as_str()).uri(format!("{base}{}", request.target));
    for (name, value) in &request.headers {
        builder = builder.header(name, value.as_str());
    }
    builder.body(Bytes::from(request.body.clone())).map_err(|error| TransportError {
        kind: TransportErrorKind::Unsendable,
        message: format!("the request cannot be written: {error}"),
    })
}

pub(super) fn received(response: &::http::Response<Bytes>) -> Received {
    let text = |value: &::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Received {
        status: response.status().as_u16(),
        headers: response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
        body: response.body().clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_of_one_name_are_one_list() {
        let lines = [("x-a", "1"), ("set-cookie", "a=1"), ("x-a", "2"), ("set-cookie", "b=2")];
        let headers = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let received = Received { status: 200, headers, body: Bytes::new() };
        let found = ["X-a", "set-cookie", "x-b"].map(|name| received.combined_header(name));
        assert_eq!(found, [Some("1, 2".to_owned()), Some("a=1".to_owned()), None]);
    }
}
