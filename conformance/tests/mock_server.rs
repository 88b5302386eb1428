//! The mock behind an address, with clients that mean it no good: every limit holds, and nobody else notices.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use trueline_conformance::mock::{Fixture, Mock, Server, ServerLimits};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /any:
    post:
      operationId: any
      requestBody: {content: {application/json: {schema: {}}}}
      responses:
        '200': {description: d}
        '413':
          description: d
          content:
            application/json:
              schema:
                type: object
                required: [error]
                properties: {error: {type: object, required: [message], properties: {message: {type: string}}}}
  /slow:
    post:
      operationId: slow
      requestBody: {content: {application/json: {schema: {type: array, uniqueItems: true}}}}
      responses: {'200': {description: d}}
  /quick:
    get: {operationId: quick, responses: {'200': {description: d}}}
  /tree:
    get:
      operationId: tree
      parameters:
        - {name: a, in: query, style: deepObject, explode: true, schema: {$ref: '#/components/schemas/Tree'}}
      responses: {'200': {description: d}}
  /form:
    post:
      operationId: form
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object}}}}
      responses: {'200': {description: d}}
  /large:
    get:
      operationId: large
      responses:
        '200': {description: d, content: {text/plain: {schema: {type: string, minLength: 4000000, maxLength: 4000000}}}}
components:
  schemas:
    Tree: {type: object, properties: {b: {$ref: '#/components/schemas/Tree'}}}
";

struct Text;

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(DOCUMENT.as_bytes().to_vec())
    }
}

/// A mock that serves until it is stopped.
struct Served {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Served {
    async fn new(change: impl FnOnce(&mut ServerLimits)) -> Self {
        let api = load("test.yaml", &Text, LoadOptions::default()).expect("read").api.expect("right");
        let mut limits = ServerLimits::default();
        change(&mut limits);
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(Mock::new(Arc::new(api), Fixture::default()), address).await.expect("a free port");
        let server = server.with_limits(limits);
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.serve(async move { drop(stopped.await) }));
        Self { address, stop: Some(stop), serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    /// Sends bytes, and reads until the connection ends.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // Whoever is refused early is read no further.
        let _ = stream.write_all(bytes).await;
        rest(&mut stream).await
    }

    async fn get(&self, target: &str) -> String {
        self.send(format!("GET {target} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n").as_bytes()).await
    }

    async fn post(&self, target: &str, content_type: &str, body: &str) -> String {
        let length = body.len();
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-type: {content_type}\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        self.send(head.as_bytes()).await
    }

