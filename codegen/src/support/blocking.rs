//! Calls from programs that are not asynchronous: the feature `blocking`.
//!
//! One run-time environment serves all clients of a process; it begins with the first call. None of this may be called
//! where asynchronous code runs, which would wait for itself: it panics there.

use std::sync::LazyLock;

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::runtime::{Builder, Runtime};

use super::error::Error;

/// It works for the connections while nobody waits for an answer.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let name = concat!(env!("CARGO_PKG_NAME"), "-connections");
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).thread_name(name).enable_all().build().expect("the system has a thread for connections")
});

/// Sends calls and waits for their answers.
pub trait SendBlocking<T, E>: Sized {
    /// Sends the call and waits for its answer.
    ///
    /// # Errors
    /// As if it were awaited.
    ///
    /// # Panics
    /// Where asynchronous code runs, and where the system has no thread to give.
    fn send_blocking(self) -> Result<T, Error<E>>;
}

impl<C: IntoFuture<Output = Result<T, Error<E>>>, T, E> SendBlocking<T, E> for C {
    fn send_blocking(self) -> Result<T, Error<E>> {
        RUNTIME.block_on(self.into_future())
    }
}

/// Waits for the items of pages, and for those of answers that are read while they come.
pub trait IterBlocking: Stream + Unpin + Sized {
    /// The items, each waited for when it is asked for.
    fn iter_blocking(self) -> BlockingIter<Self> {
        BlockingIter(self)
    }
}

impl<S: Stream + Unpin> IterBlocking for S {}

/// The items of a stream, each waited for when it is asked for.
///
/// # Panics
/// Where asynchronous code runs, and where the system has no thread to give.
#[derive(Debug)]
#[must_use = "nothing is asked for until the next item is"]
pub struct BlockingIter<S>(S);

impl<S: Stream + Unpin> Iterator for BlockingIter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        RUNTIME.block_on(self.0.next())
    }
}
