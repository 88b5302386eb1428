//! What can go wrong with a call, told apart by who can mend it.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::raw::RawResponse;
use super::redact::Shown;
use super::token::TokenError;

/// Why a call did not give what it promises. `E` holds the answers that the API declares for its failures.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request breaks a rule of the API; nothing was sent.
    Constraint(ConstraintError),
    /// No answer came.
    Transport(TransportError),
    /// The API refused, as its document declares.
    Api(Box<ErrorResponse<E>>),
    /// The answer has a declared status, but not the declared body.
    Decode(Box<DecodeError>),
    /// The answer is one that the API's document does not declare.
    Unexpected(Box<UnexpectedResponse>),
}

impl<E> Error<E> {
    /// The status of the answer, where one came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Constraint(_) | Self::Transport(_) => None,
            Self::Api(response) => Some(response.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Unexpected(response) => Some(response.status()),
        }
    }

    /// The declared failure, where the API answered with one.
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(response) => Some(response.error()),
            _ => None,
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constraint(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(response) => response.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Unexpected(response) => response.fmt(f),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Constraint(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::Decode(error) => Some(error.as_ref()),
            Self::Api(_) | Self::Unexpected(_) => None,
        }
    }
}

impl<E> From<ConstraintError> for Error<E> {
    fn from(error: ConstraintError) -> Self {
        Self::Constraint(error)
    }
}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<DecodeError> for Error<E> {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// What is wrong with a request that was therefore not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintError {
    violations: Vec<Violation>,
}

impl ConstraintError {
    /// Of at least one violation.
    pub(super) fn new(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Everything that is wrong, in the order of the API's document.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request was not sent: ")?;
        for (index, violation) in self.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConstraintError {}

/// A rule of the API that a request breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    kind: &'static str,
    name: String,
    message: String,
}

impl Violation {
    /// `kind` and `name` say where, `message` what.
    pub(super) fn new(kind: &'static str, name: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { kind, name: name.into(), message: message.to_string() }
    }

    /// The name of the parameter; the place in the body, where it is wrong.
    #[must_use]
    pub fn parameter(&self) -> &str {
        &self.name
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            write!(f, "{}: {}", self.kind, self.message)
        } else {
            write!(f, "{} `{}`: {}", self.kind, self.name, self.message)
        }
    }
}

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
    /// There is no access token, so nothing was sent.
    Token(TokenError),
    /// A middleware failed.
    Middleware(Box<dyn std::error::Error + Send + Sync>),
}

impl TransportError {
    /// Whether it took longer than the client's timeout.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Network(error) => error.is_timeout(),
            Self::Timeout => true,
            Self::Token(_)
            | Self::BodyTooLarge { .. }
            | Self::Address(_)
            | Self::Upload(_)
            | Self::Middleware(_) => false,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("no answer came in time"),
            Self::Network(error) if error.is_timeout() => Self::Timeout.fmt(f),
            Self::Network(error) => write!(f, "no answer came: {error}"),
            Self::BodyTooLarge { limit } => write!(f, "the answer is greater than {limit} bytes"),
            Self::Address(reason) => write!(f, "the request has no valid address: {reason}"),
            Self::Upload(error) => write!(f, "the stream of the request broke off: {error}"),
            Self::Token(error) => write!(f, "the request was not sent: {error}"),
            Self::Middleware(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Network(error) => Some(error),
            Self::Token(error) => Some(error),
            Self::Upload(error) | Self::Middleware(error) => Some(error.as_ref()),
            Self::Timeout | Self::BodyTooLarge { .. } | Self::Address(_) => None,
        }
    }
}

/// A failure that the API declares, with its decoded body.
pub struct ErrorResponse<E> {
    raw: RawResponse,
    error: E,
}

impl<E> ErrorResponse<E> {
    /// Of an answer and what it means.
    pub(super) fn new(raw: RawResponse, error: E) -> Self {
        Self { raw, error }
    }

    /// What the API says.
    #[must_use]
    pub fn error(&self) -> &E {
        &self.error
    }

    /// What the API says, owned.
    #[must_use]
    pub fn into_error(self) -> E {
        self.error
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.raw.body()
    }
}

impl<E: fmt::Debug> fmt::Debug for ErrorResponse<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = Shown(self.raw.secrets(), &self.error);
        f.debug_struct("ErrorResponse").field("raw", &self.raw).field("error", &error).finish()
    }
}

impl<E> fmt::Display for ErrorResponse<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = &self.raw;
        write!(f, "the server answered {}{}: {}", raw.status(), raw.redirection(), raw.excerpt())
    }
}

/// An answer of a declared status whose body is not the declared one.
#[derive(Debug)]
pub struct DecodeError {
    raw: RawResponse,
    path: String,
    reason: String,
}

impl DecodeError {
    /// At a path of the body, for a reason.
    pub(super) fn new(raw: &RawResponse, path: impl Into<String>, reason: impl fmt::Display) -> Self {
        let shown = |text: String| raw.secrets().excerpt(text.as_bytes());
        Self { raw: raw.clone(), path: shown(path.into()), reason: shown(reason.to_string()) }
    }

    /// Where in the body, `messages[3].created_at` for instance; `.` is the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.raw.body()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { raw, path, reason } = self;
        write!(f, "the answer ({}) cannot be decoded at `{path}`: {reason}", raw.status())
    }
}

impl std::error::Error for DecodeError {}

/// An answer that the API's document does not declare.
#[derive(Debug)]
pub struct UnexpectedResponse {
    raw: RawResponse,
}

impl UnexpectedResponse {
    /// Of an answer.
    pub(super) fn new(raw: RawResponse) -> Self {
        Self { raw }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.raw.body()
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (raw, body) = (&self.raw, self.raw.excerpt());
        write!(f, "the server answered {}{}, which the API does not declare: {body}", raw.status(), raw.redirection())
    }
}
