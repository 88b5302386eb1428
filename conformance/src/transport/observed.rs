//! A way to a target that shows every exchange to somebody.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::exchange::Connection;
use super::{Answered, Transport};
use crate::request::WireRequest;

/// An exchange that came to its end.
#[derive(Debug, Clone, Copy)]
pub struct ObservedExchange<'e> {
    /// What was sent.
    pub request: &'e WireRequest,
    /// What came, or why nothing did.
    pub answer: &'e Answered,
    /// When it began.
    pub started: SystemTime,
    /// How long it took.
    pub took: Duration,
    /// The version of HTTP.
    pub version: &'static str,
}

/// A transport with somebody who sees every exchange.
#[derive(Clone)]
pub struct ObservedTransport {
    transport: Box<Transport>,
    observer: Arc<dyn Fn(&ObservedExchange<'_>) + Send + Sync>,
}

impl fmt::Debug for ObservedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObservedTransport({:?})", self.transport)
    }
}

impl ObservedTransport {
    pub(super) fn inner(&self) -> &Transport {
        &self.transport
    }

    pub(super) fn with_inner(&self, transport: Transport) -> Self {
        Self { transport: Box::new(transport), ..self.clone() }
    }

    pub(super) async fn send(&self, connection: Connection, request: &WireRequest, timeout: Duration) -> Answered {
        let (started, clock) = (SystemTime::now(), Instant::now());
        let answer = Box::pin(self.transport.send_on(connection, request, timeout)).await;
        let (took, version) = (clock.elapsed(), self.transport.version());
        (self.observer)(&ObservedExchange { request, answer: &answer, started, took, version });
        answer
    }
}

impl Transport {
    /// The same, and `observer` sees every exchange that comes to its end, in the order of these. Requests and answers hold
    /// secrets.
    #[must_use]
    pub fn observed(self, observer: impl Fn(&ObservedExchange<'_>) + Send + Sync + 'static) -> Self {
        Self::Observed(ObservedTransport { transport: Box::new(self), observer: Arc::new(observer) })
    }
}
