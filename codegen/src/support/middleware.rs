//! What stands between a call and the network, for tracing, metrics and signatures.

use std::fmt;

use super::call::Call;
use super::core::Core;
use super::redact::Secrets;
use super::time::BorrowedFuture;
use super::transport_error::TransportError;

/// Sees each request on its way and each answer on its way back, and may change both.
///
/// The one that [`Config::middleware`](super::Config::middleware) was given first is the outermost: it sees the request
/// first and the answer last. Those of a single call follow. The last one sees the request as it is sent, credentials included: never print its
/// headers or its address. Every attempt of a call passes all of them, so that a signature is as young as its attempt.
/// They run within the time of an attempt. A [`Hook`](super::Hook) is told of what leaves the last one. Requests for
/// access tokens pass none of them.
pub trait Middleware: Send + Sync {
    /// Passes the request on by `next.run(request)`, or answers in its place.
    fn call<'a>(
        &'a self,
        request: reqwest::Request,
        next: Next<'a>,
    ) -> BorrowedFuture<'a, Result<reqwest::Response, TransportError>>;
}

/// What follows a middleware: others, then the network.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(super) core: &'a Core,
    pub(super) call: &'a Call,
    pub(super) secrets: &'a Secrets,
    pub(super) attempt: u32,
    /// How many have been passed.
    pub(super) passed: usize,
}

impl<'a> Next<'a> {
    /// The operation, as the API's document names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.call.operation.name
    }

    /// From 0; more where it is a retry.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Sends the request. Whoever sends it again, by a copy of this, does what the client's own retries do not know of.
    ///
    /// # Errors
    /// Where no answer came.
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
