//! Calls from programs that are not asynchronous: the feature `blocking`.
//!
//! One runtime serves all clients of a process; it starts with the first call. Nothing here may be called from
//! asynchronous code, which would block itself: it panics there.

use std::sync::LazyLock;

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::runtime::{Builder, Runtime};

use super::error::Error;

/// Serves the connections while nothing waits for a response.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let name = concat!(env!("CARGO_PKG_NAME"), "-connections");
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).thread_name(name).enable_all().build().expect("the system can start a thread for connections")
});

/// Sends calls and waits for their responses.
pub trait SendBlocking<T, E>: Sized {
    /// Sends the call and waits for its response.
    ///
    /// # Errors
    /// Those of awaiting the call.
    ///
    /// # Panics
    /// In asynchronous code, and if the system cannot start a thread.
    fn send_blocking(self) -> Result<T, Error<E>>;
}

impl<C: IntoFuture<Output = Result<T, Error<E>>>, T, E> SendBlocking<T, E> for C {
    fn send_blocking(self) -> Result<T, Error<E>> {
        RUNTIME.block_on(self.into_future())
    }
}

/// Waits for the items of pages and streams.
pub trait IterBlocking: Stream + Unpin + Sized {
    /// The items, blocking for each.
    fn iter_blocking(self) -> BlockingIter<Self> {
        BlockingIter(self)
    }
}

impl<S: Stream + Unpin> IterBlocking for S {}

/// The items of a stream, blocking for each.
///
/// # Panics
/// In asynchronous code, and if the system cannot start a thread.
#[derive(Debug)]
#[must_use = "no item is requested before `next` is called"]
pub struct BlockingIter<S>(S);

impl<S: Stream + Unpin> Iterator for BlockingIter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        RUNTIME.block_on(self.0.next())
    }
}
