//! Answers that are streams of events: they end when their server wants, which may be never, so that what came of one is its
//! answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use hyper::body::Body;
use tokio::time::{Instant, timeout_at};

/// How long no event comes until a stream is taken for idle.
const IDLE: Duration = Duration::from_secs(1);

/// Whether an answer's body is such a stream.
pub(super) fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/event-stream")
}

/// What comes of a stream until it ends, is idle, or its time is over.
///
/// # Errors
///
/// It breaks.
pub(super) async fn collected<B>(body: B, end: Instant) -> Result<Bytes, B::Error>
where
    B: Body<Data = Bytes> + Unpin,
{
    let (mut body, mut events) = (body, BytesMut::new());
    loop {
        match timeout_at(end.min(Instant::now() + IDLE), body.frame()).await {
            Ok(Some(frame)) => events.extend(frame?.into_data().ok()),
            Ok(None) | Err(_) => return Ok(events.freeze()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_known_by_their_content_type() {
        let headers = |text: &'static str| HeaderMap::from_iter([(CONTENT_TYPE, http::HeaderValue::from_static(text))]);
        assert!(
            is_event_stream(&headers("text/event-stream"))
                && is_event_stream(&headers("Text/Event-Stream; charset=utf-8"))
        );
        assert!(!is_event_stream(&headers("text/plain")) && !is_event_stream(&HeaderMap::new()));
    }
}
