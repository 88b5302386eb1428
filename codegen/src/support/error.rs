//! What can go wrong with a call, divided by who can fix it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::constraint::ConstraintError;
use super::raw::RawResponse;
use super::redact::Shown;
use super::transport_error::RequestError;

/// Why a call failed. `E` has the responses that the API declares for failures.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request breaks a rule of the API; nothing was sent.
    Constraint(ConstraintError),
    /// No response was received.
    Transport(Box<RequestError>),
    /// The API returned a declared error.
    Api(Box<ErrorResponse<E>>),
    /// The response has a declared status, but not the declared body.
    Decode(Box<DecodeError>),
    /// The response is not declared in the API's document.
    Unexpected(Box<UnexpectedResponse>),
}

impl<E> Error<E> {
    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.raw().map(RawResponse::status)
    }

    /// Whether the same call may succeed later: no response was received because of the connection or a timeout, or the
    /// server is busy or failed temporarily (408, 425, 429, 500, 502, 503, 504). An operation that is not idempotent
    /// may have taken effect nevertheless.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match (self, self.status()) {
            (Self::Transport(error), _) => error.cause().is_transient(),
            (_, Some(status)) => matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504),
            (_, None) => false,
        }
    }

    /// The operation, as the API's document names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match (self, self.raw()) {
            (Self::Constraint(error), _) => error.operation(),
            (Self::Transport(error), _) => error.operation(),
            (_, raw) => raw.map_or("", |raw| raw.sent().operation),
        }
    }

    /// The address that the request was sent to, without credentials and session values; `None` if nothing was sent.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Transport(error) => Some(error.url().to_owned()),
            _ => self.raw().map(RawResponse::shown_url),
        }
    }

    /// How long the call took, including every attempt and the waits between them; `None` if nothing was sent.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        match self {
            Self::Transport(error) => Some(error.elapsed()),
            _ => self.raw().map(|raw| raw.sent().elapsed),
        }
    }

    /// The server's ID of the request, if a response header has one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.raw().and_then(RawResponse::request_id)
    }

    /// The response, if there was one.
    fn raw(&self) -> Option<&RawResponse> {
        match self {
            Self::Constraint(_) | Self::Transport(_) => None,
            Self::Api(response) => Some(&response.raw),
            Self::Decode(error) => Some(&error.raw),
            Self::Unexpected(response) => Some(&response.raw),
        }
    }

    /// The declared error, if the API returned one.
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
            Self::Transport(error) => Some(error.as_ref()),
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

impl<E> From<Box<RequestError>> for Error<E> {
    fn from(error: Box<RequestError>) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<DecodeError> for Error<E> {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// An error that the API declares, with its decoded body.
pub struct ErrorResponse<E> {
    raw: RawResponse,
    error: E,
}

impl<E> ErrorResponse<E> {
    /// Creates it from a response and its decoded body.
    pub(super) fn new(raw: RawResponse, error: E) -> Self {
        Self { raw, error }
    }

    /// The decoded body.
    #[must_use]
    pub fn error(&self) -> &E {
        &self.error
    }

    /// The decoded body, owned.
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

    /// The body as it was received.
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
        write!(f, "{}: {}", self.raw.summary(), self.raw.excerpt())
    }
}

/// A response with a declared status whose body is not the declared one.
#[derive(Debug)]
pub struct DecodeError {
    raw: RawResponse,
    path: String,
    reason: String,
}

impl DecodeError {
    /// Creates it from a place in the body and a reason.
    pub(super) fn new(raw: &RawResponse, path: impl Into<String>, reason: impl fmt::Display) -> Self {
        let shown = |text: String| raw.secrets().excerpt(text.as_bytes());
        Self { raw: raw.clone(), path: shown(path.into()), reason: shown(reason.to_string()) }
    }

    /// The place in the body, such as `messages[3].created_at`; `.` is the whole body.
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

    /// The body as it was received.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.raw.body()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { raw, path, reason } = self;
        write!(f, "{}, which cannot be decoded at `{path}`: {reason}", raw.summary())
    }
}

impl std::error::Error for DecodeError {}

/// A response that the API's document does not declare.
#[derive(Debug)]
pub struct UnexpectedResponse {
    raw: RawResponse,
}

impl UnexpectedResponse {
    /// Creates it from a response.
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

    /// The body as it was received.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.raw.body()
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, which the API does not declare: {}", self.raw.summary(), self.raw.excerpt())
    }
}
