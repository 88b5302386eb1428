//! The clock, waiting, and boxed futures and streams, on every platform.

use std::pin::Pin;
use std::time::Duration;

use chrono::Utc;
use futures_core::Stream;
use futures_util::future::{Either, select};

/// A future that is owned; it can be sent to another thread wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A future that is owned.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A future that borrows; it can be sent to another thread wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BorrowedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future that borrows.
#[cfg(target_arch = "wasm32")]
pub type BorrowedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A stream that is owned; it can be sent to another thread wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// A stream that is owned.
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

/// Milliseconds by the clock on the wall: browsers have no other that the standard library knows.
pub(super) fn now() -> i64 {
    Utc::now().timestamp_millis()
}

/// Measures how long something takes.
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Stopwatch(std::time::Instant);

#[cfg(not(target_arch = "wasm32"))]
impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Measures how long something takes, by the clock on the wall.
#[cfg(target_arch = "wasm32")]
pub(super) struct Stopwatch(i64);

#[cfg(target_arch = "wasm32")]
impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(now())
    }

    pub(super) fn elapsed(&self) -> Duration {
        Duration::from_millis(u64::try_from(now() - self.0).unwrap_or_default())
    }
}

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

/// What a future gives, where it does so in time; no limit is all the time there is.
pub(super) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    let Some(limit) = limit else { return Some(future.await) };
    match select(Box::pin(future), Box::pin(sleep(limit))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
