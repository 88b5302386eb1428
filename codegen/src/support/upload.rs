//! Uploads: bytes in memory, or a stream that the caller provides.
//!
//! An upload within a multipart value is serialized as a marker, which is replaced by the bytes afterwards.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt};
use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::sending;

/// An error of a caller's stream.
type StreamFailure = Box<dyn std::error::Error + Send + Sync>;
/// A caller's stream.
type Source = std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, StreamFailure>> + Send>>;

/// The member that marks an upload. No name in an API starts with this character.
const MARK: &str = "\u{0}upload";

thread_local! {
    static TAKEN: RefCell<Option<Vec<Upload>>> = const { RefCell::new(None) };
}

/// A file or another body that is sent as it is: `Vec<u8>`, `Bytes`, text, or a [stream](Upload::stream).
///
/// A stream can be sent only once, so such a request is never retried.
#[derive(Clone)]
pub struct Upload {
    content: Content,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream(Arc<Once>),
}

struct Once {
    source: Mutex<Option<Source>>,
    length: Option<u64>,
}

impl Upload {
    /// A body from a stream, such as `tokio_util::io::ReaderStream` of a file; it is sent as it is produced.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<StreamFailure> + 'static,
    {
        Self::of(Box::pin(stream.map_ok(Into::into).map_err(Into::into)), None)
    }

    /// A body from a stream of known length, which is sent as `Content-Length`.
    pub fn sized_stream<S, B, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<StreamFailure> + 'static,
    {
        Self::of(Box::pin(stream.map_ok(Into::into).map_err(Into::into)), Some(length))
    }

    fn of(source: Source, length: Option<u64>) -> Self {
        let content = Content::Stream(Arc::new(Once { source: Mutex::new(Some(source)), length }));
        Self { content, file_name: None, content_type: None, headers: Vec::new() }
    }

    /// Sets the name of the file within a multipart body; the default is the name of the part.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the content type, in place of the one that the API's document declares.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header within a multipart body.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The bytes; `None` for a stream.
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream(_) => None,
        }
    }

    pub(super) fn custom_file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(super) fn custom_content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(super) fn custom_headers(&self) -> &[(String, String)] {
        &self.headers
    }

    fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Stream(once) => once.length,
        }
    }

    fn is_spent(&self) -> bool {
        match &self.content {
            Content::Bytes(_) => false,
            Content::Stream(once) => once.source.lock().unwrap_or_else(PoisonError::into_inner).is_none(),
        }
    }

    fn take(&self) -> Source {
        let spent = || StreamFailure::from("the stream has already been sent");
        match &self.content {
            Content::Bytes(bytes) => Box::pin(futures_util::stream::iter([Ok(bytes.clone())])),
            Content::Stream(once) => {
                let source = once.source.lock().unwrap_or_else(PoisonError::into_inner).take();
                source.unwrap_or_else(|| Box::pin(futures_util::stream::iter([Err(spent())])))
            }
        }
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self { content: Content::Bytes(bytes), file_name: None, content_type: None, headers: Vec::new() }
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&[u8]> for Upload {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl<const N: usize> From<&[u8; N]> for Upload {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&str> for Upload {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Upload");
        match &self.content {
            Content::Bytes(bytes) => shown.field("bytes", bytes),
            Content::Stream(once) => shown.field("length", &once.length),
        };
        shown.field("file_name", &self.file_name).field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

/// Streams are equal only if they are the same stream.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let content = match (&self.content, &other.content) {
            (Content::Bytes(one), Content::Bytes(other)) => one == other,
            (Content::Stream(one), Content::Stream(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        content
            && self.file_name == other.file_name
            && self.content_type == other.content_type
            && self.headers == other.headers
    }
}

/// Outside of multipart bodies an upload is a JSON string.
impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let index = TAKEN.with_borrow_mut(|taken| {
            let taken = taken.as_mut()?;
            taken.push(self.clone());
            Some(taken.len() - 1)
        });
        if let Some(index) = index {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(MARK, &index)?;
            return map.end();
        }
        let text = self.bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
        serializer.serialize_str(text.ok_or_else(|| S::Error::custom("an upload within JSON must be UTF-8 text"))?)
    }
}

impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from).map_err(D::Error::custom)
    }
}

/// A value to be sent, with markers for its uploads, and the uploads.
pub fn to_value<T: Serialize>(value: &T) -> Result<(Value, Vec<Upload>), String> {
    let _forget = Forget;
    TAKEN.set(Some(Vec::new()));
    let value = sending::to_value(value)?;
    Ok((value, TAKEN.take().unwrap_or_default()))
}

/// Stops collecting uploads, also on a panic.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        TAKEN.set(None);
    }
}

/// The upload that a marker stands for.
pub fn marked<'a>(value: &Value, uploads: &'a [Upload]) -> Option<&'a Upload> {
    let index = value.get(MARK)?.as_u64()?;
    uploads.get(usize::try_from(index).ok()?)
}

/// The content of a body, in pieces.
#[derive(Clone, Default)]
pub struct Payload(Vec<Upload>);

impl Payload {
    /// Appends a piece.
    pub fn push(&mut self, piece: impl Into<Upload>) {
        self.0.push(piece.into());
    }

    /// All of it, if it is in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self.0.as_slice() {
            [only] => only.bytes(),
            _ => None,
        }
    }

    /// Whether it contains a stream, and so can be sent only once.
    pub fn is_stream(&self) -> bool {
        self.0.iter().any(|piece| piece.bytes().is_none())
    }

    /// Whether a stream in it has already been sent.
    pub fn is_spent(&self) -> bool {
        self.0.iter().any(Upload::is_spent)
    }

    /// Its length, if it is known.
    pub fn length(&self) -> Option<u64> {
        self.0.iter().map(Upload::length).sum()
    }

    fn take(&self) -> Source {
        let sources: Vec<Source> = self.0.iter().map(Upload::take).collect();
        Box::pin(futures_util::stream::iter(sources).flatten())
    }

    /// The body of a request, if it contains a stream.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn streamed(&self) -> Result<reqwest::Body, StreamFailure> {
        std::future::ready(Ok(reqwest::Body::wrap_stream(self.take()))).await
    }

    /// The body of a request, if it contains a stream: browsers take it only as a whole.
    #[cfg(target_arch = "wasm32")]
    pub async fn streamed(&self) -> Result<reqwest::Body, StreamFailure> {
        let pieces: Vec<Bytes> = self.take().try_collect().await?;
        Ok(reqwest::Body::from(pieces.concat()))
    }
}

impl<T: Into<Upload>> From<T> for Payload {
    fn from(piece: T) -> Self {
        Self(vec![piece.into()])
    }
}
