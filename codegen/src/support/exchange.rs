//! Sends a call, reads its response within bounds, and retries where that may help.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderMap};

use super::call::Call;
use super::config::Config;
use super::constraint::Violation;
use super::core::Core;
use super::hook::{FailureEvent, RequestEvent, ResponseEvent, ViolationEvent};
use super::middleware::{Middleware, Next};
use super::raw::{RequestContext, RawResponse, is_live};
use super::redact::Secrets;
use super::request::{Outgoing, assemble};
use super::retry::is_idempotent;
use super::sent::{HiddenNames, Sent};
use super::stream::Chunks;
use super::time::{Stopwatch, sleep, within};
// part: tokens
use super::token::Tokens;
// end of part
use super::trace::{self, traced};
use super::transport_error::{RequestError, TransportError, is_connect};
use super::upload::Payload;

impl Core {
    /// Sends a call until its response is final.
    pub(super) async fn exchange(&self, call: &Call) -> Result<RawResponse, Box<RequestError>> {
        let begun = Stopwatch::start();
        let mut outgoing = assemble(call).map_err(|cause| {
            let url = super::address::shown(&self.server(call.operation));
            Box::new(RequestError::new(sent(call, 0, &begun), url, cause))
        })?;
        let retry = call.settings.retry.as_ref().unwrap_or(&self.config().retry);
        let repeatable = is_idempotent(&outgoing.method) || outgoing.headers.contains_key("idempotency-key");
        let is_stream = outgoing.body.as_ref().is_some_and(Payload::is_stream);
        let mut attempt = 0;
        let mut refused = false;
        loop {
            let wait = match self.try_once(call, &mut outgoing, (attempt, &begun)).await {
                Ok(raw) => {
                    let retries = attempt - u32::from(refused);
                    let mut wait = retry.after_status(retries, repeatable, raw.status(), raw.headers());
                    // part: tokens
                    let can_renew = self.forget_refused(call, &raw, &outgoing.headers);
                    if can_renew && !refused {
                        refused = true;
                        wait = Some(Duration::ZERO);
                    }
                    // end of part
                    wait = wait.filter(|_| !is_stream);
                    self.report_response(call, &raw, attempt, wait);
                    match wait {
                        None => return Ok(raw),
                        Some(wait) => wait,
                    }
                }
                Err(error) => {
                    let wait = retry.after_failure(attempt - u32::from(refused), repeatable, is_unsent(&error));
                    let wait = wait.filter(|_| error.is_transient() && !is_stream);
                    self.report_failure(call, &error, attempt, wait);
                    match wait {
                        None => {
                            let url = HiddenNames::of(call).shown(&outgoing.url, &Secrets::of(call, &outgoing.headers));
                            return Err(Box::new(RequestError::new(sent(call, attempt + 1, &begun), url, error)));
                        }
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
        progress: (u32, &Stopwatch),
    ) -> Result<RawResponse, TransportError> {
        // part: tokens
        if let Some((tokens, scopes)) = self.tokens_of(call) {
            let token = tokens.authorization(scopes).await.map_err(TransportError::Token)?;
            outgoing.headers.insert(AUTHORIZATION, token);
        }
        // end of part
        self.attempt(call, outgoing, progress).await
    }

    // part: tokens
    /// The tokens that a call is sent with, unless it has an `Authorization` header of its own.
    fn tokens_of(&self, call: &Call) -> Option<(&Tokens, &'static [&'static str])> {
        if call.has_header("authorization") { None } else { self.tokens(call.operation) }
    }

    /// Whether the response refuses a token that can be renewed.
    fn forget_refused(&self, call: &Call, raw: &RawResponse, sent: &HeaderMap) -> bool {
        let Some((tokens, _)) = self.tokens_of(call) else { return false };
        let Some(value) = sent.get(AUTHORIZATION).filter(|_| raw.status() == StatusCode::UNAUTHORIZED) else {
            return false;
        };
        tokens.forget(value);
        true
    }
    // end of part

    async fn attempt(
        &self,
        call: &Call,
        outgoing: &Outgoing,
        (attempt, begun): (u32, &Stopwatch),
    ) -> Result<RawResponse, TransportError> {
        let mut request = self.http().request(outgoing.method.clone(), outgoing.url.clone());
        request = request.headers(outgoing.headers.clone());
        if let Some(body) = &outgoing.body {
            request = request.body(match body.bytes() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => body.streamed().await.map_err(TransportError::Upload)?,
            });
        }
        let request = request.build().map_err(network)?;
        let secrets = Secrets::of(call, &outgoing.headers);
        let next = Next { core: self, call, secrets: &secrets, attempt, passed: 0 };
        let Config { timeout, idle_timeout, max_body, .. } = *self.config();
        let timeout = call.settings.timeout.bound(timeout);
        let exchange = async {
            let response = next.run(request).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = if is_live(outgoing.reading, status, &headers) {
                Err(Chunks::live(response, idle_timeout))
            } else {
                Ok(read(response, max_body).await?)
            };
            let context = RequestContext {
                limit: max_body,
                secrets: secrets.clone(),
                sent: sent(call, attempt + 1, begun),
                url: outgoing.url.clone(),
                hidden: HiddenNames::of(call),
            };
            Ok(RawResponse::new(status, headers, body, context))
        };
        let exchange = async { within(timeout, exchange).await.unwrap_or(Err(TransportError::Timeout)) };
        let result = traced((call, outgoing, attempt), &secrets, exchange).await;
        // A middleware's error may come from an HTTP client of its own, with the address in it.
        result.map_err(|error| if let TransportError::Network(error) = error { network(error) } else { error })
    }

    /// The middlewares that requests pass through.
    pub(super) fn middleware(&self) -> &[Arc<dyn Middleware>] {
        &self.config().middleware
    }

    /// Sends a request that has passed all middlewares.
    pub(super) async fn transmit(
        &self,
        next: Next<'_>,
        request: reqwest::Request,
    ) -> Result<reqwest::Response, TransportError> {
        if let Some(hook) = &self.config().hook {
            let Next { call, secrets, .. } = next;
            let body = request.body().and_then(reqwest::Body::as_bytes).map(|body| secrets.redacted_bytes(body));
            hook.on_request(&RequestEvent {
                operation: next.operation(),
                method: request.method(),
                url: &HiddenNames::of(call).shown(request.url(), secrets),
                headers: &secrets.redacted_headers(request.headers()),
                body: body.as_deref(),
                attempt: next.attempt(),
            });
        }
        #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
        if let Some(service) = &self.config().service {
            return service.respond(request).await;
        }
        self.http().execute(request).await.map_err(network)
    }

    /// Reports that a call breaks rules and is sent anyway.
    pub(super) fn report_violations(&self, call: &Call, violations: &[Violation]) {
        trace::warn_of(call.operation.name, violations);
        let Some(hook) = self.config().hook.as_ref().filter(|_| !violations.is_empty()) else { return };
        hook.on_violations(&ViolationEvent { operation: call.operation.name, violations });
    }

    fn report_response(&self, call: &Call, raw: &RawResponse, attempt: u32, retry_in: Option<Duration>) {
        let Some(hook) = &self.config().hook else { return };
        hook.on_response(&ResponseEvent {
            operation: call.operation.name,
            status: raw.status(),
            headers: &raw.secrets().redacted_headers(raw.headers()),
            body: &raw.secrets().redacted_bytes(raw.body()),
            attempt,
            retry_in,
        });
    }

    fn report_failure(&self, call: &Call, error: &TransportError, attempt: u32, retry_in: Option<Duration>) {
        let Some(hook) = &self.config().hook else { return };
        hook.on_failure(&FailureEvent { operation: call.operation.name, error, attempt, retry_in });
    }
}

/// Reads a body up to a limit.
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

/// The error without its address, which may contain a credential.
fn network(error: reqwest::Error) -> TransportError {
    TransportError::Network(error.without_url())
}

/// Which call was sent, and what it took so far.
fn sent(call: &Call, attempts: u32, begun: &Stopwatch) -> Sent {
    let (operation, method) = (call.operation.name, call.operation.method.clone());
    Sent { operation, method, attempts, elapsed: begun.elapsed() }
}

/// Whether nothing of the request was sent.
fn is_unsent(error: &TransportError) -> bool {
    match error {
        TransportError::Network(error) => is_connect(error),
        // part: tokens
        TransportError::Token(_) => true,
        // end of part
        _ => false,
    }
}
