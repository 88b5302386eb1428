//! Connections that are made within a time, TLS and proxies included.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use thiserror::Error;
use tower::Service;

use super::dial::BoxError;

/// Connects within a time, where there is one.
#[derive(Debug, Clone)]
pub(super) struct Within<C> {
    connector: C,
    time: Option<Duration>,
}

#[derive(Debug, Error)]
#[error("no connection within {} s (limit `connect-timeout`)", .0.as_secs_f64())]
struct TooSlow(Duration);

impl<C> Within<C> {
    pub(super) fn new(connector: C, time: Option<Duration>) -> Self {
        Self { connector, time }
    }
}

impl<C> Service<Uri> for Within<C>
where
    C: Service<Uri, Error = BoxError>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.connector.call(uri);
        let Some(time) = self.time else { return Box::pin(connecting) };
        Box::pin(async move {
            let connected = tokio::time::timeout(time, connecting).await;
            connected.unwrap_or_else(|_| Err(TooSlow(time).into()))
        })
    }
}
