//! The result of a call: the decoded body with the response's status and headers.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::raw::RawResponse;
use super::redact::Shown;

/// A successful response; it dereferences to its decoded body.
#[derive(Clone)]
pub struct Response<T> {
    raw: RawResponse,
    body: T,
}

impl<T> Response<T> {
    /// Creates it from a response and its decoded body.
    pub(super) fn new(raw: RawResponse, body: T) -> Self {
        Self { raw, body }
    }

    /// The response as it was received.
    pub(super) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The decoded body.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The decoded body, owned.
    #[must_use]
    pub fn into_body(self) -> T {
        self.body
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

    /// How long the call took, including every attempt and the waits between them.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.raw.sent().elapsed
    }

    /// The server's ID of the request, if a response header has one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.raw.request_id()
    }

    /// The body as it was received; empty if it is a stream.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.raw.body()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = Shown(self.raw.secrets(), &self.body);
        f.debug_struct("Response").field("raw", &self.raw).field("body", &body).finish()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
