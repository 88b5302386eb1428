//! Servers that mean harm: whatever they send or hold back, a run ends in bounded time and memory, and what breaks HTTP is
//! a finding that names the rule.

mod support;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::{Told, tell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use trueline_conformance::check::Check;
use trueline_conformance::report::{StopKind, Summary};
use trueline_conformance::target::Target;
use trueline_conformance::target::TargetConfig;
use trueline_conformance::transport::{AnswerLimits, HttpTransport, Transport};
use trueline_conformance::{RunError, Settings, SnapshotMode};
use trueline_spec::model::{Api, Checked};

/// Nothing takes longer, on any machine.
const BOUND: Duration = Duration::from_secs(60);
/// An answer that is right.
const RIGHT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]";

/// A document of several operations without credentials.
fn document(operations: usize) -> Arc<Checked<Api>> {
    let operation = |index: usize| {
        format!(
            "  /things{index}:\n    get:\n      operationId: things{index}\n      parameters: [{{name: limit, in: query, \
             schema: {{type: integer, minimum: 1, maximum: 9}}}}]\n      responses:\n        '200': {{description: d, \
             content: {{application/json: {{schema: {{type: array}}}}}}}}\n        '204': {{description: d}}\n"
        )
    };
    let paths: String = (0..operations).map(operation).collect();
    let text = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}");
    support::api_of(text)
}

/// A server that treats every connection the same; it is reported how many requests came before.
async fn serve<F, A>(treat: F) -> String
where
    F: Fn(TcpStream, Arc<AtomicUsize>) -> A + Send + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let requests = Arc::new(AtomicUsize::new(0));
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(treat(stream, Arc::clone(&requests)));
        }
    });
    format!("http://{address}")
}

/// A server that reads a request, writes the same bytes each time, and closes.
async fn answers(bytes: impl Into<Vec<u8>>) -> String {
    let bytes: Arc<[u8]> = bytes.into().into();
    serve(move |mut stream, _| {
        let bytes = Arc::clone(&bytes);
        async move {
            if request(&mut stream).await {
                let _ = stream.write_all(&bytes).await;
            }
        }
    })
    .await
}

/// A server that writes a start, and then the same piece for ever.
async fn endless(start: &'static [u8], piece: &'static [u8], pause: Duration) -> String {
    // Without a pause many are written at once.
    let piece: Arc<[u8]> = piece.repeat(if pause.is_zero() { 500 } else { 1 }).into();
    serve(move |mut stream, _| {
        let piece = Arc::clone(&piece);
        async move {
            if request(&mut stream).await && stream.write_all(start).await.is_ok() {
                while stream.write_all(&piece).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
            }
        }
    })
    .await
}

/// Reads a request; whether there was one.
async fn request(stream: &mut TcpStream) -> bool {
    let mut bytes = vec![0; 64 * 1024];
    matches!(stream.read(&mut bytes).await, Ok(1..))
}

/// Holds a connection open without a word.
async fn hang(stream: TcpStream) {
    tokio::time::sleep(2 * BOUND).await;
    drop(stream);
}

fn settings(state: &std::path::Path) -> Settings {
    Settings {
        cases: 16,
        snapshots: SnapshotMode::Off,
        state: Some(state.to_owned()),
        timeout: Duration::from_secs(1),
        ..Settings::default()
    }
}

type Ended = (Told, Result<Summary, RunError>);

async fn run_with(address: &str, operations: usize, change: impl FnOnce(&mut Settings)) -> Ended {
    let state = tempfile::tempdir().expect("a folder");
    let api = document(operations);
    let target = Target::resolve("hostile", &TargetConfig::at(address), &api, &|_| None).expect("it is right");
    let limits = AnswerLimits { head: 16 * 1024, body: 256 * 1024 };
    let transport = Transport::Http(HttpTransport::with_limits(address, limits).expect("a system"));
    let mut settings = settings(state.path());
    change(&mut settings);
    let run = tell(&api, &target, &transport, &settings);
    tokio::time::timeout(BOUND, run).await.expect("the run ends in time")
}

async fn run(address: &str) -> Ended {
    run_with(address, 1, |_| {}).await
}

