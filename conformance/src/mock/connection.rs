//! One connection: requests are read within bounds, answered by a bounded number of workers, and written within a time.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, HOST, HeaderValue, RETRY_AFTER};
use http::request::Parts;
use http::{Request, Response, Version};
use http_body::Body as _;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::{answer::Mock, limits::ServerLimits, write_limit::WriteLimit};

/// A body from which on a request counts as large: of those, few are answered at the same time, for their values take many
/// times their bytes.
const LARGE: usize = 1024 * 1024;
/// How many large requests are answered at the same time.
const LARGE_WORKERS: usize = 2;

/// What all connections of a server share.
pub(super) struct Shared {
    mock: Arc<Mock>,
    limits: ServerLimits,
    workers: Arc<Semaphore>,
    large: Arc<Semaphore>,
    /// Bytes of all bodies that are held.
    held: AtomicUsize,
}

impl Shared {
    pub(super) fn new(mock: Arc<Mock>, limits: ServerLimits) -> Self {
        let workers = Arc::new(Semaphore::new(limits.workers));
        Self { mock, limits, workers, large: Arc::new(Semaphore::new(LARGE_WORKERS)), held: AtomicUsize::new(0) }
    }
}

/// Answers the requests of a connection, until it ends or `stopped` does, then the one that was begun.
pub(super) async fn serve(stream: TcpStream, shared: &Arc<Shared>, mut stopped: watch::Receiver<()>) {
    // Small answers wait for nothing.
    let _ = stream.set_nodelay(true);
    let limits = &shared.limits;
    let stream = TokioIo::new(WriteLimit::new(stream, limits.write_timeout));
    let service = service_fn(|request| {
        let shared = Arc::clone(shared);
        async move { Ok::<_, Infallible>(respond(&shared, request).await.map(Full::new)) }
    });
    let mut settings = http1::Builder::new();
    settings.timer(TokioTimer::new()).header_read_timeout(limits.head_timeout);
    settings.max_headers(limits.headers).max_header_size(limits.head).max_buf_size(limits.head.max(LEAST_BUFFER));
    let connection = settings.serve_connection(stream, service);
    tokio::pin!(connection);
    tokio::select! {
        // Whatever ends a connection ends nothing else.
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Below it the parser refuses to work.
const LEAST_BUFFER: usize = 8192;

async fn respond(shared: &Arc<Shared>, request: Request<Incoming>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    if let Some(refusal) = refusal_of_head(shared, &head) {
        return closing(refusal);
    }
    match timeout(shared.limits.body_timeout, read(shared, body)).await {
        Ok(Ok(body)) => answer(shared, head, body).await,
        Ok(Err(refusal)) => closing(shared.mock.refuse(&head, refusal.status, &refusal.message)),
        Err(_) => closing(shared.mock.refuse(&head, 408, "the body did not come in time")),
    }
}

/// What is wrong with a head that the parser lets pass: a target that is too long, and no host or several (RFC 9112 section
/// 3.2).
fn refusal_of_head(shared: &Shared, head: &Parts) -> Option<Response<Bytes>> {
    let length = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if length > shared.limits.target {
        let message = format!("the target is longer than {} bytes", shared.limits.target);
        return Some(super::respond::undeclared(414, &message, &[]));
    }
    let hosts = head.headers.get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && head.version >= Version::HTTP_11) {
        return Some(super::respond::undeclared(400, "a request has one `Host`", &[]));
    }
    None
}

/// Why a body is not read to its end.
struct Refusal {
    status: u16,
    message: String,
}

/// A body that is held, counted among all that are.
struct Held {
    shared: Arc<Shared>,
    bytes: BytesMut,
    counted: usize,
}

impl Held {
    fn extend(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let limits = &self.shared.limits;
        if chunk.len() > limits.body.saturating_sub(self.bytes.len()) {
            return Err(too_large(limits));
        }
        let before = self.shared.held.fetch_add(chunk.len(), Ordering::Relaxed);
        self.counted += chunk.len();
        if before + chunk.len() > limits.bodies {
            return Err(Refusal { status: 503, message: "other bodies take all the memory there is".to_owned() });
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.held.fetch_sub(self.counted, Ordering::Relaxed);
    }
}

fn too_large(limits: &ServerLimits) -> Refusal {
    Refusal { status: 413, message: format!("the body is larger than {} bytes", limits.body) }
}

async fn read(shared: &Arc<Shared>, mut body: Incoming) -> Result<Held, Refusal> {
    let mut held = Held { shared: Arc::clone(shared), bytes: BytesMut::new(), counted: 0 };
    if body.size_hint().lower() > u64::try_from(shared.limits.body).unwrap_or(u64::MAX) {
        return Err(too_large(&shared.limits));
    }
    while let Some(frame) = body.frame().await {
        let broken = |error: hyper::Error| Refusal { status: 400, message: format!("the body is broken: {error}") };
        if let Ok(chunk) = frame.map_err(broken)?.into_data() {
            held.extend(&chunk)?;
        }
    }
    Ok(held)
}

async fn answer(shared: &Arc<Shared>, head: Parts, mut body: Held) -> Response<Bytes> {
    let (mock, is_large) = (Arc::clone(&shared.mock), body.bytes.len() >= LARGE);
    let work = move || {
        let bytes = std::mem::take(&mut body.bytes).freeze();
        let response = mock.answer(&Request::from_parts(head, bytes));
        // It counts as held until here, even where nobody waits for the answer any more.
        drop(body);
        response
    };
    on_worker(shared, is_large, work).await
}

/// Has a worker do the work, when it is its turn. Work that panics answers 500, and ends nothing else.
async fn on_worker(
    shared: &Shared,
    is_large: bool,
    work: impl FnOnce() -> Response<Bytes> + Send + 'static,
) -> Response<Bytes> {
    let (workers, large) = (Arc::clone(&shared.workers), Arc::clone(&shared.large));
    let answered = timeout(shared.limits.answer_timeout, async move {
        let large = if is_large { large.acquire_owned().await.ok() } else { None };
        let worker = workers.acquire_owned().await.ok();
        let work = tokio::task::spawn_blocking(move || {
            let response = work();
            drop((large, worker));
            response
        });
        work.await
    });
    match answered.await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => super::respond::undeclared(500, "the mock failed on this request, which is its mistake", &[]),
        Err(_) => busy(shared.limits.answer_timeout),
    }
}

fn busy(waited: Duration) -> Response<Bytes> {
    let message = format!("there was no answer within {} s", waited.as_secs());
    let mut response = super::respond::undeclared(503, &message, &[]);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// The connection ends with it: what follows of the request is not read.
fn closing(mut response: Response<Bytes>) -> Response<Bytes> {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mock::{Fixture, ServerLimits};
    use crate::testing::api;

    fn shared(change: impl FnOnce(&mut ServerLimits)) -> Shared {
        let mut limits = ServerLimits { workers: 1, ..ServerLimits::default() };
        change(&mut limits);
        let api = api("{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {}}");
        Shared::new(Arc::new(Mock::new(api, Fixture::default())), limits)
    }

    fn fine() -> Response<Bytes> {
        Response::new(Bytes::new())
    }

    #[tokio::test]
    async fn work_that_panics_is_a_500_and_the_worker_goes_on() {
        let shared = shared(|_| {});
        for _ in 0..3 {
            assert_eq!(on_worker(&shared, true, || panic!("a test")).await.status(), 500);
        }
        assert_eq!(on_worker(&shared, true, fine).await.status(), 200);
    }

    #[tokio::test]
    async fn work_that_takes_too_long_is_a_503_and_keeps_its_worker() {
        let shared = shared(|limits| limits.answer_timeout = Duration::from_millis(50));
        let slow = || {
            std::thread::sleep(Duration::from_millis(300));
            fine()
        };
        let answer = on_worker(&shared, false, slow).await;
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key(RETRY_AFTER)), (503, true));
        assert_eq!(on_worker(&shared, false, fine).await.status(), 503, "nobody is free yet");
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(on_worker(&shared, false, fine).await.status(), 200);
    }
}
