//! An answer before it is understood, and how it is.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use super::error::{DecodeError, Error, ErrorResponse, UnexpectedResponse};

/// An answer as it came; cheap to clone.
#[derive(Debug, Clone)]
pub struct RawResponse(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    /// Of its parts.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self(Arc::new(Parts { status, headers, body }))
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

    /// Type and subtype of the body in lower case; none where the server did not say.
    pub fn media_type(&self) -> Option<String> {
        let text = self.0.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// Whether the body is of a media type or range (`image/*`).
    pub fn is(&self, range: &str) -> bool {
        self.media_type().is_some_and(|actual| match range.split_once('/') {
            Some(("*", "*")) => true,
            Some((kind, "*")) => actual.split('/').next() == Some(kind),
            _ => actual == range,
        })
    }

    /// Itself, where its body is of a media type or range; a server that does not say is believed.
    ///
    /// # Errors
    /// Where it is of another.
    pub fn of(&self, range: &str) -> Result<&Self, DecodeError> {
        if self.media_type().is_none() || self.is(range) { Ok(self) } else { Err(self.undeclared_type()) }
    }

    /// The body, which must be JSON.
    ///
    /// # Errors
    /// Where it is not, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match self.media_type() {
            Some(actual) if actual != "application/json" && actual != "text/json" && !actual.ends_with("+json") => {
                return Err(DecodeError::new(self, ".", format_args!("its content type is `{actual}`, not JSON")));
            }
            _ => {}
        }
        let mut deserializer = serde_json::Deserializer::from_slice(&self.0.body);
        let value = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| DecodeError::new(self, error.path().to_string(), error.inner()))?;
        deserializer.end().map_err(|error| DecodeError::new(self, ".", error))?;
        Ok(value)
    }

    /// The body, which must be text in UTF-8.
    ///
    /// # Errors
    /// Where it is not.
    pub fn text(&self) -> Result<String, DecodeError> {
        String::from_utf8(self.0.body.to_vec()).map_err(|error| DecodeError::new(self, ".", error))
    }

    /// The content type is none of those that are declared.
    pub fn undeclared_type(&self) -> DecodeError {
        let actual = self.media_type().unwrap_or_else(|| "missing".to_owned());
        DecodeError::new(self, ".", format_args!("its content type is `{actual}`, which the API does not declare"))
    }

    /// It is a declared failure.
    pub fn refused<E>(&self, error: E) -> Error<E> {
        Error::Api(Box::new(ErrorResponse::new(self.clone(), error)))
    }

    /// Its status is not declared.
    pub fn unexpected<E>(&self) -> Error<E> {
        Error::Unexpected(Box::new(UnexpectedResponse::new(self.clone())))
    }
}

/// The first part of a body, for people.
pub fn excerpt(body: &[u8]) -> String {
    const LENGTH: usize = 300;
    let text = String::from_utf8_lossy(body);
    let mut shown: String = text.chars().take(LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LENGTH).is_some() {
        shown.push('…');
    }
    if shown.is_empty() { "(no body)".to_owned() } else { shown }
}
