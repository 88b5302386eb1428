//! HTTP/2: every request that HTTP/1.1 carries is carried, what cannot be is said, and servers that leave, refuse or lie are
//! distinguished.

#[path = "support/served.rs"]
mod served;
mod support;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use served::{Run, Server, listen, run, run_with, target, transport};
use support::{fixture, messaging, settings, tell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trueline_conformance::RunError;
use trueline_conformance::check::Check;
use trueline_conformance::mock::Mock;
use trueline_conformance::report::Summary;
use trueline_conformance::target::{HeaderConfig, NetworkConfig, Setting, Target, TargetConfig};
use trueline_conformance::transport::{AnswerLimits, HttpTransport, Transport};

fn http2() -> NetworkConfig {
    NetworkConfig { http2_prior_knowledge: true, ..NetworkConfig::default() }
}

#[tokio::test]
async fn http2_is_spoken_at_once_where_it_is_known() {
    let server = Server::default();
    let address = server.plain(true).await;
    let fine = run(&address, http2()).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
    assert_eq!(server.versions(), [Version::HTTP_2]);
    let seen = Arc::new(AtomicUsize::new(0));
    let (counter, own) = (Arc::clone(&seen), target(&address, http2(), &[]));
    let observed = transport(&own).expect("it can be tried").observed(move |exchange| {
        assert_eq!(exchange.version, "HTTP/2", "so a HAR says");
        counter.fetch_add(1, Ordering::SeqCst);
    });
    assert!(run_with(&own, &observed, |_| {}).await.is_fine() && seen.load(Ordering::SeqCst) > 10);
    let old = Server::default();
    let refused = run(&old.plain(false).await, http2()).await;
    assert!(matches!(refused.result, Err(RunError::Unreachable { .. })), "{}", refused.told.text);
    assert!(refused.error().contains("it says nothing to HTTP/2 without TLS"), "{}", refused.error());
    let other =
        run(&by_hand_in(Vec::new(), b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_vec()).await, http2())
            .await;
    assert!(matches!(other.result, Err(RunError::Unreachable { .. })), "{}", other.told.text);
    assert!(other.error().contains("answers in HTTP/1, and HTTP/2 is spoken to it"), "{}", other.error());
    let unknown = run(&address, NetworkConfig::default()).await;
    assert!(unknown.result.is_err() || !unknown.is_fine(), "HTTP/1.1 is not what it speaks");
}

/// A run of this repository's document against its mock, in a version of HTTP.
async fn mocked(is_http2: bool) -> (Summary, Vec<(String, String)>) {
    let (api, state) = (messaging(), tempfile::tempdir().expect("a folder"));
    let mock = Mock::new(Arc::clone(&api), fixture())
        .with_faults(vec!["ignore=query.limit/maximum".parse().expect("a fault")]);
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (stream, service) = (TokioIo::new(stream), TowerToHyperService::new(mock.clone()));
            tokio::spawn(async move {
                if is_http2 {
                    let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                    let _ = server.serve_connection(stream, service).await;
                } else {
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await;
                }
            });
        }
    });
    let network = if is_http2 { http2() } else { NetworkConfig::default() };
    let base_url = format!("http://{address}");
    let config = TargetConfig { base_url: Setting::from(base_url.as_str()), network, ..fixture().as_target() };
    let target = Target::resolve("mocked", &config, &api, &|_| None).expect("it is right");
    let transport = transport(&target).expect("it can be tried");
    let (told, summary) = Box::pin(tell(&api, &target, &transport, &settings(state.path()))).await;
    let failures = told.failures.iter().map(|failure| (failure.class.to_string(), failure.finding.message.to_string()));
    (summary.expect("a result"), failures.collect())
}

#[tokio::test]
async fn the_same_requests_have_the_same_verdicts() {
    let (old, new) = (mocked(false).await, mocked(true).await);
    assert_eq!(old, new);
    assert!(new.0.requests > 400 && !new.1.is_empty(), "{:?}", new.0);
}

