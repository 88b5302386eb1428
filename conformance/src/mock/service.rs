//! The mock as a [`tower::Service`], for a run or a test in this process.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower::Service;

use super::{Mock, ServerLimits};

impl<B> Service<Request<B>> for Mock
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    /// Answers as [`Mock::answer`] does. A body that is larger than a mock behind an address reads is refused with 413,
    /// one that breaks off with 400.
    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mock = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let response = match Limited::new(body, ServerLimits::default().body).collect().await {
                Ok(body) => mock.answer(&Request::from_parts(head, body.to_bytes())),
                Err(error) if error.is::<LengthLimitError>() => mock.refuse(&head, 413, "the body is too large"),
                Err(_) => mock.refuse(&head, 400, "the body broke off"),
            };
            Ok(response.map(Full::new))
        })
    }
}
