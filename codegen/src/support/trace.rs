//! Spans of requests, named by OpenTelemetry's conventions for HTTP clients: the feature `tracing`.
//!
//! Each attempt has a span of its own. Addresses are recorded without credentials and session values, and neither
//! headers nor bodies are recorded.

use super::constraint::Violation;
use super::raw::RawResponse;
use super::request::Outgoing;
use super::sent::HiddenNames;
use super::transport_error::TransportError;
use super::{call::Call, redact::Secrets};

/// Runs an attempt in a span of its own.
#[cfg(feature = "tracing")]
pub async fn traced(
    (call, outgoing, attempt): (&Call, &Outgoing, u32),
    secrets: &Secrets,
    response: impl Future<Output = Result<RawResponse, TransportError>>,
) -> Result<RawResponse, TransportError> {
    use tracing::Instrument as _;
    use tracing::field::{Empty, display};

    let (method, template) = (outgoing.method.as_str(), call.operation.template());
    let span = tracing::info_span!(
        "http.client",
        "otel.kind" = "client",
        "otel.name" = display(format_args!("{method} {template}")),
        "otel.status_code" = Empty,
        "http.request.method" = method,
        "http.request.resend_count" = Empty,
        "http.response.status_code" = Empty,
        "server.address" = outgoing.url.host_str(),
        "server.port" = outgoing.url.port_or_known_default(),
        "url.full" = HiddenNames::of(call).shown(&outgoing.url, secrets),
        "url.scheme" = outgoing.url.scheme(),
        "url.template" = template,
        "error.type" = Empty,
        operation = call.operation.name,
    );
    if attempt > 0 {
        span.record("http.request.resend_count", attempt);
    }
    let response = response.instrument(span.clone()).await;
    match &response {
        Ok(raw) => {
            span.record("http.response.status_code", raw.status().as_u16());
            if raw.status().is_client_error() || raw.status().is_server_error() {
                span.record("error.type", raw.status().as_str());
                span.record("otel.status_code", "ERROR");
            }
        }
        Err(error) => {
            span.record("error.type", error.kind());
            span.record("otel.status_code", "ERROR");
        }
    }
    response
}

/// Records the outcome of an attempt.
#[cfg(not(feature = "tracing"))]
pub async fn traced(
    _: (&Call, &Outgoing, u32),
    _: &Secrets,
    response: impl Future<Output = Result<RawResponse, TransportError>>,
) -> Result<RawResponse, TransportError> {
    response.await
}

/// Logs the rules that a request breaks but is sent with.
pub fn warn_of(operation: &str, violations: &[Violation]) {
    #[cfg(feature = "tracing")]
    for violation in violations {
        tracing::warn!(operation, %violation, "the request breaks a rule of the API and is sent anyway");
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (operation, violations);
}