#[tokio::test]
async fn what_http2_cannot_carry_is_said() {
    let server = Server::default();
    let address = server.plain(true).await;
    let with = |name: &str| {
        let headers = [(name.to_owned(), HeaderConfig::Whole(Setting::from("five")))].into_iter().collect();
        let config = TargetConfig { network: http2(), headers, ..TargetConfig::at(&address) };
        Target::resolve("network", &config, &served::document(""), &|_| None).expect("it is right")
    };
    let keeping = with("Keep-Alive");
    let undecided = run_with(&keeping, &transport(&keeping).expect("it can be tried"), |_| {}).await;
    let summary = undecided.result.as_ref().expect("nothing is wrong");
    assert_eq!((summary.undecided, summary.failures), (summary.requests, 0));
    let text = undecided.told.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reason = "HTTP/2, in which no request has the header `keep-alive` (RFC 9113 section 8.2.2); --http1.1 sends it";
    assert!(text.contains(reason), "{text}");
    assert_eq!(server.came().len(), 0, "nothing is sent that is not what it is meant to be");

    let headers = [("Host".to_owned(), HeaderConfig::Whole(Setting::from("other.example")))].into_iter().collect();
    let config = TargetConfig { network: http2(), headers, ..TargetConfig::at(&address) };
    let named = Target::resolve("network", &config, &served::document(""), &|_| None).expect("it is right");
    let fine = run_with(&named, &transport(&named).expect("it can be tried"), |_| {}).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
    let came = server.came();
    assert!(came.iter().all(|came| came.uri.starts_with("http://other.example/things")), "{:?}", came[0]);
}

/// A server of HTTP/2 that answers so many requests of each connection, and leaves.
async fn leaving(most: usize) -> String {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (count, server) = (Arc::new(AtomicUsize::new(0)), Server::default());
                let full = Arc::new(tokio::sync::Notify::new());
                let (counter, filled) = (Arc::clone(&count), Arc::clone(&full));
                let service = service_fn(move |request: Request<Incoming>| {
                    if counter.fetch_add(1, Ordering::SeqCst) + 1 == most {
                        filled.notify_one();
                    }
                    let answer = server.answer(&request);
                    async move { Ok::<_, Infallible>(answer) }
                });
                let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                let mut connection = std::pin::pin!(server.serve_connection(TokioIo::new(stream), service));
                tokio::select! {
                    _ = connection.as_mut() => {}
                    () = full.notified() => {
                        connection.as_mut().graceful_shutdown();
                        let _ = connection.await;
                    }
                }
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_server_that_leaves_after_some_requests_is_asked_anew() {
    let fine = run(&leaving(5).await, http2()).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
}

/// A server of HTTP/2 that refuses some streams before it looks at them.
async fn refusing(is_refused: fn(usize) -> bool) -> (String, Arc<AtomicUsize>) {
    let (listener, address) = listen().await;
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        let server = Server::default();
        while let Ok((stream, _)) = listener.accept().await {
            let (counter, server) = (Arc::clone(&counter), server.clone());
            tokio::spawn(async move {
                let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    if is_refused(counter.fetch_add(1, Ordering::SeqCst)) {
                        respond.send_reset(h2::Reason::REFUSED_STREAM);
                        continue;
                    }
                    let (head, body) = server.answer(&request).into_parts();
                    let bytes: Bytes = http_body_util::BodyExt::collect(body).await.expect("it is whole").to_bytes();
                    if let Ok(mut stream) = respond.send_response(Response::from_parts(head, ()), false) {
                        let _ = stream.send_data(bytes, true);
                    }
                }
            });
        }
    });
    (format!("http://{address}"), count)
}

#[tokio::test]
async fn a_request_that_a_server_has_not_looked_at_is_sent_again() {
    let (address, count) = refusing(|number| number % 3 == 1).await;
    let fine = run(&address, http2()).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
    assert!(count.load(Ordering::SeqCst) > fine.result.expect("a result").requests);
    let (address, count) = refusing(|_| true).await;
    let never = run(&address, http2()).await;
    assert!(!never.is_fine() && never.told.failures.iter().any(|failure| failure.finding.check == Check::NoAnswer));
    assert!(count.load(Ordering::SeqCst) < 2000, "each is sent again three times at most");
}

