//! An address of `http` or `https`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{
    AddressError, Received, TransportError, failure, into_http,
    limits::{AnswerLimits, HEADERS},
    received,
    tap::Tapping,
};
use crate::request::WireRequest;

type HttpClient = Client<Tapping<HttpsConnector<HttpConnector>>, Full<Bytes>>;

/// Connections to an address.
#[derive(Clone)]
pub struct HttpTransport {
    client: HttpClient,
    /// Every request of it has a connection of its own.
    unpooled: HttpClient,
    base_url: String,
    limits: AnswerLimits,
    /// Whether anything that came begins as an answer of HTTP does.
    spoke_http: Arc<AtomicBool>,
}

impl fmt::Debug for HttpTransport {
    /// Without the address, which may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpTransport")
    }
}

impl HttpTransport {
    /// Connections to `base_url`, without a slash at its end. Nothing is connected yet. Certificates are judged as the
    /// system judges them.
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
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let connector = if base_url.starts_with("https:") {
            let builder = HttpsConnectorBuilder::new().with_provider_and_platform_verifier(provider);
            builder.map_err(AddressError::NoCertificates)?.https_or_http().enable_http1().build()
        } else {
            // Without TLS no certificates are needed, and a bare container has none.
            let config =
                rustls::ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
            let config = config.map_err(AddressError::NoTls)?;
            let config = config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
            HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().build()
        };
        let spoke_http = Arc::new(AtomicBool::new(false));
        // Chunks and informational answers have bytes beside the body's.
        let bytes = limits.body.saturating_mul(2).saturating_add(limits.head.saturating_mul(2));
        let connector = Tapping::new(connector, bytes, Arc::clone(&spoke_http));
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_idle_timeout(Duration::from_secs(5));
        // The library takes no less than 8 KiB.
        builder.http1_max_buf_size(limits.head.max(8192)).http1_max_headers(HEADERS);
        let client = builder.build(connector.clone());
        let unpooled = builder.pool_max_idle_per_host(0).build(connector);
        Ok(Self { client, unpooled, base_url: base_url.to_owned(), limits, spoke_http })
    }

    /// The same at another address, with the connections that are open.
    pub(super) fn at(&self, base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), ..self.clone() }
    }

    /// Whether anything that came so far begins as an answer of HTTP does.
    pub(super) fn spoke_http(&self) -> bool {
        self.spoke_http.load(Ordering::Relaxed)
    }

    pub(super) async fn send(&self, request: &WireRequest, timeout: Duration) -> Result<Received, TransportError> {
        self.send_by(&self.client, request, timeout).await
    }

    /// Sends a request on a connection of its own.
    pub(super) async fn send_alone(
        &self,
        request: &WireRequest,
        timeout: Duration,
    ) -> Result<Received, TransportError> {
        self.send_by(&self.unpooled, request, timeout).await
    }

    async fn send_by(
        &self,
        client: &HttpClient,
        request: &WireRequest,
        timeout: Duration,
    ) -> Result<Received, TransportError> {
        let request = into_http(&self.base_url, request)?;
        let answer = tokio::time::timeout(timeout, self.exchange(client, request)).await;
        answer.unwrap_or_else(|_| Err(TransportError::timeout(timeout)))
    }

    async fn exchange(&self, client: &HttpClient, request: http::Request<Bytes>) -> Result<Received, TransportError> {
        let response = client.request(request.map(Full::new)).await;
        let response = response.map_err(|error| failure::of_request(&error, self.limits))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, self.limits.body).collect().await;
        let body = body.map_err(|error| failure::of_answer(error.as_ref(), self.limits))?;
        Ok(received(&http::Response::from_parts(head, body.to_bytes())))
    }
}