/// The text without its line breaks.
fn flat(told: &Told) -> String {
    told.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(told: &Told, check: Check, words: &str) -> bool {
    told.failures.iter().any(|failure| failure.finding.check == check && failure.finding.message.contains(words))
}

#[tokio::test]
async fn what_breaks_http_is_a_finding_that_names_the_rule() {
    let head = |lines: &str| format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{lines}\r\n");
    let large = format!("x: {}\r\n", "y".repeat(40_000));
    let many = "a: b\r\n".repeat(2000);
    for (name, bytes, words) in [
        ("two lengths", head("content-length: 2\r\ncontent-length: 3\r\n") + "[]", "RFC 9112 section 6.3"),
        ("no length", head("content-length: -2\r\n") + "[]", "RFC 9112 section 6.3"),
        ("a length that is too great", head("content-length: 9\r\n") + "[]", "RFC 9112 section 8"),
        ("bad chunks", head("transfer-encoding: chunked\r\n") + "zz\r\n[]\r\n0\r\n\r\n", "RFC 9112 section 7.1"),
        ("cut chunks", head("transfer-encoding: chunked\r\n") + "2\r\n[]\r\n", "RFC 9112 section 8"),
        ("a head too large", head(&large) + "[]", "RFC 9110 section 5.4"),
        ("too many headers", head(&many) + "[]", "`answer-headers`"),
        ("NUL in a header", head("x: a\0b\r\ncontent-length: 2\r\n") + "[]", "RFC 9112"),
        ("status 999", "HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n".to_owned(), "RFC 9110 section 15"),
        ("status 099", "HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n".to_owned(), "RFC 9110 section 15"),
        ("204 with a length", "HTTP/1.1 204 No\r\ncontent-length: 2\r\n\r\n[]".to_owned(), "RFC 9110 section 8.6"),
        ("another version", "HTTP/1.7 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(), "RFC 9112"),
    ] {
        let (told, result) = run(&answers(bytes).await).await;
        assert!(result.is_ok(), "{name}: {result:?}");
        assert!(has(&told, Check::Http, words), "{name}: {}", told.text);
    }
}

#[tokio::test]
async fn chunks_beside_a_length_are_a_finding() {
    let bytes = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n\
                 2\r\n[]\r\n0\r\n\r\n";
    let (told, result) = run(&answers(bytes).await).await;
    assert!(result.is_ok(), "{result:?}");
    assert!(has(&told, Check::Http, "RFC 9112 section 6"), "{}", told.text);
}

#[tokio::test]
async fn what_never_was_http_is_unreachable() {
    for bytes in [
        &b""[..],
        b"hello, I answer without a head\n",
        b"\x00\xff\xfe garbage \r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
    ] {
        let (_, result) = run(&answers(bytes).await).await;
        assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_unreachable() {
    let started = Instant::now();
    let (_, result) = run_with(&serve(|stream, _| hang(stream)).await, 5, |_| {}).await;
    assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?}");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_server_that_resets_is_unreachable() {
    let address = serve(|mut stream, _| async move {
        // What is not read makes the close a reset.
        let mut byte = [0];
        let _ = stream.read(&mut byte).await;
    })
    .await;
    let (_, result) = run(&address).await;
    assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?}");
}

#[tokio::test]
async fn a_server_that_hangs_after_three_answers_is_given_up_with_what_was_found() {
    // Each of the five operations is asked twice before the plan, one of them three times.
    let before = 11;
    let address = serve(move |mut stream, requests| async move {
        while request(&mut stream).await {
            if requests.fetch_add(1, Ordering::SeqCst) >= before + 3 {
                return hang(stream).await;
            }
            let _ = stream.write_all(b"HTTP/1.1 418 Odd\r\ncontent-length: 0\r\n\r\n").await;
        }
    })
    .await;
    let started = Instant::now();
    let (told, result) = run_with(&address, 5, |_| {}).await;
    let summary = result.expect("it ends");
    assert_eq!(summary.stopped, Some(StopKind::Gone), "{}", told.text);
    assert_eq!((summary.operations, summary.not_reached), (1, 4));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert!(has(&told, Check::ValidRefused, "418"), "{}", told.text);
    assert!(
        flat(&told).contains("stopped: the target does not answer any more: 3 time-outs in a row"),
        "{}",
        told.text
    );
    assert!(flat(&told).contains("nothing was tested: things1, things2, things3, things4"), "{}", told.text);
    assert_eq!(told.json["stopped"]["kind"], "gone");
}

#[tokio::test]
async fn an_operation_that_hangs_does_not_keep_the_others() {
    let address = serve(|mut stream, _| async move {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = stream.read(&mut bytes).await {
            if bytes[..length].starts_with(b"GET /things0") {
                return hang(stream).await;
            }
            let _ = stream.write_all(RIGHT).await;
        }
    })
    .await;
    // The first operation would be taken for a server that never answers.
    let (told, result) = run_with(&address, 3, |settings| settings.only = Some("things".to_owned())).await;
    assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?} {}", told.text);
    let address = serve(|mut stream, _| async move {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = stream.read(&mut bytes).await {
            if bytes[..length].starts_with(b"GET /things1") {
                return hang(stream).await;
            }
            let _ = stream.write_all(RIGHT).await;
        }
    })
    .await;
    let (told, result) = run_with(&address, 3, |_| {}).await;
    let summary = result.expect("it ends");
    assert_eq!((summary.operations, summary.stopped), (3, None), "{}", told.text);
    assert!(flat(&told).contains("time out, and others do not (limit `timeouts`: 3)"), "{}", told.text);
    let text = flat(&told);
    let last = text.split_once("things2 GET /things2 ").map_or("", |(_, last)| last);
    assert!(last.contains("conform valid"), "{}", told.text);
}

#[tokio::test]
async fn an_answer_that_comes_byte_by_byte_is_a_time_out() {
    let slow = endless(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", b"x", Duration::from_millis(300)).await;
    let started = Instant::now();
    let (told, result) = run(&slow).await;
    assert!(result.is_ok(), "{result:?}");
    assert!(has(&told, Check::NoAnswer, "no answer within 1 s"), "{}", told.text);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[tokio::test]
async fn answers_without_end_are_cut() {
    let now = Duration::ZERO;
    for (name, address, words) in [
        (
            "headers",
            endless(b"HTTP/1.1 200 OK\r\n", b"x-more: yyyyyyyyyyyyyyyyyyyyyyyyyy\r\n", now).await,
            "`answer-head`",
        ),
        ("body", endless(b"HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 4096], now).await, "`answer-size`"),
        (
            "chunks",
            endless(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n", now).await,
            "`answer-size`",
        ),
        ("100", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", now).await, "`answer-size`"),
        ("103", endless(b"", b"HTTP/1.1 103 Early\r\nlink: </x>\r\n\r\n", now).await, "`answer-size`"),
    ] {
        let started = Instant::now();
        let (told, result) = run_with(&address, 1, |settings| settings.timeout = Duration::from_secs(15)).await;
        assert!(result.is_ok(), "{name}: {result:?}");
        assert!(flat(&told).contains(words), "{name}: {}", told.text);
        assert!(started.elapsed() < Duration::from_secs(50), "{name}: {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_large_answer_is_undecided_and_says_the_limit() {
    let body = "x".repeat(300_000);
    let bytes = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let (told, result) = run(&answers(bytes).await).await;
    let summary = result.expect("it ends");
    assert_eq!((summary.conforming, summary.violating), (0, 0), "{}", told.text);
    assert!(
        flat(&told).contains("undecided") && flat(&told).contains("(limit `answer-size`: 262144)"),
        "{}",
        told.text
    );
}

#[tokio::test]
async fn what_is_encoded_is_not_unpacked() {
    let body = "\x1f".repeat(100_000);
    let head = format!("content-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len());
    let bytes = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{head}{body}");
    let (told, result) = run(&answers(bytes).await).await;
    assert!(result.is_ok(), "{result:?}");
    assert!(has(&told, Check::MalformedBody, ""), "{}", told.text);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let address = serve(move |mut stream, _| {
        let counted = Arc::clone(&counted);
        async move {
            while request(&mut stream).await {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ =
                    stream.write_all(b"HTTP/1.1 302 Found\r\nlocation: /things0\r\ncontent-length: 0\r\n\r\n").await;
            }
        }
    })
    .await;
    let (told, result) = run(&address).await;
    let summary = result.expect("it ends");
    assert!(has(&told, Check::UndeclaredStatus, "302"), "{}", told.text);
    // Each request once, and those that make a finding smaller.
    assert!(requests.load(Ordering::SeqCst) < summary.requests + 200, "{requests:?} {summary:?}");
}

#[tokio::test]
async fn a_run_ends_when_its_time_is_over_and_says_what_was_not_tested() {
    let address = serve(|mut stream, _| async move {
        while request(&mut stream).await {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let _ = stream.write_all(RIGHT).await;
        }
    })
    .await;
    let started = Instant::now();
    let limit = Duration::from_secs(2);
    let (told, result) = run_with(&address, 50, |settings| settings.max_time = Some(limit)).await;
    let summary = result.expect("it ends");
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert_eq!(summary.stopped, Some(StopKind::Time), "{}", told.text);
    assert!(summary.requests > 0 && summary.not_reached > 0, "{summary:?}");
    assert_eq!(summary.operations + summary.not_reached, 50);
    assert!(flat(&told).contains("the time of the run is over (limit `max-time`: 2 s)"), "{}", told.text);
}

#[tokio::test]
async fn no_operation_takes_the_time_of_the_others() {
    let address = serve(|mut stream, _| async move {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = stream.read(&mut bytes).await {
            if bytes[..length].starts_with(b"GET /things0") {
                tokio::time::sleep(Duration::from_millis(900)).await;
            }
            let _ = stream.write_all(RIGHT).await;
        }
    })
    .await;
    let limit = Duration::from_millis(1500);
    let (told, result) = run_with(&address, 3, |settings| settings.max_operation_time = Some(limit)).await;
    let summary = result.expect("it ends");
    assert_eq!((summary.operations, summary.stopped), (3, None), "{}", told.text);
    assert!(flat(&told).contains("(limit `max-operation-time`: 1.5 s)"), "{}", told.text);
    let text = flat(&told);
    let last = text.split_once("things2 GET /things2 ").map_or("", |(_, last)| last);
    assert!(last.contains("conform valid"), "{}", told.text);
}
