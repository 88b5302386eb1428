//! Waiting, and boxed futures and streams, on every platform.

use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;

/// A future that is owned; it can be sent to another thread wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A future that is owned.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A stream that is owned; it can be sent to another thread wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// A stream that is owned.
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

/// Waits.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Waits.
#[cfg(target_arch = "wasm32")]
pub(super) async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}
