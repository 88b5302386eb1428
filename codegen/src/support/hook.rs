//! What a hook sees of requests and responses. Credentials and session values are redacted.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

/// Sees each request and each response, including those of retries. It runs during the call, so it should return
/// quickly.
///
/// Credentials, session values and all other sensitive values appear as `[redacted]`, also where a server repeats them
/// in its headers or in a body. Everything else in bodies appears as it is, but is left out of the events' `Debug`
/// output.
pub trait Hook: Send + Sync {
    /// A request is about to be sent.
    fn on_request(&self, request: &RequestEvent<'_>) {
        let _ = request;
    }

    /// A response has been read completely, or up to its body if that is a stream.
    fn on_response(&self, response: &ResponseEvent<'_>) {
        let _ = response;
    }

    /// A request breaks rules of the API and is sent anyway ([`Rules::Warn`](super::Rules::Warn)).
    fn on_violations(&self, violations: &ViolationEvent<'_>) {
        let _ = violations;
    }

    /// No response was received.
    fn on_failure(&self, failure: &FailureEvent<'_>) {
        let _ = failure;
    }
}

/// A request that is about to be sent.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RequestEvent<'a> {
    /// The operation, as the API's document names it.
    pub operation: &'static str,
    /// The method.
    pub method: &'a Method,
    /// The address, without credentials.
    pub url: &'a str,
    /// The headers, redacted.
    pub headers: &'a HeaderMap,
    /// The body; `None` if there is none, or it is streamed.
    pub body: Option<&'a [u8]>,
    /// The number of the attempt, from 0; greater than 0 for a retry.
    pub attempt: u32,
}

/// A response that has been read.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ResponseEvent<'a> {
    /// The operation, as the API's document names it.
    pub operation: &'static str,
    /// The status.
    pub status: StatusCode,
    /// The headers, redacted.
    pub headers: &'a HeaderMap,
    /// The body; empty if it is a stream.
    pub body: &'a [u8],
    /// The number of the attempt, from 0; greater than 0 for a retry.
    pub attempt: u32,
    /// How long until the next attempt, if there will be one.
    pub retry_in: Option<Duration>,
}

/// A request for which no response was received.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FailureEvent<'a> {
    /// The operation, as the API's document names it.
    pub operation: &'static str,
    /// The reason.
    pub error: &'a super::transport_error::TransportError,
    /// The number of the attempt, from 0; greater than 0 for a retry.
    pub attempt: u32,
    /// How long until the next attempt, if there will be one.
    pub retry_in: Option<Duration>,
}

/// A request that breaks rules of the API and is about to be sent.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ViolationEvent<'a> {
    /// The operation, as the API's document names it.
    pub operation: &'static str,
    /// Every rule that it breaks, in the order of the document.
    pub violations: &'a [super::constraint::Violation],
}

impl fmt::Debug for RequestEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestEvent")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &self.headers)
            .field("body", &self.body.map(Bytes))
            .field("attempt", &self.attempt)
            .finish()
    }
}

impl fmt::Debug for ResponseEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseEvent")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &Bytes(self.body))
            .field("attempt", &self.attempt)
            .field("retry_in", &self.retry_in)
            .finish()
    }
}

/// Shows a body by its length, so that logs do not contain what is in it.
struct Bytes<'a>(&'a [u8]);

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}
