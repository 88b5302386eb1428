//! Server-sent events, as specified in the HTML Living Standard (section 9.2).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::frame::{Frames, Separator};
use super::redact::Secrets;
use super::stream::{Chunks, ItemError, StreamError};
use super::time::BoxStream;
use super::values::json;

/// What servers of language models send after their last event.
const DONE: &str = "[DONE]";

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its name; `message` by default.
    pub event: String,
    /// The last event ID that the server sent, to resume from there (`Last-Event-ID`).
    pub id: Option<String>,
    /// The time that the server last asked clients to wait before they reconnect.
    pub retry: Option<Duration>,
    /// The data.
    pub data: T,
}

/// Events with data of a type, as they arrive. The stream ends with the response, with `[DONE]` in place of JSON, or
/// after the connection broke off; data that is not a `T` is an error, and the next event follows. A last event without
/// the empty line after it is returned if the response ended properly (browsers drop it, but some servers forget the
/// line), and dropped if the connection broke off.
pub struct Events<T> {
    messages: BoxStream<Result<Event<String>, StreamError>>,
    read: fn(Event<String>) -> Result<Event<T>, StreamError>,
    last_id: Option<String>,
    secrets: Secrets,
}

impl Events<String> {
    /// Creates it from a stream of bytes, with data as text.
    pub(super) fn texts(chunks: Chunks, limit: usize) -> Self {
        Self { messages: messages(chunks, limit, false), read: Ok, last_id: None, secrets: Secrets::default() }
    }
}

impl<T: DeserializeOwned> Events<T> {
    /// Creates it from a stream of bytes, with data as JSON.
    pub(super) fn new(chunks: Chunks, limit: usize) -> Self {
        let read = |message: Event<String>| {
            let data = json(&message.data)?;
            Ok(Event { event: message.event, id: message.id, retry: message.retry, data })
        };
        Self { messages: messages(chunks, limit, true), read, last_id: None, secrets: Secrets::default() }
    }

    /// Creates it from a stream of bytes, where `T` has the event's fields.
    pub(super) fn whole(chunks: Chunks, limit: usize) -> Self {
        let read = |message: Event<String>| {
            let data = whole(&message)?;
            Ok(Event { event: message.event, id: message.id, retry: message.retry, data })
        };
        Self { messages: messages(chunks, limit, true), read, last_id: None, secrets: Secrets::default() }
    }
}

impl<T> Events<T> {
    /// The same, with errors that show no secret of the request.
    pub(super) fn hiding(self, secrets: &Secrets) -> Self {
        Self { secrets: secrets.clone(), ..self }
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        StreamExt::next(self).await
    }

    /// The ID of the last event, even one that could not be decoded: pass it to a new call to resume after the stream
    /// broke off.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let message = self.messages.as_mut().poll_next(context);
        message.map(|message| {
            let message = message?;
            if let Ok(Event { id: Some(id), .. }) = &message {
                self.last_id = Some(id.clone());
            }
            Some(message.and_then(self.read).map_err(|error| error.hiding(&self.secrets)))
        })
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// A value with the event's fields, its data as JSON or, if that does not fit, as text.
fn whole<T: DeserializeOwned>(message: &Event<String>) -> Result<T, ItemError> {
    let with = |data: Value| {
        let mut fields = Map::new();
        fields.insert("event".to_owned(), message.event.clone().into());
        fields.extend(message.id.clone().map(|id| ("id".to_owned(), id.into())));
        fields.insert("data".to_owned(), data);
        serde_path_to_error::deserialize(Value::Object(fields)).map_err(
            |error: serde_path_to_error::Error<serde_json::Error>| {
                ItemError::new(&message.data, error.path(), error.inner())
            },
        )
    };
    let text = || with(Value::String(message.data.clone()));
    match serde_json::from_str(&message.data) {
        Ok(data) => with(data).or_else(|error| text().map_err(|_| error)),
        Err(_) => text(),
    }
}

fn messages(chunks: Chunks, limit: usize, ends_when_done: bool) -> BoxStream<Result<Event<String>, StreamError>> {
    let lines = Frames::new(chunks, Separator::Line, limit);
    let parser = Parser { lines, is_first: true, ends_when_done, id: None, retry: None };
    let messages = stream::unfold(parser, |mut parser| async move {
        let message = parser.next().await?;
        Some((message, parser))
    });
    Box::pin(messages.fuse())
}

struct Parser {
    lines: Frames,
    is_first: bool,
    ends_when_done: bool,
    id: Option<String>,
    retry: Option<Duration>,
}

impl Parser {
    async fn next(&mut self) -> Option<Result<Event<String>, StreamError>> {
        let (mut event, mut data) = (String::new(), None::<String>);
        loop {
            let line = match self.lines.next().await {
                Some(Ok(line)) => line,
                Some(Err(error)) => return Some(Err(error)),
                // A last event may lack the empty line after it.
                None => return self.message(event, data?).map(Ok),
            };
            let text = String::from_utf8_lossy(&line);
            let text = if std::mem::take(&mut self.is_first) { text.trim_start_matches('\u{FEFF}') } else { &text };
            if text.is_empty() {
                let event = std::mem::take(&mut event);
                match data.take() {
                    Some(data) => return self.message(event, data).map(Ok),
                    None => continue,
                }
            }
            let (field, value) = text.split_once(':').unwrap_or((text, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut event),
                "data" => append(&mut data, value),
                "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
                "retry" => self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry),
                _ => {}
            }
            if data.as_ref().is_some_and(|data| data.len() > self.lines.limit) {
                self.lines.end();
                return Some(Err(StreamError::TooLong { limit: self.lines.limit }));
            }
        }
    }

    fn message(&mut self, event: String, data: String) -> Option<Event<String>> {
        if self.ends_when_done && data.trim() == DONE {
            self.lines.end();
            return None;
        }
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(Event { event, id: self.id.clone(), retry: self.retry, data })
    }
}

/// Several lines of data form one text.
fn append(data: &mut Option<String>, line: &str) {
    match data {
        Some(data) => {
            data.push('\n');
            data.push_str(line);
        }
        None => *data = Some(line.to_owned()),
    }
}
