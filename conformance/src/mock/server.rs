//! The mock behind an address.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::net::TcpListener;

use super::answer::Mock;

/// No body of a request is read beyond it.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// A mock that listens.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    mock: Arc<Mock>,
}

/// Why a mock does not listen, or no longer.
#[derive(Debug)]
pub struct ServeError {
    /// The address that was asked for.
    pub address: SocketAddr,
    /// What the system says.
    pub source: std::io::Error,
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self.source.kind() {
            std::io::ErrorKind::AddrInUse => "; something else listens there: choose another port with --addr",
            std::io::ErrorKind::PermissionDenied => "; ports below 1024 need privileges: choose another with --addr",
            _ => "",
        };
        write!(f, "cannot listen on {}: {}{advice}", self.address, self.source)
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Server {
    /// Listens; port 0 is any that is free.
    ///
    /// # Errors
    ///
    /// The address is in use or not allowed.
    pub async fn bind(mock: Mock, address: SocketAddr) -> Result<Self, ServeError> {
        let failed = |source| ServeError { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, mock: Arc::new(mock) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` ends; what was begun is finished first.
    ///
    /// # Errors
    ///
    /// The system closes the socket.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let address = self.address;
        let router = Router::new().fallback(answer).with_state(self.mock);
        let served = axum::serve(self.listener, router).with_graceful_shutdown(stop).await;
        served.map_err(|source| ServeError { address, source })
    }
}

async fn answer(State(mock): State<Arc<Mock>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => mock.answer(&http::Request::from_parts(head, body)).map(Body::from),
        Err(_) => too_large(),
    }
}

fn too_large() -> Response {
    (http::StatusCode::PAYLOAD_TOO_LARGE, Bytes::from_static(b"{\"message\":\"the body is larger than 16 MiB\"}"))
        .into_response()
}
