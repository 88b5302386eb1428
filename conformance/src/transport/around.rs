//! A way to a target on which each request is sent as it is due at that time: with credentials that are taken now for
//! instance. Whoever watches the exchanges sees the request as the plan has it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::exchange::Connection;
use super::{Answered, Transport};
use crate::request::WireRequest;

/// Sends requests in place of those of the plan.
pub(crate) trait Around: Send + Sync {
    /// The answer to a request of the plan.
    fn exchange<'a>(&'a self, next: Next<'a>, request: &'a WireRequest) -> BoxFuture<'a, Answered>;
}

/// The way on.
#[derive(Clone, Copy)]
pub(crate) struct Next<'a> {
    transport: &'a Transport,
    connection: Connection,
    timeout: Duration,
    /// The address that requests are sent below.
    pub(crate) base_url: &'a str,
}

impl Next<'_> {
    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: &WireRequest) -> Answered {
        self.transport.send_on(self.connection, request, self.timeout).await
    }
}

/// A transport with somebody who sends requests in place of those of the plan.
#[derive(Clone)]
pub struct AroundTransport {
    transport: Box<Transport>,
    around: Arc<dyn Around>,
    base_url: String,
}

impl fmt::Debug for AroundTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AroundTransport({:?})", self.transport)
    }
}

impl AroundTransport {
    pub(super) fn inner(&self) -> &Transport {
        &self.transport
    }

    /// The way to another address.
    pub(super) fn at(&self, base_url: &str) -> Option<Self> {
        Some(Self { transport: Box::new(self.transport.at(base_url)?), base_url: base_url.to_owned(), ..self.clone() })
    }

    pub(super) async fn send(&self, connection: Connection, request: &WireRequest, timeout: Duration) -> Answered {
        let next = Next { transport: &self.transport, connection, timeout, base_url: &self.base_url };
        self.around.exchange(next, request).await
    }
}

impl Transport {
    /// The same with somebody right before the target: whoever watches or paces the exchanges does so before.
    pub(crate) fn around(&self, around: Arc<dyn Around>, base_url: &str) -> Self {
        match self {
            Self::Observed(observed) => Self::Observed(observed.with_inner(observed.inner().around(around, base_url))),
            Self::Paced(paced) => Self::Paced(paced.with_inner(paced.inner().around(around, base_url))),
            Self::Service(_) | Self::Http(_) | Self::Around(_) => Self::Around(AroundTransport {
                transport: Box::new(self.clone()),
                around,
                base_url: base_url.to_owned(),
            }),
        }
    }
}
