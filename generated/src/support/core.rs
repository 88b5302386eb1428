//! The part of a client that knows no API: it sends a call, reads the answer within bounds, and tries again.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::Url;

use super::call::Call;
use super::config::{BuildError, Config};
use super::error::TransportError;
use super::hook::{FailureEvent, RequestEvent, ResponseEvent, redacted};
use super::operation::Operation;
use super::raw::RawResponse;
use super::request::{Outgoing, assemble};
use super::retry::is_idempotent;
use super::secret::Credential;
use super::time::sleep;

/// What every call of a client shares; cheap to clone.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    http: reqwest::Client,
    config: Config,
    base_url: String,
    credentials: BTreeMap<&'static str, Credential>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &self.inner.base_url)
            .field("credentials", &self.inner.credentials.keys())
            .field("config", &self.inner.config)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Of its settings; `server` is the one that the document names.
    ///
    /// # Errors
    /// Where the address is not absolute, or TLS cannot be set up.
    pub fn new(config: Config, server: &str) -> Result<Self, BuildError> {
        let base_url = absolute(config.base_url.as_deref().unwrap_or(server))?;
        let http = match &config.http {
            Some(http) => http.clone(),
            None => http_client().map_err(BuildError::Http)?,
        };
        Ok(Self { inner: Arc::new(Inner { http, config, base_url, credentials: BTreeMap::new() }) })
    }

    /// The same with a credential for a scheme.
    #[must_use]
    pub fn with_credential(self, scheme: &'static str, credential: Credential) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.inner);
        inner.credentials.insert(scheme, credential);
        Self { inner: Arc::new(inner) }
    }

    /// The schemes that an operation lacks, where no alternative of its is fulfilled.
    pub(super) fn missing_credentials(&self, operation: &Operation) -> Option<String> {
        let security = operation.security;
        if security.is_empty() || self.alternative(operation).is_some() {
            return None;
        }
        Some(security.iter().map(|schemes| schemes.join("` and `")).collect::<Vec<_>>().join("` or `"))
    }

    /// The first alternative for which every credential is at hand, those that ask for any before those that do not.
    fn alternative(&self, operation: &Operation) -> Option<&'static [&'static str]> {
        let fulfilled = |schemes: &&&[&str]| schemes.iter().all(|name| self.inner.credentials.contains_key(name));
        let alternatives = operation.security.iter();
        alternatives
            .clone()
            .filter(|schemes| !schemes.is_empty())
            .find(fulfilled)
            .copied()
            .or_else(|| operation.security.iter().find(|schemes| schemes.is_empty()).copied())
    }

    /// The credentials that an operation sends.
    pub(super) fn credentials(&self, operation: &Operation) -> Vec<&Credential> {
        let names = self.alternative(operation).unwrap_or_default();
        names.iter().filter_map(|name| self.inner.credentials.get(name)).collect()
    }

    /// Where an operation is sent.
    pub(super) fn server(&self, operation: &Operation) -> &str {
        match operation.server {
            Some(server) if self.inner.config.base_url.is_none() => server,
            _ => &self.inner.base_url,
        }
    }

    /// The value of `User-Agent`.
    pub(super) fn user_agent(&self) -> &str {
        &self.inner.config.user_agent
    }

    /// Sends a call until its answer is final.
    pub(super) async fn exchange(&self, call: &Call) -> Result<RawResponse, TransportError> {
        let outgoing = assemble(call)?;
        let retry = &self.inner.config.retry;
        let repeatable = is_idempotent(&outgoing.method) || outgoing.headers.contains_key("idempotency-key");
        let mut attempt = 0;
        loop {
            self.tell_request(call, &outgoing, attempt);
            let wait = match self.attempt(&outgoing).await {
                Ok(raw) => {
                    let wait = retry.after_status(attempt, repeatable, raw.status(), raw.headers());
                    self.tell_response(call, &raw, attempt, wait);
                    match wait {
                        None => return Ok(raw),
                        Some(wait) => wait,
                    }
                }
                Err(error) => {
                    let wait = match &error {
                        TransportError::Network(network) => {
                            retry.after_failure(attempt, repeatable, is_unsent(network))
                        }
                        TransportError::BodyTooLarge { .. } | TransportError::Address(_) => None,
                    };
                    self.tell_failure(call, &error, attempt, wait);
                    match wait {
                        None => return Err(error),
                        Some(wait) => wait,
                    }
                }
            };
            sleep(wait).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, outgoing: &Outgoing) -> Result<RawResponse, TransportError> {
        let mut request = self.inner.http.request(outgoing.method.clone(), outgoing.url.clone());
        request = request.headers(outgoing.headers.clone());
        if let Some(timeout) = self.inner.config.timeout {
            request = request.timeout(timeout);
        }
        if let Some(body) = &outgoing.body {
            request = request.body(body.clone());
        }
        let response = request.send().await.map_err(network)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = self.read(response).await?;
        Ok(RawResponse::new(status, headers, body))
    }

    /// Reads a body, but no further than the bound.
    async fn read(&self, response: reqwest::Response) -> Result<Bytes, TransportError> {
        let limit = self.inner.config.max_body;
        let mut chunks = response.bytes_stream();
        let mut body = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(network)?;
            if chunk.len() > limit - body.len() {
                return Err(TransportError::BodyTooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn tell_request(&self, call: &Call, outgoing: &Outgoing, attempt: u32) {
        let Some(hook) = &self.inner.config.hook else { return };
        hook.on_request(&RequestEvent {
            operation: call.operation.name,
            method: &outgoing.method,
            url: &outgoing.shown_url,
            headers: &redacted(&outgoing.headers),
            body: outgoing.body.as_deref(),
            attempt,
        });
    }

    fn tell_response(&self, call: &Call, raw: &RawResponse, attempt: u32, retry_in: Option<Duration>) {
        let Some(hook) = &self.inner.config.hook else { return };
        hook.on_response(&ResponseEvent {
            operation: call.operation.name,
            status: raw.status(),
            headers: &redacted(raw.headers()),
            body: raw.body(),
            attempt,
            retry_in,
        });
    }

    fn tell_failure(&self, call: &Call, error: &TransportError, attempt: u32, retry_in: Option<Duration>) {
        let Some(hook) = &self.inner.config.hook else { return };
        hook.on_failure(&FailureEvent { operation: call.operation.name, error, attempt, retry_in });
    }
}

/// The error without its address, which may hold a credential.
fn network(error: reqwest::Error) -> TransportError {
    TransportError::Network(error.without_url())
}

/// Whether the connection failed before anything of the request was sent.
#[cfg(not(target_arch = "wasm32"))]
fn is_unsent(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// Whether the connection failed before anything of the request was sent: browsers do not tell.
#[cfg(target_arch = "wasm32")]
fn is_unsent(_error: &reqwest::Error) -> bool {
    false
}

/// A client that follows no redirects.
#[cfg(not(target_arch = "wasm32"))]
fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .build()
}

/// A client; browsers decide on redirects.
#[cfg(target_arch = "wasm32")]
fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().build()
}

/// The address without a slash at its end, where it is one that requests can be sent to.
fn absolute(text: &str) -> Result<String, BuildError> {
    let valid = Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none() && url.fragment().is_none()
    });
    if valid { Ok(text.trim_end_matches('/').to_owned()) } else { Err(BuildError::BaseUrl(text.to_owned())) }
}
