//! A response before it is decoded, and its decoding.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{StatusCode, Url};
use serde::de::DeserializeOwned;

use super::address::shown;
use super::error::{DecodeError, Error, ErrorResponse, UnexpectedResponse};
// part: streams
use super::event::Events;
use super::frame::Separator;
// end of part
use super::redact::Secrets;
use super::sent::{HiddenNames, Sent};
use super::stream::{Chunks, Reading};
// part: streams
use super::values::{self, Values};
// end of part

/// A response as it was received; cheap to clone. Its `Debug` output shows the start of its body, and no secret of its
/// request.
#[derive(Clone)]
pub struct RawResponse(Arc<Parts>);

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status())
            .field("headers", &self.secrets().redacted_headers(self.headers()))
            .field("body", &self.excerpt())
            .finish_non_exhaustive()
    }
}

struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    live: Live,
    /// The size of the largest item of a stream.
    limit: usize,
    /// The secrets of the request.
    secrets: Secrets,
    sent: Sent,
    url: Url,
    hidden: HiddenNames,
}

/// Which request a response belongs to, and how it is read.
pub struct RequestContext {
    /// The size of the largest item of a stream.
    pub limit: usize,
    /// The secrets of the request.
    pub secrets: Secrets,
    /// The request.
    pub sent: Sent,
    /// Its address.
    pub url: Url,
    /// Which query parameters of its address are hidden.
    pub hidden: HiddenNames,
}

/// The rest of a body, until it is taken.
struct Live(Mutex<Option<Chunks>>);

