//! Splits a stream of bytes into items, and buffers no more of it than one item may have.

use bytes::{Bytes, BytesMut};

use super::stream::{Chunks, StreamError};

/// What ends an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// The end of a line, in any form.
    Line,
    /// The record separator of RFC 7464.
    Record,
}

/// Items of a stream of bytes.
pub struct Frames {
    chunks: Chunks,
    separator: Separator,
    /// The size of the largest item.
    pub(super) limit: usize,
    buffer: BytesMut,
    /// How much of the buffer is known to contain no end of an item.
    scanned: usize,
    /// A line ended with CR; an LF that follows belongs to it.
    after_return: bool,
    ended: bool,
}

impl Frames {
    /// Creates it from a stream of bytes.
    pub fn new(chunks: Chunks, separator: Separator, limit: usize) -> Self {
        Self { chunks, separator, limit, buffer: BytesMut::new(), scanned: 0, after_return: false, ended: false }
    }

    /// The next item without its terminator, including empty ones; `None` at the end or after a failure.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        loop {
            if let Some(frame) = self.cut() {
                return Some(if frame.len() > self.limit { Err(self.too_long()) } else { Ok(frame) });
            }
            if self.buffer.len() > self.limit {
                return Some(Err(self.too_long()));
            }
            if self.ended {
                let rest = self.buffer.split().freeze();
                self.scanned = 0;
                return (!rest.is_empty()).then_some(Ok(rest));
            }
            match self.chunks.next().await {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.end();
                    return Some(Err(error));
                }
                None => self.ended = true,
            }
        }
    }

    /// Ends the stream.
    pub fn end(&mut self) {
        self.ended = true;
        self.scanned = 0;
        self.buffer.clear();
        self.chunks = Chunks::read(Bytes::new());
    }

    fn too_long(&mut self) -> StreamError {
        self.end();
        StreamError::TooLong { limit: self.limit }
    }

    /// The first item of the buffer, if it is complete.
    fn cut(&mut self) -> Option<Bytes> {
        if self.after_return && !self.buffer.is_empty() {
            self.after_return = false;
            if self.buffer[0] == b'\n' {
                let _ = self.buffer.split_to(1);
                self.scanned = self.scanned.saturating_sub(1);
            }
        }
        let ends = |byte: &u8| match self.separator {
            Separator::Line => matches!(byte, b'\n' | b'\r'),
            Separator::Record => *byte == 0x1E,
        };
        let Some(offset) = self.buffer[self.scanned..].iter().position(ends) else {
            self.scanned = self.buffer.len();
            return None;
        };
        let mut frame = self.buffer.split_to(self.scanned + offset + 1);
        self.scanned = 0;
        self.after_return = frame.last() == Some(&b'\r') && self.separator == Separator::Line;
        frame.truncate(frame.len() - 1);
        Some(frame.freeze())
    }
}
