//! Middlewares between a call and the network, for tracing, metrics and signatures.

use std::fmt;

use super::call::Call;
use super::core::Core;
use super::redact::Secrets;
use super::time::BorrowedFuture;
use super::transport_error::TransportError;

/// Sees each request on its way out and each response on its way back, and may change both.
///
/// The first one that was passed to [`Config::middleware`](super::Config::middleware) is the outermost: it sees the
/// request first and the response last. Those of a single call come after the client's. The last one sees the request
/// as it is sent, including credentials: never log its headers or its address. Every attempt of a call passes through
/// all of them, so a signature is always recent. The time they take counts towards the timeout of an attempt. A
/// [`Hook`](super::Hook) sees what leaves the last one. Requests for access tokens pass through none of them.
pub trait Middleware: Send + Sync {
    /// Passes the request on with `next.run(request)`, or responds itself.
    fn call<'a>(
        &'a self,
        request: reqwest::Request,
        next: Next<'a>,
    ) -> BorrowedFuture<'a, Result<reqwest::Response, TransportError>>;
}

/// What follows a middleware: the other middlewares, then the network.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(super) core: &'a Core,
    pub(super) call: &'a Call,
    pub(super) secrets: &'a Secrets,
    pub(super) attempt: u32,
    /// How many middlewares have been passed.
    pub(super) passed: usize,
}

impl<'a> Next<'a> {
    /// The operation, as the API's document names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.call.operation.name
    }

    /// The number of the attempt, from 0; greater than 0 for a retry.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Sends the request. A clone of this can send it again; the client's own retries do not count that.
    ///
    /// # Errors
    /// If no response was received.
    #[must_use]
    pub fn run(self, request: reqwest::Request) -> BorrowedFuture<'a, Result<reqwest::Response, TransportError>> {
        let mut all = self.core.middleware().iter().chain(&self.call.settings.middleware);
        match all.nth(self.passed) {
            Some(middleware) => middleware.call(request, Self { passed: self.passed + 1, ..self }),
            None => Box::pin(self.core.transmit(self, request)),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, attempt) = (self.operation(), self.attempt);
        f.debug_struct("Next").field("operation", &operation).field("attempt", &attempt).finish_non_exhaustive()
    }
}