impl RawResponse {
    /// Creates it from a body that has been read or one that is still to come, and the request that it belongs to.
    #[cfg_attr(
        target_arch = "wasm32",
        allow(clippy::arc_with_non_send_sync, reason = "in browsers a stream stays on its thread")
    )]
    pub fn new(status: StatusCode, headers: HeaderMap, body: Result<Bytes, Chunks>, context: RequestContext) -> Self {
        let (body, live) = match body {
            Ok(body) => (body, None),
            Err(chunks) => (Bytes::new(), Some(chunks)),
        };
        let RequestContext { limit, secrets, sent, url, hidden } = context;
        let live = Live(Mutex::new(live));
        Self(Arc::new(Parts { status, headers, body, live, limit, secrets, sent, url, hidden }))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The request.
    pub(super) fn sent(&self) -> &Sent {
        &self.0.sent
    }

    /// The address that the request was sent to.
    pub(super) fn url(&self) -> &Url {
        &self.0.url
    }

    /// The same without credentials and session values.
    pub(super) fn shown_url(&self) -> String {
        self.0.hidden.shown(&self.0.url, self.secrets())
    }

    /// Which request was sent, its outcome and how long it took, for messages.
    pub(super) fn summary(&self) -> String {
        let Sent { operation, method, .. } = self.sent();
        let (url, status, effort) = (self.shown_url(), self.status(), self.sent().effort());
        format!("{operation}: {method} {url}: the server responded with {status}{} ({effort})", self.redirection())
    }

    /// The server's ID of the request.
    pub(super) fn request_id(&self) -> Option<&str> {
        REQUEST_IDS.iter().find_map(|name| self.headers().get(*name)?.to_str().ok()).filter(|id| !id.is_empty())
    }

    /// The secrets of the request, which nothing shows.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// The start of the body, for messages.
    pub(super) fn excerpt(&self) -> String {
        let excerpt = self.secrets().excerpt(self.body());
        if excerpt.is_empty() { "(no body)".to_owned() } else { excerpt }
    }

    /// Where it redirects to, for messages; clients follow no redirects.
    pub(super) fn redirection(&self) -> String {
        let location = self.headers().get(LOCATION).filter(|_| self.status().is_redirection());
        location.map_or(String::new(), |location| {
            // Redacted first: cutting could leave a part of a secret.
            let address = shown(&self.secrets().redacted(&String::from_utf8_lossy(location.as_bytes())));
            format!(" (it redirects to `{}`, which is not followed)", self.secrets().excerpt(address.as_bytes()))
        })
    }

    /// Type and subtype of the body in lower case; `None` if the server sent no content type.
    pub fn media_type(&self) -> Option<String> {
        media_type(&self.0.headers)
    }

    /// Whether the body has a media type or is in a range (`image/*`).
    pub fn is(&self, range: &str) -> bool {
        self.media_type().is_some_and(|actual| match range.split_once('/') {
            Some(("*", "*")) => true,
            Some((kind, "*")) => actual.split('/').next() == Some(kind),
            _ => actual == range,
        })
    }

    /// Itself, if its body has a media type or is in a range, or the server sent no content type.
    ///
    /// # Errors
    /// If it has another.
    pub fn of(&self, range: &str) -> Result<&Self, DecodeError> {
        if self.media_type().is_none() || self.is(range) { Ok(self) } else { Err(self.undeclared_type()) }
    }

    /// The body as bytes, as they arrive.
    pub fn chunks(&self) -> Chunks {
        let live = self.0.live.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        live.unwrap_or_else(|| Chunks::read(self.0.body.clone()))
    }

    // part: streams
    /// The body as events with data as JSON.
    pub fn events<T: DeserializeOwned>(&self) -> Result<Events<T>, DecodeError> {
        Ok(Events::new(self.of(EVENTS)?.chunks(), self.0.limit).hiding(self.secrets()))
    }

    /// The body as events with data as text.
    pub fn text_events(&self) -> Result<Events<String>, DecodeError> {
        Ok(Events::texts(self.of(EVENTS)?.chunks(), self.0.limit).hiding(self.secrets()))
    }

    /// The body as events with the fields of a type.
    pub fn whole_events<T: DeserializeOwned>(&self) -> Result<Events<T>, DecodeError> {
        Ok(Events::whole(self.of(EVENTS)?.chunks(), self.0.limit).hiding(self.secrets()))
    }

    /// The body as a sequence of JSON values; servers do not agree on its media type.
    pub fn values<T: DeserializeOwned>(&self) -> Result<Values<T>, DecodeError> {
        let separator = match self.media_type() {
            None => Separator::Line,
            Some(actual) => match values::separator(&actual) {
                Some(separator) => separator,
                None if is_json(&actual) || actual == "text/plain" => Separator::Line,
                None => return Err(self.undeclared_type()),
            },
        };
        Ok(Values::new(self.chunks(), separator, self.0.limit).hiding(self.secrets()))
    }
    // end of part

    /// The body, which must be JSON.
    ///
    /// # Errors
    /// If it is not, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match self.media_type() {
            Some(actual) if !is_json(&actual) => {
                let actual = self.stated_type();
                return Err(DecodeError::new(self, ".", format_args!("its content type is `{actual}`, not JSON")));
            }
            _ => {}
        }
        // The path is followed only where there is something to report: it costs as much as the reading.
        serde_json::from_slice(&self.0.body).or_else(|_| self.json_by_path())
    }

    /// As [`RawResponse::json`], with the place of what is wrong.
    fn json_by_path<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let mut deserializer = serde_json::Deserializer::from_slice(&self.0.body);
        let value = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| DecodeError::new(self, error.path().to_string(), error.inner()))?;
        deserializer.end().map_err(|error| DecodeError::new(self, ".", error))?;
        Ok(value)
    }

    /// The body, which must be text in UTF-8.
    ///
    /// # Errors
    /// If it is not.
    pub fn text(&self) -> Result<String, DecodeError> {
        String::from_utf8(self.0.body.to_vec()).map_err(|error| DecodeError::new(self, ".", error))
    }

    /// The content type as the server writes it, for messages: in other case a secret in it would not be found.
    fn stated_type(&self) -> String {
        let stated =
            self.headers().get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        stated.unwrap_or_else(|| "missing".to_owned())
    }

    /// The error for a content type that is not declared.
    pub fn undeclared_type(&self) -> DecodeError {
        let actual = self.stated_type();
        DecodeError::new(self, ".", format_args!("its content type is `{actual}`, which the API does not declare"))
    }

    /// The error for a declared failure.
    pub fn refused<E>(&self, error: E) -> Error<E> {
        Error::Api(Box::new(ErrorResponse::new(self.clone(), error)))
    }

    /// The error for a status that is not declared.
    pub fn unexpected<E>(&self) -> Error<E> {
        Error::Unexpected(Box::new(UnexpectedResponse::new(self.clone())))
    }
}

/// Headers in which servers send the ID of a request.
const REQUEST_IDS: [&str; 9] = [
    "x-request-id",
    "request-id",
    "x-github-request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-correlation-id",
    "x-trace-id",
    "cf-ray",
];

// part: streams
const EVENTS: &str = "text/event-stream";
// end of part

fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json")
}

/// Whether a response is returned before its body has been read.
pub fn is_live(reading: Reading, status: StatusCode, headers: &HeaderMap) -> bool {
    let is = |test: &dyn Fn(&str) -> bool| media_type(headers).is_none_or(|actual| test(&actual));
    status.is_success()
        && match reading {
            Reading::Whole => false,
            // part: streams
            Reading::Events => is(&|actual| actual == EVENTS),
            Reading::Values => is(&|actual| values::separator(actual).is_some()),
            // end of part
            Reading::Bytes => true,
        }
}
