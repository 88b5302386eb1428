//! Targets that limit the rate of requests, or close connections between them.

use std::time::Duration;

use super::{Answered, Transport, TransportErrorKind};
use crate::request::WireRequest;

/// How long a target is waited for that limits the rate of requests.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

impl Transport {
    /// Sends a request, and once more after the time that a 429 asks to wait for (`Retry-After`, RFC 9110 section 10.2.3).
    pub(crate) async fn send_patiently(&self, request: &WireRequest, timeout: Duration) -> Answered {
        let answer = match self.send(request, timeout).await {
            // The server may have closed a connection that was kept for further requests (RFC 9112 section 9.3.1): that says
            // nothing of this one.
            Err(error) if error.kind == TransportErrorKind::Broken => {
                self.send_alone(request, timeout).await.map_err(|_| error)
            }
            answer => answer,
        };
        let Ok(received) = &answer else { return answer };
        let seconds = received.header("retry-after").and_then(|text| text.parse::<u64>().ok());
        match (received.status, seconds.map(Duration::from_secs)) {
            (429, Some(wait)) if wait <= LONGEST_WAIT => {
                tokio::time::sleep(wait).await;
                self.send(request, timeout).await
            }
            _ => answer,
        }
    }
}