/// A server of HTTP/2 whose frames are written by hand: settings, and these bytes for each connection's first request.
async fn by_hand(answer: Vec<u8>) -> String {
    by_hand_in(vec![0, 0, 0, 4, 0, 0, 0, 0, 0], answer).await
}

/// The same with its first bytes.
async fn by_hand_in(start: Vec<u8>, answer: Vec<u8>) -> String {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (start, answer) = (start.clone(), answer.clone());
            tokio::spawn(async move { hand_written(&mut stream, &start, &answer).await });
        }
    });
    format!("http://{address}")
}

async fn hand_written(stream: &mut TcpStream, start: &[u8], answer: &[u8]) {
    let mut bytes = vec![0; 16 * 1024];
    let _ = stream.write_all(start).await;
    // The preface and the settings come first, in one piece or several; what a request is made of comes with them or after.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let _ = stream.read(&mut bytes).await;
    let _ = stream.write_all(answer).await;
    while matches!(stream.read(&mut bytes).await, Ok(1..)) {}
}

async fn answered(answer: Vec<u8>) -> Run {
    let target = target(&by_hand(answer).await, http2(), &[]);
    let transport = transport(&target).expect("it can be tried");
    run_with(&target, &transport, |settings| (settings.cases, settings.timeout) = (2, Duration::from_millis(300))).await
}

#[tokio::test]
async fn what_breaks_http2_is_a_finding_that_names_the_rule() {
    // Data on stream 0 (section 6.1), headers on a stream that nobody opened (5.1), and a frame that is too large (4.2).
    for answer in
        [vec![0, 0, 1, 0, 0, 0, 0, 0, 0, 0], vec![0, 0, 0, 1, 4, 0, 0, 0, 99], vec![255, 255, 255, 0, 0, 0, 0, 0, 1]]
    {
        let told = answered(answer.clone()).await;
        let found = told.told.failures.iter().find(|failure| failure.finding.check == Check::Http);
        let found = found.unwrap_or_else(|| panic!("{answer:?}: {}{}", told.error(), told.told.text));
        assert!(found.finding.message.contains("RFC 9113"), "{}", found.finding.message.to_string());
    }
    // A stream that the server resets (section 6.4) is none.
    let reset = answered(vec![0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2]).await;
    assert!(reset.told.failures.iter().all(|failure| failure.finding.check == Check::NoAnswer), "{}", reset.told.text);
}

#[tokio::test]
async fn an_answer_of_http2_is_read_as_far_as_any() {
    let large = service_fn(|request: Request<Incoming>| async move {
        // An answer to HEAD that has data breaks HTTP/2.
        let size = if request.method() == "HEAD" { 0 } else { 3 << 20 };
        let body = Bytes::from(vec![b' '; size]);
        Ok::<_, Infallible>(
            Response::builder().header("content-type", "application/json").body(Full::new(body)).expect("one"),
        )
    });
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            tokio::spawn(server.serve_connection(TokioIo::new(stream), large));
        }
    });
    let target = target(&format!("http://{address}"), http2(), &[]);
    let limits = AnswerLimits { head: 16 * 1024, body: 256 * 1024 };
    let transport = HttpTransport::on_network(&target.base_url, &target.network, limits).expect("it can be tried");
    let told = run_with(&target, &Transport::Http(transport), |settings| settings.cases = 4).await;
    let summary = told.result.expect("a result");
    assert_eq!((summary.undecided, summary.failures), (summary.requests - summary.conforming, 0), "{}", told.told.text);
    assert!(summary.undecided > 20 && summary.conforming <= 2, "{}", told.told.text);
    assert!(told.told.text.contains("answer-size"), "{}", told.told.text);
}
