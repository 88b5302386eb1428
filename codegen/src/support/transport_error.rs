//! Why no answer came to a request.

use std::time::Duration;
use std::{fmt, io};

use super::sent::Sent;
// part: tokens
use super::token::TokenError;
// end of part

/// Why no answer came.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// The network, TLS, or a timeout.
    Network(reqwest::Error),
    /// Nothing came in time.
    Timeout,
    /// The answer is greater than the client accepts.
    BodyTooLarge {
        /// The bound, in bytes.
        limit: usize,
    },
    /// The address cannot be formed.
    Address(String),
    /// The caller's stream broke off.
    Upload(Box<dyn std::error::Error + Send + Sync>),
    // part: tokens
    /// There is no access token, so nothing was sent.
    Token(TokenError),
    // end of part
    /// A middleware failed, or the service that answers in place of the network.
    Middleware(Box<dyn std::error::Error + Send + Sync>),
}

impl TransportError {
    /// A word for it, which there are few of.
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

    /// Whether it may help to try again.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Network(_) | Self::Timeout => true,
            // part: tokens
            Self::Token(error) => error.is_transient(),
            // end of part
            Self::BodyTooLarge { .. } | Self::Address(_) | Self::Upload(_) | Self::Middleware(_) => false,
        }
    }

    /// Whether it took longer than the client's timeout.
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
            Self::Timeout => f.write_str("no answer came in time"),
            Self::Network(error) if error.is_timeout() => Self::Timeout.fmt(f),
            Self::Network(error) if is_connect(error) => write!(f, "no connection: {}", Cause(error)),
            Self::Network(error) => write!(f, "no answer came: {}", Cause(error)),
            Self::BodyTooLarge { limit } => write!(f, "the answer is greater than {limit} bytes"),
            Self::Address(reason) => write!(f, "the request has no valid address: {reason}"),
            Self::Upload(error) => write!(f, "the stream of the request broke off: {error}"),
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

/// Whether there was no connection; browsers do not tell of them.
pub(super) fn is_connect(error: &reqwest::Error) -> bool {
    #[cfg(not(target_arch = "wasm32"))]
    return error.is_connect();
    #[cfg(target_arch = "wasm32")]
    return false;
}

/// What is at the bottom of an error, in the words of the standard library where it has some: `connection refused`.
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

/// Whether the words for a kind of error say what happened.
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

/// A request that got no answer: which it was, how long it took, and why.
#[derive(Debug)]
pub struct RequestError {
    sent: Sent,
    url: String,
    cause: TransportError,
}

impl RequestError {
    /// Of a request, its address without secrets, and why it got no answer.
    pub(super) fn new(sent: Sent, url: String, cause: TransportError) -> Self {
        Self { sent, url, cause }
    }

    /// The operation, as the API's document names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.sent.operation
    }

    /// The address, without credentials and sessions.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often it was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.sent.attempts
    }

    /// How long it took, every attempt and the time between them included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.sent.elapsed
    }

    /// Why no answer came.
    #[must_use]
    pub fn cause(&self) -> &TransportError {
        &self.cause
    }

    /// Whether it took longer than the time that it had.
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
