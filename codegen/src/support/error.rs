//! What can go wrong with a call, told apart by who can fix it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::constraint::ConstraintError;
use super::raw::RawResponse;
use super::redact::Shown;
use super::transport_error::RequestError;

/// Why a call did not give what it promises. `E` holds the answers that the API declares for its failures.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request breaks a rule of the API; nothing was sent.
    Constraint(ConstraintError),
    /// No answer came.
    Transport(Box<RequestError>),
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
        self.raw().map(RawResponse::status)
    }

    /// Whether the same call may succeed later: no answer came for want of a connection or of time, or the server answered that
    /// it is busy or failed for now (408, 425, 429, 500, 502, 503, 504). What is not idempotent may have been done all the same.
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

    /// The address that the request was sent to, without credentials and sessions; none where nothing was sent.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Transport(error) => Some(error.url().to_owned()),
            _ => self.raw().map(RawResponse::shown_url),
        }
    }

    /// How long the call took, every attempt and the time between them included; none where nothing was sent.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        match self {
            Self::Transport(error) => Some(error.elapsed()),
            _ => self.raw().map(|raw| raw.sent().elapsed),
        }
    }

    /// What the server calls the request in its records, where it says so in a header that is usual for that.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.raw().and_then(RawResponse::request_id)
    }

    /// The answer, where one came.
    fn raw(&self) -> Option<&RawResponse> {
        match self {
            Self::Constraint(_) | Self::Transport(_) => None,
            Self::Api(response) => Some(&response.raw),
            Self::Decode(error) => Some(&error.raw),
            Self::Unexpected(response) => Some(&response.raw),
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
        write!(f, "{}: {}", self.raw.summary(), self.raw.excerpt())
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
        write!(f, "{}, which cannot be decoded at `{path}`: {reason}", raw.summary())
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
        write!(f, "{}, which the API does not declare: {}", self.raw.summary(), self.raw.excerpt())
    }
}
