//! The part of a client that knows no API: it sends a call, reads the answer within bounds, and tries again.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{StatusCode, Url};

use super::call::Call;
use super::client_credentials::{ClientCredentials, Fetcher};
use super::config::{BuildError, Config};
use super::error::TransportError;
use super::hook::{FailureEvent, RequestEvent, ResponseEvent, redacted};
use super::middleware::{Middleware, Next};
use super::operation::{Operation, Required};
use super::raw::{RawResponse, is_live};
use super::request::{Outgoing, assemble, shown};
use super::retry::is_idempotent;
use super::secret::{Credential, CredentialError};
use super::stream::Chunks;
use super::time::{sleep, within};
use super::token::Tokens;
use super::upload::Payload;

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
    pub fn new(mut config: Config, server: &str) -> Result<Self, BuildError> {
        for chosen in config.servers.values_mut() {
            *chosen = absolute(chosen)?;
        }
        let chosen = config.servers.get(server).map_or(server, String::as_str);
        let base_url = absolute(config.base_url.as_deref().unwrap_or(chosen))?;
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

    /// The same with client credentials for a scheme; `url` is where the document says that tokens are fetched.
    ///
    /// # Errors
    /// Where the address is not one.
    pub fn with_client_credentials(
        self,
        scheme: &'static str,
        credentials: ClientCredentials,
        url: &str,
    ) -> Result<Self, CredentialError> {
        let Inner { http, config, base_url, .. } = &*self.inner;
        let fetcher = Fetcher::new(scheme, credentials, url, base_url, (http.clone(), config.timeout))?;
        Ok(self.with_credential(scheme, Credential::tokens(scheme, fetcher)))
    }

    /// What an operation lacks, where no alternative of its is fulfilled.
    pub(super) fn missing_credentials(&self, operation: &Operation) -> Option<String> {
        let security = operation.security;
        if security.is_empty() || self.alternative(operation).is_some() {
            return None;
        }
        let missing = security.iter().map(|required| self.missing(required));
        Some(missing.collect::<Vec<_>>().join(" or "))
    }

    /// What of an alternative is missing, and beside what.
    fn missing(&self, required: &[Required]) -> String {
        let listed = |are_held: bool| {
            let names = required.iter().map(|(name, _)| *name).filter(|name| self.holds(name) == are_held);
            names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
        };
        let (missing, held) = (listed(false), listed(true));
        if held.is_empty() { missing } else { format!("{missing} beside {held}") }
    }

    fn holds(&self, scheme: &str) -> bool {
        self.inner.credentials.contains_key(scheme)
    }

    /// The first alternative for which every credential is at hand, those that ask for any before those that do not.
    fn alternative(&self, operation: &Operation) -> Option<&'static [Required]> {
        let fulfilled = |required: &&&[Required]| required.iter().all(|(name, _)| self.holds(name));
        let alternatives = operation.security.iter();
        alternatives
            .clone()
            .filter(|required| !required.is_empty())
            .find(fulfilled)
            .copied()
            .or_else(|| operation.security.iter().find(|required| required.is_empty()).copied())
    }

    /// The credentials that an operation sends.
    pub(super) fn credentials(&self, operation: &Operation) -> Vec<&Credential> {
        let required = self.alternative(operation).unwrap_or_default();
        required.iter().filter_map(|(name, _)| self.inner.credentials.get(name)).collect()
    }

    /// The tokens that an operation sends, with the scopes that it requires of them.
    fn tokens(&self, operation: &Operation) -> Option<(&Tokens, &'static [&'static str])> {
        let required = self.alternative(operation).unwrap_or_default();
        required.iter().find_map(|(name, scopes)| match self.inner.credentials.get(name)? {
            Credential::Tokens(tokens) => Some((&**tokens, *scopes)),
            _ => None,
        })
    }

    /// Where an operation is sent.
    pub(super) fn server(&self, operation: &Operation) -> String {
        let Inner { config, base_url, .. } = &*self.inner;
        match operation.server {
            Some(own) if config.base_url.is_none() => {
                let chosen = config.servers.get(own).map_or(own, String::as_str);
                let host = if chosen.starts_with('/') { origin(base_url) } else { "" };
                format!("{host}{chosen}")
            }
            _ => base_url.clone(),
        }
    }

    /// The value of `User-Agent`.
    pub(super) fn user_agent(&self) -> &str {
        &self.inner.config.user_agent
    }

    /// Sends a call until its answer is final.
    pub(super) async fn exchange(&self, call: &Call) -> Result<RawResponse, TransportError> {
        let mut outgoing = assemble(call)?;
        let retry = &self.inner.config.retry;
        let repeatable = is_idempotent(&outgoing.method) || outgoing.headers.contains_key("idempotency-key");
        let is_stream = outgoing.body.as_ref().is_some_and(Payload::is_stream);
        let mut attempt = 0;
        let mut refused = false;
        loop {
            let wait = match self.try_once(call, &mut outgoing, attempt, refused).await {
                Ok(raw) => {
                    let retries = attempt - u32::from(refused);
                    let mut wait = retry.after_status(retries, repeatable, raw.status(), raw.headers());
                    wait = wait.filter(|_| !is_stream);
                    if !refused && !is_stream && self.forget_refused(call, &raw, &outgoing.headers) {
                        refused = true;
                        wait = Some(Duration::ZERO);
                    }
                    self.tell_response(call, &raw, attempt, wait);
                    match wait {
                        None => return Ok(raw),
                        Some(wait) => wait,
                    }
                }
                Err(error) => {
                    let wait = retry.after_failure(attempt - u32::from(refused), repeatable, is_unsent(&error));
                    let wait = wait.filter(|_| is_transient(&error) && !is_stream);
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

    async fn try_once(
        &self,
        call: &Call,
        outgoing: &mut Outgoing,
        attempt: u32,
        after_refusal: bool,
    ) -> Result<RawResponse, TransportError> {
        if let Some((tokens, scopes)) = self.tokens(call.operation) {
            let token = tokens.authorization(scopes, after_refusal).await.map_err(TransportError::Token)?;
            outgoing.headers.insert(AUTHORIZATION, token);
        }
        self.attempt(call, outgoing, attempt).await
    }

    /// Whether the answer refuses a token that can be renewed.
    fn forget_refused(&self, call: &Call, raw: &RawResponse, sent: &HeaderMap) -> bool {
        let Some((tokens, _)) = self.tokens(call.operation) else { return false };
        let Some(value) = sent.get(AUTHORIZATION).filter(|_| raw.status() == StatusCode::UNAUTHORIZED) else {
            return false;
        };
        tokens.forget(value);
        true
    }

    async fn attempt(&self, call: &Call, outgoing: &Outgoing, attempt: u32) -> Result<RawResponse, TransportError> {
        let mut request = self.inner.http.request(outgoing.method.clone(), outgoing.url.clone());
        request = request.headers(outgoing.headers.clone());
        if let Some(body) = &outgoing.body {
            request = request.body(match body.bytes() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => body.streamed().await.map_err(TransportError::Upload)?,
            });
        }
        let request = request.build().map_err(network)?;
        let next = Next { core: self, operation: call.operation, attempt, passed: 0 };
        let Config { timeout, idle_timeout, max_body, .. } = self.inner.config;
        let answer = async {
            let response = next.run(request).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = if is_live(outgoing.reading, status, &headers) {
                Err(Chunks::live(response, idle_timeout))
            } else {
                Ok(read(response, max_body).await?)
            };
            Ok(RawResponse::new(status, headers, body, max_body))
        };
        within(timeout, answer).await.unwrap_or(Err(TransportError::Timeout))
    }

    /// What requests pass on their way.
    pub(super) fn middleware(&self) -> &[Arc<dyn Middleware>] {
        &self.inner.config.middleware
    }

    /// Sends a request that has passed all of it.
    pub(super) async fn transmit(
        &self,
        next: Next<'_>,
        request: reqwest::Request,
    ) -> Result<reqwest::Response, TransportError> {
        if let Some(hook) = &self.inner.config.hook {
            hook.on_request(&RequestEvent {
                operation: next.operation(),
                method: request.method(),
                url: &shown(request.url(), &self.credentials(next.operation)),
                headers: &redacted(request.headers()),
                body: request.body().and_then(reqwest::Body::as_bytes),
                attempt: next.attempt(),
            });
        }
        self.inner.http.execute(request).await.map_err(network)
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

/// Reads a body, but no further than a bound.
pub(super) async fn read(response: reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
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

/// The error without its address, which may hold a credential.
fn network(error: reqwest::Error) -> TransportError {
    TransportError::Network(error.without_url())
}

/// Whether it may help to try again.
fn is_transient(error: &TransportError) -> bool {
    match error {
        TransportError::Network(_) | TransportError::Timeout => true,
        TransportError::Token(error) => error.is_transient(),
        TransportError::BodyTooLarge { .. }
        | TransportError::Address(_)
        | TransportError::Upload(_)
        | TransportError::Middleware(_) => false,
    }
}

/// Whether nothing of the request was sent; browsers do not tell of connections.
fn is_unsent(error: &TransportError) -> bool {
    match error {
        #[cfg(not(target_arch = "wasm32"))]
        TransportError::Network(error) => error.is_connect(),
        TransportError::Token(_) => true,
        _ => false,
    }
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

/// Scheme and host of an absolute address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

/// The address without a slash at its end, where it is one that requests can be sent to.
fn absolute(text: &str) -> Result<String, BuildError> {
    let valid = Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none() && url.fragment().is_none()
    });
    if valid { Ok(text.trim_end_matches('/').to_owned()) } else { Err(BuildError::BaseUrl(text.to_owned())) }
}
