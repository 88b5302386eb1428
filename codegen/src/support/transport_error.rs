//! Why no response was received.

use std::time::Duration;
use std::{fmt, io};

use super::sent::Sent;
// part: tokens
use super::token::TokenError;
// end of part

/// Why no response was received.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// The network, TLS, or a timeout.
    Network(reqwest::Error),
    /// The timeout passed.
    Timeout,
    /// The response is larger than the client accepts.
    BodyTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The address is invalid.
    Address(String),
    /// The caller's stream failed.
    Upload(Box<dyn std::error::Error + Send + Sync>),
    // part: tokens
    /// There is no access token, so nothing was sent.
    Token(TokenError),
    // end of part
    /// A middleware failed, or the service that replaces the network.
    Middleware(Box<dyn std::error::Error + Send + Sync>),
}

impl TransportError {
    /// A word for the kind of error, of which there are few.
    #[cfg(feature = "tracing")]
    pub(super) fn kind(&self) -> &'static str {
        match self {
            _ if self.is_timeout() => "timeout",
            Self::Network(error) if is_connect(error) => "connect",
            Self::Network(_) | Self::Timeout => "network",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::Address(_) => "address",
            Self::Upload(_) => "upload",
            // part: tokens
            Self::Token(_) => "token",
            // end of part
            Self::Middleware(_) => "middleware",
        }
    }

    /// Whether a retry may help.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Network(_) | Self::Timeout => true,
            // part: tokens
            Self::Token(error) => error.is_transient(),
            // end of part
            Self::BodyTooLarge { .. } | Self::Address(_) | Self::Upload(_) | Self::Middleware(_) => false,
        }
    }

    /// Whether the timeout passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Network(error) => error.is_timeout(),
            Self::Timeout => true,
            _ => false,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("no response within the timeout"),
            Self::Network(error) if error.is_timeout() => Self::Timeout.fmt(f),
            Self::Network(error) if is_connect(error) => write!(f, "could not connect: {}", Cause(error)),
            Self::Network(error) => write!(f, "no response: {}", Cause(error)),
            Self::BodyTooLarge { limit } => write!(f, "the response is larger than {limit} bytes"),
            Self::Address(reason) => write!(f, "the address of the request is invalid: {reason}"),
            Self::Upload(error) => write!(f, "the stream of the request's body failed: {error}"),
            // part: tokens
            Self::Token(error) => write!(f, "the request was not sent: {error}"),
            // end of part
            Self::Middleware(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Network(error) => Some(error),
            // part: tokens
            Self::Token(error) => Some(error),
            // end of part
            Self::Upload(error) | Self::Middleware(error) => Some(error.as_ref()),
            Self::Timeout | Self::BodyTooLarge { .. } | Self::Address(_) => None,
        }
    }
}

/// Whether the connection failed; browsers do not report that.
pub(super) fn is_connect(error: &reqwest::Error) -> bool {
    #[cfg(not(target_arch = "wasm32"))]
    return error.is_connect();
    #[cfg(target_arch = "wasm32")]
    return false;
}

/// The root cause of an error, in the words of the standard library if it has some: `connection refused`.
struct Cause<'a>(&'a reqwest::Error);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first: &(dyn std::error::Error + 'static) = self.0;
        let chain = std::iter::successors(Some(first), |error| error.source());
        let of_system =
            chain.clone().find_map(|error| error.downcast_ref::<io::Error>()?.raw_os_error().and(Some(error)));
        match of_system.and_then(|error| error.downcast_ref::<io::Error>()) {
            Some(error) if is_known(error.kind()) => write!(f, "{}", error.kind()),
            Some(error) => write!(f, "{error}"),
            None => write!(f, "{}", chain.last().unwrap_or(first)),
        }
    }
}

/// Whether the description of a kind of error says what happened.
fn is_known(kind: io::ErrorKind) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        kind,
        Kind::ConnectionRefused
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::TimedOut
    )
}

/// A request for which no response was received: which it was, how long it took, and why.
#[derive(Debug)]
pub struct RequestError {
    sent: Sent,
    url: String,
    cause: TransportError,
}

impl RequestError {
    /// Creates it from a request, its address without secrets, and the reason.
    pub(super) fn new(sent: Sent, url: String, cause: TransportError) -> Self {
        Self { sent, url, cause }
    }

    /// The operation, as the API's document names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.sent.operation
    }

    /// The address, without credentials and session values.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many times it was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.sent.attempts
    }

    /// How long it took, including every attempt and the waits between them.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.sent.elapsed
    }

    /// Why no response was received.
    #[must_use]
    pub fn cause(&self) -> &TransportError {
        &self.cause
    }

    /// Whether the timeout passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.cause.is_timeout()
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, url, cause } = self;
        write!(f, "{}: {} {url}: {cause} ({})", sent.operation, sent.method, sent.effort())
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