    /// That it answers still.
    async fn is_well(&self) {
        let answer = tokio::time::timeout(Duration::from_secs(60), self.get("/quick")).await.expect("in time");
        assert_eq!(status(&answer), 200, "{answer}");
    }
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 65_536];
    while let Ok(count) = stream.read(&mut chunk).await {
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status of an answer; 0 where there is none.
fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn half_sent_requests_do_not_keep_it_from_ending() {
    for half in ["", "GET /quick HTTP/1.1\r\nho", "POST /any HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n1"] {
        let mut served = Served::new(|limits| limits.grace = Duration::from_millis(200)).await;
        served.is_well().await;
        let mut stream = served.connect().await;
        stream.write_all(half.as_bytes()).await.expect("sent");
        tokio::time::sleep(Duration::from_millis(50)).await;
        let began = Instant::now();
        drop(served.stop.take());
        tokio::time::timeout(Duration::from_secs(5), served.serving).await.expect("it ends").expect("no panic");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?} {half}", began.elapsed());
    }
}

#[tokio::test]
async fn heads_and_bodies_come_in_time_or_not_at_all() {
    let served = Served::new(|limits| {
        limits.head_timeout = Duration::from_millis(300);
        limits.body_timeout = Duration::from_millis(300);
    })
    .await;
    for (half, expected) in [
        ("", 0),
        ("GET /quick HTTP/1.1\r\nho", 0),
        ("POST /any HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n1", 408),
        ("POST /any HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n1\r\n1\r\n", 408),
    ] {
        let began = Instant::now();
        let answer = tokio::time::timeout(Duration::from_secs(5), served.send(half.as_bytes())).await.expect("it ends");
        assert_eq!(status(&answer), expected, "{half} {answer}");
        assert!(began.elapsed() >= Duration::from_millis(250), "{:?} {half}", began.elapsed());
    }
    // The time of a body is that of all of it, however often something comes.
    let mut stream = served.connect().await;
    stream.write_all(b"POST /any HTTP/1.1\r\nhost: h\r\ncontent-length: 999\r\n\r\n").await.expect("sent");
    let began = Instant::now();
    while stream.write_all(b" ").await.is_ok() && began.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_idle_connection_ends_and_a_used_one_is_kept() {
    let served = Served::new(|limits| limits.head_timeout = Duration::from_millis(400)).await;
    let mut stream = served.connect().await;
    for _ in 0..4 {
        stream.write_all(b"GET /quick HTTP/1.1\r\nhost: h\r\n\r\n").await.expect("kept");
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).await.expect("an answer");
        assert!(bytes[..count].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&bytes[..count]));
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    let ended = tokio::time::timeout(Duration::from_secs(3), rest(&mut stream)).await;
    assert_eq!(ended.as_deref(), Ok(""));
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_left() {
    let served = Served::new(|limits| {
        limits.write_timeout = Duration::from_millis(300);
        limits.connections = 1;
    })
    .await;
    let mut deaf = served.connect().await;
    // More answers than the system holds for a connection.
    deaf.write_all("GET /large HTTP/1.1\r\nhost: h\r\n\r\n".repeat(8).as_bytes()).await.expect("sent");
    // The only place is free again, although the client is there still.
    served.is_well().await;
    drop(deaf);
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let served = Served::new(|limits| limits.connections = 2).await;
    let (first, second) = (served.connect().await, served.connect().await);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let waiting = tokio::time::timeout(Duration::from_millis(300), served.get("/quick")).await;
    assert!(waiting.is_err(), "{waiting:?}");
    drop(first);
    served.is_well().await;
    drop(second);
}

#[tokio::test]
async fn what_is_too_large_is_refused_by_its_status() {
    let served = Served::new(|limits| {
        limits.body = 1000;
        limits.head = 9000;
        limits.headers = 20;
        limits.target = 500;
    })
    .await;
    let large = served.post("/any", "application/json", &" ".repeat(1001)).await;
    assert_eq!(status(&large), 413);
    // As the operation declares it.
    assert!(large.contains(r#"{"error":{"message":"the body is larger than 1000 bytes"}}"#), "{large}");
    let chunk = format!("3e8\r\n{}\r\n", " ".repeat(1000));
    let head = "POST /any HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n";
    assert_eq!(status(&served.send(format!("{head}{}", chunk.repeat(2)).as_bytes()).await), 413);
    assert_eq!(status(&served.post("/any", "application/json", &format!("{}1", " ".repeat(999))).await), 200);
    let get = |headers: String| format!("GET /quick HTTP/1.1\r\nhost: h\r\nconnection: close\r\n{headers}\r\n");
    let fields = |count: usize| get((0..count).map(|index| format!("x-{index}: 1\r\n")).collect::<Vec<_>>().concat());
    assert_eq!(status(&served.send(fields(18).as_bytes()).await), 200);
    assert_eq!(status(&served.send(fields(19).as_bytes()).await), 431);
    assert_eq!(status(&served.send(get(format!("x: {}\r\n", "1".repeat(10_000))).as_bytes()).await), 431);
    assert_eq!(status(&served.get(&format!("/quick?{}", "1".repeat(493))).await), 200);
    assert_eq!(status(&served.get(&format!("/quick?{}", "1".repeat(494))).await), 414);
    served.is_well().await;
}

#[tokio::test]
async fn all_bodies_together_have_a_bound() {
    let served = Served::new(|limits| limits.bodies = 1500).await;
    let mut held = served.connect().await;
    let half = format!("POST /any HTTP/1.1\r\nhost: h\r\ncontent-length: 2000\r\n\r\n{}", " ".repeat(1000));
    held.write_all(half.as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let body = format!("{}1", " ".repeat(999));
    assert_eq!(status(&served.post("/any", "application/json", &body).await), 503);
    drop(held);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(status(&served.post("/any", "application/json", &body).await), 200);
}

#[tokio::test]
async fn slow_requests_do_not_keep_others_waiting() {
    let served = Arc::new(Served::new(|limits| limits.answer_timeout = Duration::from_secs(60)).await);
    let items: Vec<String> = (0..120_000).map(|index| format!("[{index}]")).collect();
    let body = format!("[{}]", items.join(","));
    let slow: Vec<_> = (0..3)
        .map(|_| {
            let (served, body) = (Arc::clone(&served), body.clone());
            tokio::spawn(async move { served.post("/slow", "application/json", &body).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in 0..5 {
        let began = Instant::now();
        served.is_well().await;
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
    slow.iter().for_each(JoinHandle::abort);
}

#[tokio::test]
async fn framing_that_two_readers_could_read_differently_is_refused() {
    let served = Served::new(|_| {}).await;
    let post = "POST /any HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let get = "GET /quick HTTP/1.1\r\n";
    for (name, request, expected) in [
        ("two lengths", format!("{post}content-length: 1\r\ncontent-length: 2\r\n\r\n11"), 400),
        ("two lengths in one line", format!("{post}content-length: 1, 2\r\n\r\n11"), 400),
        ("a signed length", format!("{post}content-length: +1\r\n\r\n1"), 400),
        ("a folded line", format!("{get}host: h\r\nx: a\r\n b\r\n\r\n"), 400),
        ("a space before a colon", format!("{get}host : h\r\n\r\n"), 400),
        ("a NUL in a header", format!("{get}host: h\r\nx: a\0b\r\n\r\n"), 400),
        ("a NUL in a target", "GET /qu\0ick HTTP/1.1\r\nhost: h\r\n\r\n".to_owned(), 400),
        ("a CR alone", format!("{get}host: h\r\nx: a\rb\r\n\r\n"), 400),
        ("chunks that are not last", format!("{post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n"), 400),
        ("another coding", format!("{post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n"), 400),
        ("a signed chunk", format!("{post}transfer-encoding: chunked\r\n\r\n+1\r\n1\r\n0\r\n\r\n"), 400),
        ("a chunk that ends in LF", format!("{post}transfer-encoding: chunked\r\n\r\n1\n1\r\n0\r\n\r\n"), 400),
        ("a huge chunk", format!("{post}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n1"), 400),
        ("no host", format!("{get}connection: close\r\n\r\n"), 400),
        ("two hosts", format!("{get}host: a\r\nhost: b\r\n\r\n"), 400),
        ("HTTP/2, which is not answered", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 0),
    ] {
        let answer = served.send(request.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{name}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), usize::from(expected > 0), "{name}: {answer}");
    }
    // A length beside chunks is not read, and the connection ends (RFC 9112 section 6.3): nothing can hide behind it.
    let both = "POST /any HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\
                transfer-encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n";
    let answer = served.send(format!("{both}{get}host: h\r\nconnection: close\r\n\r\n").as_bytes()).await;
    assert_eq!((status(&answer), answer.matches("HTTP/1.1 ").count()), (200, 1), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    served.is_well().await;
}

#[tokio::test]
async fn deep_and_wide_requests_are_refused_in_no_time() {
    let served = Served::new(|limits| limits.target = 60_000).await;
    let began = Instant::now();
    for depth in [127, 128, 9_000, 19_000] {
        let answer = served.get(&format!("/tree?a{}=1", "[b]".repeat(depth))).await;
        assert_eq!(status(&answer), 400, "{depth} {answer}");
        assert_eq!(answer.contains("it is nested deeper than 127"), depth > 127, "{depth} {answer}");
    }
    let wide = format!("[{}0]", "0,".repeat(1_000_000));
    let answer = served.post("/any", "application/json", &wide).await;
    assert_eq!(status(&answer), 413);
    assert!(answer.contains("more than 1000000 values"), "{answer}");
    let fields: Vec<String> = (0..100_001).map(|index| format!("{index}=1")).collect();
    let form = served.post("/form", "application/x-www-form-urlencoded", &fields.join("&")).await;
    assert_eq!(status(&form), 400);
    assert!(form.contains("more than 100000 fields"), "{form}");
    assert_eq!(status(&served.post("/any", "application/json", &"[".repeat(200_000)).await), 400);
    assert_eq!(status(&served.post("/any", "application/json", "1e999999999").await), 400);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    served.is_well().await;
}
