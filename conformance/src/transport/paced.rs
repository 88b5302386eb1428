//! A way to a target at the pace of a run.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::exchange::Connection;
use super::pace::Pace;
use super::patience::{Patience, REPEATS};
use super::{Answered, Interrupt, Rate, Transport, TransportErrorKind};
use crate::request::WireRequest;

/// A transport at the pace of a run: its rate, the waits that a target asks for, and its end where it is interrupted.
#[derive(Clone)]
pub struct PacedTransport {
    transport: Box<Transport>,
    pace: Arc<Pace>,
    patience: Arc<Patience>,
    interrupt: Interrupt,
}

impl fmt::Debug for PacedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PacedTransport({:?})", self.transport)
    }
}

impl PacedTransport {
    pub(super) fn inner(&self) -> &Transport {
        &self.transport
    }

    pub(super) fn with_inner(&self, transport: Transport) -> Self {
        Self { transport: Box::new(transport), ..self.clone() }
    }

    /// The way to another address at the same pace.
    pub(super) fn at(&self, base_url: &str) -> Option<Self> {
        Some(Self { transport: Box::new(self.transport.at(base_url)?), ..self.clone() })
    }

    pub(super) async fn send(&self, connection: Connection, request: &WireRequest, timeout: Duration) -> Answered {
        let answer = async {
            self.pace.turn().await;
            Box::pin(self.transport.send_on(connection, request, timeout)).await
        };
        self.interrupt.or_answer(answer).await
    }

    /// Whether an answer asks to be waited for, and is.
    fn waits(&self, answer: &Answered, expects: &[u16]) -> bool {
        let asking = answer.as_ref().ok().filter(|received| !expects.contains(&received.status));
        asking.is_some_and(|received| self.patience.waits(received, &self.pace))
    }
}

impl Transport {
    /// The same at the pace of one run, which waits no longer than `max_wait` in all for a target that asks for it, and not
    /// beyond its end.
    pub(crate) fn paced(self, rate: Option<Rate>, max_wait: Duration, end: Option<Instant>) -> Self {
        let (pace, patience) = (Arc::new(Pace::new(rate)), Arc::new(Patience::new(max_wait, end)));
        let interrupt = Interrupt::default();
        Self::Paced(PacedTransport { transport: Box::new(self), pace, patience, interrupt })
    }

    /// The same at the same pace, with another interrupt.
    pub(crate) fn interrupted_by(&self, interrupt: Interrupt) -> Self {
        match self {
            Self::Paced(paced) => Self::Paced(PacedTransport { interrupt, ..paced.clone() }),
            other => other.clone(),
        }
    }

    /// Sends a request. Where the answer is 429 or 503, which `expects` does not have, and asks to wait, it is sent again
    /// after that time (`Retry-After`, RFC 9110 section 10.2.3), as far as the pace of the run allows it.
    pub(crate) async fn send_expecting(&self, request: &WireRequest, timeout: Duration, expects: &[u16]) -> Answered {
        self.send_waiting(Connection::Any, request, timeout, expects).await
    }

    /// The same where neither is expected.
    pub(crate) async fn send_patiently(&self, request: &WireRequest, timeout: Duration) -> Answered {
        self.send_expecting(request, timeout, &[]).await
    }

    /// As [`send_expecting`](Self::send_expecting), on a connection that no other request was sent on and none will be.
    pub(crate) async fn send_alone_expecting(
        &self,
        request: &WireRequest,
        timeout: Duration,
        expects: &[u16],
    ) -> Answered {
        self.send_waiting(Connection::New, request, timeout, expects).await
    }

    async fn send_waiting(
        &self,
        connection: Connection,
        request: &WireRequest,
        timeout: Duration,
        expects: &[u16],
    ) -> Answered {
        let mut repeats = 0;
        loop {
            let answer = match Box::pin(self.send_on(connection, request, timeout)).await {
                // The server may have closed a connection that was kept for further requests (RFC 9112 section 9.3.1): that
                // says nothing of this one.
                Err(error) if error.kind == TransportErrorKind::Broken && connection == Connection::Any => {
                    Box::pin(self.send_alone(request, timeout)).await.map_err(|_| error)
                }
                answer => answer,
            };
            match self.pacing() {
                Some(paced) if repeats < REPEATS && paced.waits(&answer, expects) => repeats += 1,
                _ => return answer,
            }
        }
    }

    /// What is to be reported of the waits, once.
    pub(crate) fn take_note(&self) -> Option<String> {
        self.pacing()?.patience.take_note()
    }

    fn pacing(&self) -> Option<&PacedTransport> {
        match self {
            Self::Paced(paced) => Some(paced),
            Self::Observed(observed) => observed.inner().pacing(),
            Self::Service(_) | Self::Http(_) | Self::Around(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use bytes::Bytes;
    use http::{Request, Response};
    use http_body_util::Full;

    use super::*;
    use crate::transport::ServiceTransport;

    #[tokio::test]
    async fn an_answer_that_is_expected_is_not_asked_for_again() {
        for (status, expects, sent) in
            [(429, &[][..], 4), (429, &[429], 1), (503, &[429], 4), (503, &[401, 503], 1), (500, &[], 1), (200, &[], 1)]
        {
            let count = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&count);
            let service = tower::service_fn(move |_: Request<Full<Bytes>>| {
                counter.fetch_add(1, Ordering::SeqCst);
                let answer =
                    Response::builder().status(status).header("retry-after", "0").body(Full::<Bytes>::default());
                async move { Ok::<_, Infallible>(answer.expect("a response")) }
            });
            let transport =
                Transport::Service(ServiceTransport::new(service)).paced(None, Duration::from_secs(1), None);
            let request =
                WireRequest { method: "GET".to_owned(), target: "/".to_owned(), headers: Vec::new(), body: Vec::new() };
            let answer = transport.send_expecting(&request, Duration::from_secs(1), expects).await;
            assert_eq!(answer.map(|received| received.status).ok(), Some(status));
            assert_eq!(count.load(Ordering::SeqCst), sent, "{status} where {expects:?} is expected");
        }
    }
}
