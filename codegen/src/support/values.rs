//! Responses that are a sequence of JSON values: JSON Lines, and JSON text sequences (RFC 7464).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;

use super::frame::{Frames, Separator};
use super::redact::Secrets;
use super::stream::{Chunks, ItemError, StreamError};
use super::time::BoxStream;

/// Whether a media type is a sequence of JSON values, and what separates them.
pub(super) fn separator(media_type: &str) -> Option<Separator> {
    let subtype = media_type.strip_prefix("application/")?;
    match subtype.strip_prefix("x-").unwrap_or(subtype) {
        "jsonl" | "jsonlines" | "json-lines" | "ndjson" | "json-stream" | "stream+json" => Some(Separator::Line),
        other if other == "json-seq" || other.ends_with("+json-seq") => Some(Separator::Record),
        _ => None,
    }
}

/// Values of a type, as they arrive. The stream ends with the response, or after the connection broke off; what is not
/// a `T` is an error, and the next value follows.
pub struct Values<T> {
    frames: BoxStream<Result<Bytes, StreamError>>,
    read: fn(&Bytes) -> Result<T, StreamError>,
    secrets: Secrets,
}

impl<T: DeserializeOwned> Values<T> {
    /// Creates it from a stream of bytes.
    pub(super) fn new(chunks: Chunks, separator: Separator, limit: usize) -> Self {
        let frames = Frames::new(chunks, separator, limit);
        let frames = stream::unfold(frames, |mut frames| async move {
            loop {
                match frames.next().await? {
                    Ok(frame) if frame.trim_ascii().is_empty() => {}
                    frame => return Some((frame, frames)),
                }
            }
        });
        let read = |frame: &Bytes| Ok(json(&String::from_utf8_lossy(frame))?);
        Self { frames: Box::pin(frames.fuse()), read, secrets: Secrets::default() }
    }
}

impl<T> Values<T> {
    /// The same, with errors that show no secret of the request.
    pub(super) fn hiding(self, secrets: &Secrets) -> Self {
        Self { secrets: secrets.clone(), ..self }
    }
}

impl<T> Values<T> {
    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        StreamExt::next(self).await
    }
}

impl<T> Stream for Values<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = self.frames.as_mut().poll_next(context);
        frame.map(|frame| {
            let value = frame?.and_then(|frame| (self.read)(&frame));
            Some(value.map_err(|error| error.hiding(&self.secrets)))
        })
    }
}

impl<T> fmt::Debug for Values<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values")
    }
}

/// Decodes an item of JSON.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T, ItemError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| ItemError::new(text, error.path(), error.inner()))?;
    deserializer.end().map_err(|error| ItemError::new(text, ".", error))?;
    Ok(value)
}
