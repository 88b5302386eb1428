//! Spans of requests by the names of OpenTelemetry's conventions for clients of HTTP: the feature `tracing`.
//!
//! Each attempt is a span of its own. Addresses have neither credentials nor sessions, and no header and no body is among its
//! fields.

use super::constraint::Violation;
use super::raw::RawResponse;
use super::request::Outgoing;
use super::sent::HiddenNames;
use super::transport_error::TransportError;
use super::{call::Call, redact::Secrets};

/// What an attempt comes to, within a span of its own.
#[cfg(feature = "tracing")]
pub async fn traced(
    (call, outgoing, attempt): (&Call, &Outgoing, u32),
    secrets: &Secrets,
    answer: impl Future<Output = Result<RawResponse, TransportError>>,
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
    let answer = answer.instrument(span.clone()).await;
    match &answer {
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
    answer
}

/// What an attempt comes to.
#[cfg(not(feature = "tracing"))]
pub async fn traced(
    _: (&Call, &Outgoing, u32),
    _: &Secrets,
    answer: impl Future<Output = Result<RawResponse, TransportError>>,
) -> Result<RawResponse, TransportError> {
    answer.await
}

/// Tells of rules that a request breaks, which is sent all the same.
pub fn told(operation: &str, violations: &[Violation]) {
    #[cfg(feature = "tracing")]
    for violation in violations {
        tracing::warn!(operation, %violation, "a request breaks a rule of the API, and is sent all the same");
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (operation, violations);
}
