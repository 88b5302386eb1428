//! An address of `http` or `https`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Uri, Version};
use http_body_util::{BodyExt, Collected, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::{FixedServerNameResolver, HttpsConnector};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::ServerName;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::dial::{Dial, authorization};
use super::event_stream::{collected, is_event_stream};
use super::within::Within;
use super::{
    AddressError, Received, TransportError, TransportErrorKind, failure,
    limits::{AnswerLimits, HEADERS},
    outgoing::Outgoing,
    received,
    tap::Tapping,
    tls,
};
use crate::request::WireRequest;
use crate::target::{Network, TargetError};

/// How often a request is sent again that a server of HTTP/2 has not looked at.
const UNPROCESSED: usize = 3;
/// As good as never.
const FAR: Duration = Duration::from_secs(365 * 24 * 3600);
type HttpClient = Client<Tapping<Within<HttpsConnector<Dial>>>, Full<Bytes>>;

/// Who makes connections.
struct Clients {
    pooled: HttpClient,
    /// Every request of it has a connection of its own.
    unpooled: HttpClient,
}

/// Connections to an address.
#[derive(Clone)]
pub struct HttpTransport {
    clients: Arc<Clients>,
    outgoing: Arc<Outgoing>,
    limits: AnswerLimits,
    /// Whether anything that came begins as an answer of HTTP does.
    spoke_http: Arc<AtomicBool>,
    /// Whether HTTP/2 is spoken without being negotiated.
    is_prior: bool,
}

impl fmt::Debug for HttpTransport {
    /// Without the address, which may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpTransport")
    }
}

impl HttpTransport {
    /// Connections to `base_url`, without a slash at its end. Nothing is connected yet. Certificates are judged as the
    /// system judges them, and no proxy is used.
    ///
    /// # Errors
    ///
    /// The system has no certificates to judge by.
    pub fn new(base_url: &str) -> Result<Self, AddressError> {
        Self::with_limits(base_url, AnswerLimits::default())
    }

