//! A stream of events that is idle is an answer: it ends when its server wants.

mod support;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use support::{api_of, settings, tell};
use trueline_conformance::Settings;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /events:
    get:
      operationId: events
      responses: {'200': {description: d, content: {text/event-stream: {schema: {type: string}}}}}
";

/// Sends one event to everybody, and leaves the stream open.
fn idle(mut stream: TcpStream) {
    let mut bytes = [0; 8 * 1024];
    while let Ok(1..) = stream.read(&mut bytes) {
        let refused = "HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\ncontent-length: 0\r\n\r\n";
        let events = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n";
        let is_read = bytes.starts_with(b"GET ");
        if stream.write_all(if is_read { events } else { refused }.as_bytes()).is_err() {
            return;
        }
        if is_read {
            std::thread::sleep(Duration::from_secs(600));
        }
    }
}

#[tokio::test]
async fn an_idle_stream_is_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || idle(stream));
        }
    });
    let api = api_of(DOCUMENT);
    let target = Target::resolve("local", &TargetConfig::at(&address), &api, &|_| None).expect("it is right");
    let transport = Transport::Http(HttpTransport::new(&target.base_url).expect("an address"));
    let state = tempfile::tempdir().expect("a folder");
    let settings = Settings { cases: 1, timeout: Duration::from_secs(20), ..settings(state.path()) };
    let (told, result) = Box::pin(tell(&api, &target, &transport, &settings)).await;
    let summary = result.expect("it has a result");
    assert_eq!((summary.succeeded, summary.failures, summary.noted), (1, 0, 0), "{}", told.text);
}
