//! Random requests, well-formed and not, to mocks behind an address: each is answered or ends, none ends the mock.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trueline_conformance::mock::{Fixture, Mock, Server, ServerLimits};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

/// Documents of many styles, media types and credentials.
const DOCUMENTS: [&str; 5] = [
    "../spec/documents/tybrite-messaging.yaml",
    "tests/cases/forms/openapi.yaml",
    "tests/cases/combined/openapi.yaml",
    "tests/cases/overlapping/openapi.yaml",
    "../codegen/tests/cases/parameter_styles/openapi.yaml",
];

/// Steps of xorshift: the same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.next(of.len())]
    }
}

const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "B\u{f6}D"];
const PIECES: [&str; 22] = [
    "/",
    "a",
    "{id}",
    "%",
    "%00",
    "%ff",
    "%2F",
    "..",
    ".",
    ";a=1",
    "?",
    "&",
    "=",
    "[b]",
    "[]",
    "[0]",
    ",",
    "+",
    "#",
    "é",
    "1e999999999",
    "9223372036854775808",
];
const TYPES: [&str; 9] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=",
    "multipart/form-data",
    "text/plain",
    "application/octet-stream",
    "application/json; charset=\u{1}",
    "*/*",
];
const VALUES: [&str; 16] = [
    "null",
    "true",
    "0",
    "-0",
    "1e999999999",
    "1e-999999999",
    "\"\"",
    "\"\\ud800\"",
    "\"\u{0}\"",
    "[]",
    "{}",
    "[[[[[[[[",
    "{\"\":{\"\":{}}}",
    "NaN",
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--",
    "a[b][c]=1&a[]=2&=&&a=b=c",
];
const HEADERS: [&str; 12] = [
    "authorization: Bearer tybrite_sk_test_abc123",
    "authorization: Basic ::::",
    "x-auth-token: alice_session_token",
    "cookie: a=b; c; =; ;;",
    "accept: */*;q=nan, ,",
    "expect: 100-continue",
    "transfer-encoding: chunked",
    "content-length: 3",
    "content-length: -1",
    "connection: keep-alive, upgrade",
    "upgrade: websocket",
    "x: \u{7f}",
];

fn request(numbers: &mut Numbers, paths: &[String]) -> Vec<u8> {
    let mut target = paths[numbers.next(paths.len())].replace(['{', '}'], "");
    for _ in 0..numbers.next(6) {
        let at = (0..=target.len())
            .rev()
            .filter(|at| target.is_char_boundary(*at))
            .nth(numbers.next(target.len()))
            .unwrap_or(0);
        let count = [1, 1, 1, 2, 50, 300][numbers.next(6)];
        target.insert_str(at, &numbers.pick(&PIECES).repeat(count));
    }
    let body: String =
        (0..numbers.next(4)).map(|_| numbers.pick(&VALUES).repeat([1, 1, 2, 200][numbers.next(4)])).collect();
    let mut text = format!("{} {target} HTTP/1.1\r\nhost: h\r\n", numbers.pick(&METHODS));
    for _ in 0..numbers.next(4) {
        text.push_str(numbers.pick(&HEADERS));
        text.push_str("\r\n");
    }
    if !body.is_empty() {
        let _ = write!(text, "content-type: {}\r\ncontent-length: {}\r\n", numbers.pick(&TYPES), body.len());
    }
    text.push_str("connection: close\r\n\r\n");
    text.push_str(&body);
    let mut bytes = text.into_bytes();
    // One in four is damaged: a byte changed, or its end cut off.
    match numbers.next(8) {
        0 => {
            let at = numbers.next(bytes.len());
            bytes[at] = u8::try_from(numbers.next(256)).unwrap_or(0);
        }
        1 => bytes.truncate(numbers.next(bytes.len())),
        _ => {}
    }
    bytes
}

/// Sends a request, says that nothing follows, and gives the answer's status; 0 where there is none.
async fn send(address: SocketAddr, request: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(address).await.expect("it listens still");
    let _ = stream.write_all(request).await;
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 16_384];
    while let Ok(count) = stream.read(&mut chunk).await {
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
    let text = String::from_utf8_lossy(&bytes);
    let last = text.rsplit("HTTP/1.1 ").find(|answer| !answer.starts_with("100"));
    last.and_then(|answer| answer.get(..3)?.parse().ok()).unwrap_or(0)
}

async fn fuzz(each: usize) {
    for document in DOCUMENTS {
        let path = format!("{}/{document}", env!("CARGO_MANIFEST_DIR"));
        let api = load(&path, &FileSystem, LoadOptions::default()).expect("read").api.expect("right");
        let paths: Vec<String> = api.operations.iter().map(|operation| operation.path.as_str().to_owned()).collect();
        let fixture = Fixture::beside(path.as_ref()).expect("right");
        let server = Server::bind(Mock::new(Arc::new(api), fixture), SocketAddr::from(([127, 0, 0, 1], 0))).await;
        let mut limits = ServerLimits::default();
        limits.head_timeout = Duration::from_millis(100);
        limits.body_timeout = Duration::from_millis(100);
        let server = server.expect("a free port").with_limits(limits);
        let address = server.address();
        let serving = tokio::spawn(server.serve(std::future::pending()));
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..8_u64 {
            let paths = paths.clone();
            tasks.spawn(async move {
                let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15 ^ (task + 1));
                let mut answered = [0_usize; 6];
                for _ in 0..each / 8 {
                    let request = request(&mut numbers, &paths);
                    let began = Instant::now();
                    let status = tokio::time::timeout(Duration::from_secs(20), send(address, &request)).await;
                    let status = status.unwrap_or_else(|_| panic!("no end: {:?}", String::from_utf8_lossy(&request)));
                    assert_ne!(status, 500, "{:?}", String::from_utf8_lossy(&request));
                    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", String::from_utf8_lossy(&request));
                    answered[usize::from(status / 100)] += 1;
                }
                answered
            });
        }
        let mut all = [0; 6];
        while let Some(answered) = tasks.join_next().await {
            all.iter_mut().zip(answered.expect("no panic")).for_each(|(all, one)| *all += one);
        }
        serving.abort();
        println!("{document}: no answer {}, 2xx {}, 4xx {}, 5xx {}", all[0], all[2], all[4], all[5]);
        assert!(all[4] > 0, "{all:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_requests_end_nothing() {
    fuzz(800).await;
}

/// `cargo test -p trueline-conformance --test mock_fuzz -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes minutes"]
async fn many_random_requests_end_nothing() {
    fuzz(8_000).await;
}
