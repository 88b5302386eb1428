//! The clock, waiting, and boxed futures and streams, on every platform.

use std::pin::Pin;
use std::time::Duration;

use chrono::Utc;
use futures_core::Stream;
use futures_util::future::{Either, select};

/// An owned future; it is `Send` wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// An owned future.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A borrowing future; it is `Send` wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BorrowedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A borrowing future.
#[cfg(target_arch = "wasm32")]
pub type BorrowedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// An owned stream; it is `Send` wherever there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// An owned stream.
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

/// Milliseconds of the system clock: in browsers the standard library has no other.
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

/// Measures how long something takes, by the system clock.
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

/// The output of a future, if it is ready in time; without a limit it has all the time it needs.
pub(super) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    let Some(limit) = limit else { return Some(future.await) };
    match select(Box::pin(future), Box::pin(sleep(limit))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
