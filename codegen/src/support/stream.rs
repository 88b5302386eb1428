//! Responses that are read as they arrive, and their errors.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt, stream};

use super::redact::Secrets;
use super::time::{BoxStream, within};
use super::transport_error::TransportError;

/// How much of a successful response is read before it is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All of it.
    Whole,
    // part: streams
    /// The head; server-sent events follow.
    Events,
    // end of part
    // part: streams
    /// The head; JSON values follow.
    Values,
    // end of part
    /// The head, whatever follows.
    Bytes,
}

/// A body as bytes, as they arrive. The stream ends with the response, or after a failure.
pub struct Chunks(BoxStream<Result<Bytes, StreamError>>);

impl Chunks {
    /// The bytes of the network, if no silence is longer than `idle`.
    pub(super) fn live(response: reqwest::Response, idle: Option<Duration>) -> Self {
        let source = Box::pin(response.bytes_stream());
        let chunks = stream::unfold(Some(source), move |source| async move {
            let mut source = source?;
            match within(idle, source.next()).await {
                Some(Some(Ok(chunk))) => Some((Ok(chunk), Some(source))),
                Some(Some(Err(error))) => {
                    Some((Err(StreamError::Transport(TransportError::Network(error.without_url()))), None))
                }
                Some(None) => None,
                None => Some((Err(StreamError::Transport(TransportError::Timeout)), None)),
            }
        });
        Self(Box::pin(chunks.fuse()))
    }

    /// A body that has been read already.
    pub(super) fn read(body: Bytes) -> Self {
        Self(Box::pin(stream::iter((!body.is_empty()).then_some(Ok(body)))))
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        self.0.next().await
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chunks")
    }
}

/// An error of a stream.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The response broke off; nothing follows.
    Transport(TransportError),
    /// An item is larger than the client accepts; nothing follows.
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// An item is not what the API's document declares; others may follow.
    Item(Box<ItemError>),
}

impl StreamError {
    /// The same, showing no secret of the request.
    pub(super) fn hiding(self, secrets: &Secrets) -> Self {
        match self {
            Self::Item(item) => {
                let ItemError { text, path, reason } = *item;
                let shown = |text: String| secrets.excerpt(text.as_bytes());
                Self::Item(Box::new(ItemError { text, path: shown(path), reason: shown(reason) }))
            }
            other => other,
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(TransportError::Timeout) => f.write_str("the response broke off: nothing was received within the timeout"),
            Self::Transport(error) => write!(f, "the response broke off: {error}"),
            Self::TooLong { limit } => write!(f, "an item of the response is larger than {limit} bytes"),
            Self::Item(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error),
            Self::TooLong { .. } => None,
            Self::Item(error) => Some(error.as_ref()),
        }
    }
}

/// An item of a stream that is not what the API's document declares. `Display` does not show the item.
pub struct ItemError {
    text: String,
    path: String,
    reason: String,
}

impl ItemError {
    /// Creates it from a place in the item and a reason.
    pub(super) fn new(text: &str, path: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Self { text: text.to_owned(), path: path.to_string(), reason: reason.to_string() }
    }

    /// The item as it was received.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place in the item; `.` is the whole item.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Debug for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemError").field("path", &self.path).field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an item of the response cannot be decoded at `{}`: {}", self.path, self.reason)
    }
}

impl std::error::Error for ItemError {}

impl From<ItemError> for StreamError {
    fn from(error: ItemError) -> Self {
        Self::Item(Box::new(error))
    }
}
