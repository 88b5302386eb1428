//! A service in this process, so that a team can test its own server in a `#[test]`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use tower::{Service, ServiceExt};

use super::{Received, TransportError, TransportErrorKind, received};

type Answering = Pin<Box<dyn Future<Output = Result<Received, TransportError>> + Send>>;

/// Any [`tower::Service`] of HTTP.
#[derive(Clone)]
pub struct ServiceTransport(Arc<dyn Fn(Request<Bytes>) -> Answering + Send + Sync>);

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
        S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send,
        S::Error: fmt::Display,
        B: http_body::Body + Send,
        B::Data: Send,
        B::Error: fmt::Display,
    {
        Self(Arc::new(move |request| {
            let service = service.clone();
            Box::pin(async move {
                let broken = |error: &dyn fmt::Display| TransportError {
                    kind: TransportErrorKind::Broken,
                    message: format!("the service failed: {error}"),
                };
                let response = service.oneshot(request.map(Full::new)).await.map_err(|error| broken(&error))?;
                let (head, body) = response.into_parts();
                let body = body.collect().await.map_err(|error| broken(&error))?.to_bytes();
                Ok(received(&Response::from_parts(head, body)))
            })
        }))
    }

    pub(super) async fn send(&self, request: Request<Bytes>) -> Result<Received, TransportError> {
        (self.0)(request).await
    }
}
