//! The mock behind an address: connections, one task each, in bounded number.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::{
    answer::Mock,
    connection::{self, Shared},
    limits::ServerLimits,
};

/// How long accepting waits after the system had no socket to give, file descriptors running out for instance.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A mock that listens.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    mock: Arc<Mock>,
    limits: ServerLimits,
}

/// Why a mock does not listen, or no longer.
#[derive(Debug, Error)]
#[error("cannot listen on {address}: {source}{}", advice(.source))]
pub struct ServeError {
    /// The address that was asked for.
    pub address: SocketAddr,
    /// What the system says.
    pub source: std::io::Error,
}

fn advice(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => "; something else listens there: choose another port with --addr",
        std::io::ErrorKind::PermissionDenied => "; ports below 1024 need privileges: choose another with --addr",
        _ => "",
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
        Ok(Self { listener, address, mock: Arc::new(mock), limits: ServerLimits::default() })
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: ServerLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` ends; what was begun has [`ServerLimits::grace`] to end too. Work on a request that is still
    /// going on then ends with the runtime: shut it down without waiting for it.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send) {
        let Self { listener, mock, limits, .. } = self;
        let grace = limits.grace;
        let places = Arc::new(Semaphore::new(limits.connections));
        let shared = Arc::new(Shared::new(mock, limits));
        let (stopping, stopped) = watch::channel(());
        let mut connections = JoinSet::new();
        let accepting = async {
            while let Some((stream, place)) = accept(&listener, &places).await {
                let (shared, stopped) = (Arc::clone(&shared), stopped.clone());
                connections.spawn(async move {
                    connection::serve(stream, &shared, stopped).await;
                    drop(place);
                });
                while connections.try_join_next().is_some() {}
            }
        };
        tokio::select! {
            () = accepting => {}
            () = stop => {}
        }
        drop((listener, stopping));
        let _ = tokio::time::timeout(grace, async { while connections.join_next().await.is_some() {} }).await;
        connections.shutdown().await;
    }
}

/// The next connection, with its place among those that are allowed at the same time.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Some((stream, place)),
            // One connection that is gone already, or a shortage that passes, is no reason to end.
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}
