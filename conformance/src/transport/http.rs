//! An address of `http` or `https`.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use trueline_spec::render::with_causes;

use super::{Received, TransportError, TransportErrorKind, into_http, received};
use crate::request::WireRequest;

/// No more of an answer is read.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// Connections to an address.
#[derive(Clone)]
pub struct HttpTransport {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base_url: String,
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
    /// The system has no certificates to judge by; with the reason.
    pub fn new(base_url: &str) -> Result<Self, String> {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let connector = if base_url.starts_with("https:") {
            let builder = HttpsConnectorBuilder::new().with_provider_and_platform_verifier(provider);
            builder.map_err(|error| error.to_string())?.https_or_http().enable_http1().build()
        } else {
            // Without TLS no certificates are needed, and a bare container has none.
            let config =
                rustls::ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
            let config = config.map_err(|error| error.to_string())?;
            let config = config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
            HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().build()
        };
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(5)).build(connector);
        Ok(Self { client, base_url: base_url.to_owned() })
    }

    pub(super) async fn send(&self, request: &WireRequest, timeout: Duration) -> Result<Received, TransportError> {
        let request = into_http(&self.base_url, request)?;
        let answer = tokio::time::timeout(timeout, self.exchange(request)).await;
        answer.unwrap_or_else(|_| Err(TransportError::timeout(timeout)))
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<Received, TransportError> {
        let response = self.client.request(request.map(Full::new)).await.map_err(|error| {
            let kind = if error.is_connect() { TransportErrorKind::Connect } else { TransportErrorKind::Broken };
            TransportError { kind, message: with_causes(&error) }
        })?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(|error| {
            let too_large = error.downcast_ref::<LengthLimitError>().is_some();
            let kind = if too_large { TransportErrorKind::TooLarge } else { TransportErrorKind::Broken };
            TransportError { kind, message: with_causes(error.as_ref()) }
        })?;
        Ok(received(&http::Response::from_parts(head, body.to_bytes())))
    }
}
