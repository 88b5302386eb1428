//! What a mock behind an address spends on strangers: every limit by its name, with its default.

use std::time::Duration;

/// Bounds of a [`Server`](super::Server). What goes beyond one gets the status that is named there, or its connection is
/// closed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerLimits {
    /// Connections at the same time; others wait until one ends. 512.
    pub connections: usize,
    /// Requests that are answered at the same time; others wait for their turn. 16.
    pub workers: usize,
    /// Bytes of one body, else 413. 16 MiB.
    pub body: usize,
    /// Bytes of all bodies that are held at the same time, else 503. 64 MiB.
    pub bodies: usize,
    /// Bytes of a request's head, else 431. 64 KiB.
    pub head: usize,
    /// Header fields of a request, else 431. 100.
    pub headers: usize,
    /// Bytes of a request's target, else 414. 16 KiB.
    pub target: usize,
    /// From the beginning of a connection, or the end of the response before, until a request's head is there; also how
    /// long a connection may be idle. 30 s.
    pub head_timeout: Duration,
    /// From a request's head until the end of its body, else 408. 30 s.
    pub body_timeout: Duration,
    /// For a client to take a response. 30 s.
    pub write_timeout: Duration,
    /// From the end of a request until its response is made, else 503. 30 s.
    pub answer_timeout: Duration,
    /// How long what was begun may go on after the server was stopped. 2 s.
    pub grace: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 512,
            workers: 16,
            body: 16 * 1024 * 1024,
            bodies: 64 * 1024 * 1024,
            head: 64 * 1024,
            headers: 100,
            target: 16 * 1024,
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            answer_timeout: Duration::from_secs(30),
            grace: Duration::from_secs(2),
        }
    }
}

/// Bounds of what a [`Mock`](super::Mock) remembers of what was created. Beyond one of them the oldest is forgotten; what a
/// fixture gives is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateLimits {
    /// Created resources. 100,000.
    pub resources: usize,
    /// Bytes that created resources take, about. 256 MiB.
    pub bytes: usize,
}

impl Default for StateLimits {
    fn default() -> Self {
        Self { resources: 100_000, bytes: 256 * 1024 * 1024 }
    }
}
