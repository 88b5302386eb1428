//! A service in this process, so that a team can test its own server in a `#[test]`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower::{Service, ServiceExt};

use super::{Received, TransportError, TransportErrorKind, limits::AnswerLimits, received};
use crate::limits::named;

type Answering = Pin<Box<dyn Future<Output = Result<Received, TransportError>> + Send>>;

/// Any [`tower::Service`] of HTTP.
#[derive(Clone)]
pub struct ServiceTransport {
    answer: Arc<dyn Fn(Request<Bytes>) -> Answering + Send + Sync>,
    meter: Option<Arc<dyn Fn() -> u64 + Send + Sync>>,
}

impl fmt::Debug for ServiceTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceTransport")
    }
}

impl ServiceTransport {
    /// Sends requests to clones of a service.
    ///
    /// # Examples
    ///
    /// ```
    /// use axum::Router;
    /// use axum::routing::get;
    /// use trueline_conformance::transport::{ServiceTransport, Transport};
    ///
    /// let router: Router = Router::new().route("/pets", get(|| async { "[]" }));
    /// let transport = Transport::Service(ServiceTransport::new(router));
    /// ```
    pub fn new<S, B>(service: S) -> Self
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>, Future: Send, Error: fmt::Display>,
        S: Clone + Send + Sync + 'static,
        B: http_body::Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send,
    {
        let answer = move |request: Request<Bytes>| -> Answering {
            let service = service.clone();
            Box::pin(async move {
                let broken = |error: &dyn fmt::Display| TransportError {
                    kind: TransportErrorKind::Broken,
                    message: format!("the service failed: {error}"),
                };
                let response = service.oneshot(request.map(Full::new)).await.map_err(|error| broken(&error))?;
                let (head, body) = response.into_parts();
                let limits = AnswerLimits::default();
                let body = Limited::new(body, limits.body).collect().await;
                let body = body.map_err(|error| of_body(error.as_ref(), limits))?.to_bytes();
                Ok(received(&Response::from_parts(head, body)))
            })
        };
        Self { answer: Arc::new(answer), meter: None }
    }

    /// The same service, which says how many steps all its answers took so far: a run ends an operation whose answers take
    /// more than its share.
    #[must_use]
    pub fn metered(self, meter: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self { meter: Some(Arc::new(meter)), ..self }
    }

    pub(super) fn work(&self) -> u64 {
        self.meter.as_ref().map_or(0, |meter| meter())
    }

    pub(super) async fn send(&self, request: Request<Bytes>) -> Result<Received, TransportError> {
        (self.answer)(request).await
    }
}

fn of_body(error: &(dyn std::error::Error + Send + Sync + 'static), limits: AnswerLimits) -> TransportError {
    if error.downcast_ref::<LengthLimitError>().is_some() {
        let message = format!("the answer is larger than what is read {}", named("answer-size", limits.body));
        return TransportError { kind: TransportErrorKind::TooLarge, message };
    }
    TransportError { kind: TransportErrorKind::Broken, message: format!("the service failed: {error}") }
}
