//! A service in the same process in place of the network: the feature `testing`. No port is opened.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::stream;
use http_body::Body;
use tower_service::Service;

use super::time::BoxFuture;
use super::transport_error::TransportError;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Responds in place of the network.
pub trait Responder: Send + Sync {
    /// The response to a request.
    fn respond(&self, request: reqwest::Request) -> BoxFuture<Result<reqwest::Response, TransportError>>;
}

/// A service, which is cloned for each request.
struct Cloned<S>(Mutex<S>);

/// Creates it from a service.
pub fn responder<S, B>(service: S) -> Arc<dyn Responder>
where
    S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<Failure>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Failure>,
{
    Arc::new(Cloned(Mutex::new(service)))
}

impl<S, B> Responder for Cloned<S>
where
    S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<Failure>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Failure>,
{
    fn respond(&self, request: reqwest::Request) -> BoxFuture<Result<reqwest::Response, TransportError>> {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            let request =
                http::Request::try_from(request).map_err(|error| TransportError::Network(error.without_url()))?;
            let failed = |error: S::Error| TransportError::Middleware(error.into());
            poll_fn(|context| service.poll_ready(context)).await.map_err(failed)?;
            let (head, body) = service.call(request).await.map_err(failed)?.into_parts();
            Ok(http::Response::from_parts(head, streamed(body)).into())
        })
    }
}

/// The bytes of a body, as they arrive.
fn streamed<B>(body: B) -> reqwest::Body
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Failure>,
{
    let chunks = stream::unfold(Some(Box::pin(body)), |body: Option<Pin<Box<B>>>| async move {
        let mut body = body?;
        loop {
            match poll_fn(|context| body.as_mut().poll_frame(context)).await? {
                Ok(frame) => match frame.into_data() {
                    Ok(data) => return Some((Ok(data), Some(body))),
                    // Trailers are not part of it.
                    Err(_) => continue,
                },
                Err(error) => return Some((Err::<Bytes, Failure>(error.into()), None)),
            }
        }
    });
    reqwest::Body::wrap_stream(chunks)
}
