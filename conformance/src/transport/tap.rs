//! A connection that notices whether HTTP is spoken on it, and that ends where an answer has more bytes than are read, or is
//! of another version of HTTP.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use thiserror::Error;
use tower::Service;

/// Bytes that are read at once.
const PIECE: usize = 16 * 1024;
/// What every answer of HTTP/1 begins with (RFC 9112 section 4).
const START: &[u8] = b"HTTP/1.";
/// The head of a frame of HTTP/2 (RFC 9113 section 4.1).
const FRAME: usize = 9;
/// The type of the frame with which a server of HTTP/2 begins (RFC 9113 section 3.4).
const SETTINGS: u8 = 4;
/// Bytes that a server of HTTP/2 sends without an answer of ours: the windows of a connection bound its data, and the heads of
/// all streams that are open come on top.
const UNANSWERED: usize = 64 * 1024 * 1024;

/// Connects, and taps the connections.
#[derive(Debug, Clone)]
pub(super) struct Tapping<C> {
    connector: C,
    /// Bytes of one answer, whatever they are.
    limit: usize,
    /// Whether HTTP/2 is spoken without being negotiated.
    is_http2: bool,
    spoke_http: Arc<AtomicBool>,
}

impl<C> Tapping<C> {
    pub(super) fn new(connector: C, limit: usize, is_http2: bool, spoke_http: Arc<AtomicBool>) -> Self {
        Self { connector, limit, is_http2, spoke_http }
    }
}

impl<C> Service<http::Uri> for Tapping<C>
where
    C: Service<http::Uri>,
    C::Response: Connection,
    C::Future: Send + 'static,
{
    type Response = Tapped<C::Response>;
    type Error = C::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: http::Uri) -> Self::Future {
        let connecting = self.connector.call(uri);
        let (limit, is_http2, spoke_http) = (self.limit, self.is_http2, Arc::clone(&self.spoke_http));
        Box::pin(async move {
            let inner = connecting.await?;
            let is_http2 = is_http2 || inner.connected().is_negotiated_h2();
            let limit = if is_http2 { limit.max(UNANSWERED) } else { limit };
            Ok(Tapped { inner, limit, is_http2, read: 0, start: Vec::new(), spoke_http })
        })
    }
}

/// A connection that is tapped.
#[derive(Debug)]
pub(super) struct Tapped<T> {
    inner: T,
    limit: usize,
    is_http2: bool,
    /// Bytes read since the last that were written.
    read: usize,
    /// The first bytes of the connection.
    start: Vec<u8>,
    spoke_http: Arc<AtomicBool>,
}

impl<T> Tapped<T> {
    /// Looks at the first bytes.
    fn notice(&mut self, bytes: &[u8]) -> io::Result<()> {
        let wanted = if self.is_http2 { FRAME } else { START.len() };
        let missing = wanted - self.start.len();
        if missing == 0 {
            return Ok(());
        }
        self.start.extend_from_slice(&bytes[..bytes.len().min(missing)]);
        if self.is_http2 && self.start.starts_with(START) {
            return Err(io::Error::other(NotHttp2));
        }
        let is_settings = self.start.get(3) == Some(&SETTINGS) && self.start.get(5..FRAME) == Some(&[0; 4]);
        if if self.is_http2 { is_settings } else { self.start == START } {
            self.spoke_http.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// The answer has more bytes than are read.
#[derive(Debug, Error)]
#[error("the answer does not end")]
pub(super) struct Endless;

/// The server speaks HTTP/1 where HTTP/2 was spoken to it.
#[derive(Debug, Error)]
#[error("the server answers in HTTP/1, and HTTP/2 is spoken to it (`http2-prior-knowledge`)")]
pub(super) struct NotHttp2;

impl<T: Read + Unpin> Read for Tapped<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut to: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read > self.limit {
            return Poll::Ready(Err(io::Error::other(Endless)));
        }
        let mut bytes = [0; PIECE];
        let room = to.remaining().min(PIECE);
        let mut piece = ReadBuf::new(&mut bytes[..room]);
        match Pin::new(&mut self.inner).poll_read(context, piece.unfilled()) {
            Poll::Ready(Ok(())) => {}
            other => return other,
        }
        let filled = piece.filled();
        self.read += filled.len();
        self.notice(filled)?;
        to.put_slice(filled);
        Poll::Ready(Ok(()))
    }
}

impl<T: Write + Unpin> Write for Tapped<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.read = 0;
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<T: Connection> Connection for Tapped<T> {
    fn connected(&self) -> Connected {
        self.inner.connected()
    }
}
