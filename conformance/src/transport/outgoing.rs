//! Requests as a connection takes them: with the host that they name, what a proxy asks for, and nothing that the version of
//! HTTP has no place for.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Authority;
use http::{HeaderValue, Uri};

use super::{TransportError, TransportErrorKind, into_http};
use crate::request::WireRequest;
use crate::target::Proxy;

/// Headers of a connection, which HTTP/2 has no place for (RFC 9113 section 8.2.2).
const OF_CONNECTIONS: [&str; 5] = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// What becomes of requests on their way to an address.
#[derive(Clone)]
pub(super) struct Outgoing {
    pub address: Uri,
    pub base_url: String,
    /// The proxy that is asked for each address, and the credentials that it gets.
    pub forwarding: Option<(Proxy, Option<HeaderValue>)>,
    /// Whether the target is known to speak HTTP/2.
    pub speaks_http2: Arc<AtomicBool>,
}

impl Outgoing {
    /// The request for the library.
    pub(super) fn request(&self, request: &WireRequest) -> Result<http::Request<Bytes>, TransportError> {
        self.check_version(request)?;
        let mut wire = into_http(&self.base_of(request), request)?;
        if let Some((_, Some(authorization))) = &self.forwarding {
            wire.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        Ok(wire)
    }

    /// The address with the host that a request names: in HTTP/2 they are one field, `:authority`. A proxy that forwards is
    /// reported the address as it is.
    fn base_of(&self, request: &WireRequest) -> Cow<'_, str> {
        let host = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = host.and_then(|(_, host)| host.parse::<Authority>().ok()).filter(|_| self.forwarding.is_none());
        match (host, self.address.scheme_str()) {
            (Some(host), Some(scheme)) => {
                let path = self.address.path().trim_end_matches('/');
                Cow::Owned(format!("{scheme}://{host}{path}"))
            }
            _ => Cow::Borrowed(&self.base_url),
        }
    }

    /// What HTTP/2 has no place for is said, and not left out in silence.
    pub(super) fn check_version(&self, request: &WireRequest) -> Result<(), TransportError> {
        if !self.speaks_http2.load(Ordering::Relaxed) {
            return Ok(());
        }
        let is_of_connection = |name: &str, value: &str| {
            OF_CONNECTIONS.iter().any(|own| name.eq_ignore_ascii_case(own))
                || name.eq_ignore_ascii_case("te") && !value.eq_ignore_ascii_case("trailers")
        };
        let Some((name, _)) = request.headers.iter().find(|(name, value)| is_of_connection(name, value)) else {
            return Ok(());
        };
        let message = format!(
            "the target speaks HTTP/2, in which no request has the header `{}` (RFC 9113 section 8.2.2); --http1.1 sends it",
            name.to_ascii_lowercase()
        );
        Err(TransportError { kind: TransportErrorKind::Unsendable, message })
    }
}