    /// The same, with limits of what is read.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(base_url: &str, limits: AnswerLimits) -> Result<Self, AddressError> {
        Self::on_network(base_url, &Network::default(), limits)
    }

    /// The same, as a target's network says it. Its files are read, and nothing is connected yet.
    ///
    /// # Errors
    ///
    /// A file that the network names cannot be used, nor a proxy that the environment does, or the system has no certificates
    /// to judge by.
    pub fn on_network(base_url: &str, network: &Network, limits: AnswerLimits) -> Result<Self, AddressError> {
        let wrong = || AddressError::Proxy(TargetError("the address is none that requests can be sent to".to_owned()));
        let address: Uri = base_url.parse().map_err(|_| wrong())?;
        let is_tls = address.scheme_str() == Some("https");
        let proxy = network.proxy_to(base_url).map_err(AddressError::Proxy)?;
        let forwarding = proxy.clone().filter(|proxy| !is_tls && !proxy.is_socks());
        let forwarding = forwarding.map(|proxy| (proxy.clone(), authorization(&proxy)));
        // Where there is TLS it is negotiated, as curl does it.
        let is_prior = network.config.http2_prior_knowledge && !is_tls;
        if let (true, Some((proxy, _))) = (is_prior, &forwarding) {
            let message = format!("the proxy {proxy} takes no HTTP/2 without TLS; exclude the address by `no_proxy`");
            return Err(AddressError::Proxy(TargetError(message)));
        }
        let config = tls::of_target(&network.config, is_tls)?;
        let dial = Dial::new(&address, network, proxy)?;
        let connector = if is_tls {
            // A certificate is that of the address, also where requests name another host.
            let host = address.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
            let name = ServerName::try_from(host).map_err(|_| wrong())?;
            HttpsConnector::new(dial, config, false, Arc::new(FixedServerNameResolver::new(name)))
        } else {
            HttpsConnector::from((dial, config))
        };
        let connector = Within::new(connector, network.config.connect_timeout);
        let spoke_http = Arc::new(AtomicBool::new(false));
        // Chunks and informational answers have bytes beside the body's.
        let bytes = limits.body.saturating_mul(2).saturating_add(limits.head.saturating_mul(2));
        let connector = Tapping::new(connector, bytes, is_prior, Arc::clone(&spoke_http));
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_idle_timeout(Duration::from_secs(5));
        // The library takes no less than 8 KiB.
        builder.http1_max_buf_size(limits.head.max(8192)).http1_max_headers(HEADERS);
        builder.http2_only(is_prior).http2_max_header_list_size(limits.head.try_into().unwrap_or(u32::MAX));
        let pooled = builder.build(connector.clone());
        let unpooled = builder.pool_max_idle_per_host(0).build(connector);
        let clients = Arc::new(Clients { pooled, unpooled });
        let speaks_http2 = Arc::new(AtomicBool::new(is_prior));
        let outgoing = Arc::new(Outgoing { address, base_url: base_url.to_owned(), forwarding, speaks_http2 });
        Ok(Self { clients, outgoing, limits, spoke_http, is_prior })
    }

    /// Whether anything that came so far begins as an answer of HTTP does.
    pub(super) fn spoke_http(&self) -> bool {
        self.spoke_http.load(Ordering::Relaxed)
    }

    /// The version of HTTP that the target speaks, as far as is known.
    pub(super) fn version(&self) -> &'static str {
        if self.outgoing.speaks_http2.load(Ordering::Relaxed) { "HTTP/2" } else { "HTTP/1.1" }
    }

    /// The same at another path of the address, with the connections that are open.
    pub(super) fn at(&self, base_url: &str) -> Self {
        let outgoing = &self.outgoing;
        let address = base_url.parse().unwrap_or_else(|_| outgoing.address.clone());
        let outgoing = Outgoing { address, base_url: base_url.to_owned(), ..Outgoing::clone(outgoing) };
        Self { outgoing: Arc::new(outgoing), ..self.clone() }
    }

    pub(super) async fn send(&self, request: &WireRequest, timeout: Duration) -> Result<Received, TransportError> {
        self.send_by(&self.clients.pooled, request, timeout).await
    }

    /// Sends a request on a connection of its own.
    pub(super) async fn send_alone(
        &self,
        request: &WireRequest,
        timeout: Duration,
    ) -> Result<Received, TransportError> {
        self.send_by(&self.clients.unpooled, request, timeout).await
    }

    async fn send_by(
        &self,
        client: &HttpClient,
        request: &WireRequest,
        timeout: Duration,
    ) -> Result<Received, TransportError> {
        let outgoing = self.outgoing.request(request)?;
        // A time that no clock reaches has no end.
        let now = Instant::now();
        let end = now.checked_add(timeout).unwrap_or_else(|| now + FAR);
        let answer = self.exchange(client, outgoing, end).await;
        let answer = answer.unwrap_or_else(|_| Err(TransportError::timeout(timeout)))?;
        // The first request of a connection goes out before its version is known.
        self.outgoing.check_version(request)?;
        Ok(answer)
    }

    /// A server that says nothing to HTTP/2, which was not negotiated, may know none.
    fn unknown_version(&self, error: TransportError) -> TransportError {
        let is_unknown = self.is_prior && !self.spoke_http() && error.kind == TransportErrorKind::Broken;
        if !is_unknown {
            return error;
        }
        let message = format!("it says nothing to HTTP/2 without TLS (`http2-prior-knowledge`): {}", error.message);
        TransportError { kind: TransportErrorKind::Connect, message }
    }

    /// The answer to a request, in its time; of a stream of events what came of it then.
    async fn exchange(
        &self,
        client: &HttpClient,
        request: http::Request<Bytes>,
        end: Instant,
    ) -> Result<Result<Received, TransportError>, Elapsed> {
        let response = match timeout_at(end, self.response(client, request)).await? {
            Ok(response) => response,
            Err(error) => return Ok(Err(error)),
        };
        let is_stream = is_event_stream(response.headers());
        let (head, body) = response.into_parts();
        let body = Limited::new(body, self.limits.body);
        let body = if is_stream {
            collected(body, end).await
        } else {
            timeout_at(end, body.collect()).await?.map(Collected::to_bytes)
        };
        let body = body.map_err(|error| failure::of_answer(error.as_ref(), self.limits));
        Ok(body.map(|body| received(&http::Response::from_parts(head, body))))
    }

    /// The head of the answer to a request.
    async fn response(
        &self,
        client: &HttpClient,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Incoming>, TransportError> {
        let mut tries = 0;
        let response = loop {
            match client.request(request.clone().map(Full::new)).await {
                Ok(response) => break response,
                Err(error) if tries < UNPROCESSED && failure::is_unprocessed(&error) => tries += 1,
                Err(error) => return Err(self.unknown_version(failure::of_request(&error, self.limits))),
            }
        };
        self.outgoing.speaks_http2.fetch_or(response.version() == Version::HTTP_2, Ordering::Relaxed);
        if let (407, Some((proxy, _))) = (response.status().as_u16(), &self.outgoing.forwarding) {
            // It is the proxy's answer, and none of the target.
            self.spoke_http.store(false, Ordering::Relaxed);
            let message = format!("the proxy {proxy} asks for a user name and a password (407), or for others");
            return Err(TransportError { kind: TransportErrorKind::Connect, message });
        }
        Ok(response)
    }
}
