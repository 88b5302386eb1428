//! `trueline mock` with clients that mean it no good, and its limits by their flags.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");
const NEW: &str = r#"{"customer_name":"A","customer_email":"a@example.org","subject":"s","message":"hello"}"#;

/// A mock in another process, ended by its own id.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(words: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
        command.args(["mock", DOCUMENT, "--addr", "127.0.0.1:0"]).args(words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.split_whitespace().find_map(|word| word.strip_prefix("http://")).expect("an address");
        let address = address.trim_end_matches(';').to_owned();
        Self { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        stream
    }

    fn send(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Sends a signal, waits for the end, and gives the exit code, what it took, and what was said.
    fn end(mut self, signal: &str) -> (Option<i32>, Duration, String) {
        let id = self.child.id().to_string();
        let began = Instant::now();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill is there").success());
        while self.child.try_wait().expect("a child").is_none() && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let took = began.elapsed();
        let code = self.child.try_wait().expect("a child").and_then(|status| status.code());
        let _ = self.child.kill();
        let mut said = String::new();
        self.child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        (code, took, said)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn half_sent_requests_do_not_survive_a_signal() {
    for signal in ["-INT", "-TERM"] {
        let served = Served::start(&["--grace", "0.3"]);
        let (mut head, mut body) = (served.connect(), served.connect());
        head.write_all(b"GET /v1 HTTP/1.1\r\nho").expect("sent");
        let half = "POST /v1/messaging/conversations HTTP/1.1\r\nhost: h\r\ncontent-length: 99\r\n\r\n{";
        body.write_all(half.as_bytes()).expect("sent");
        std::thread::sleep(Duration::from_millis(100));
        let (code, took, _) = served.end(signal);
        assert_eq!(code, Some(0), "{signal}");
        assert!(took < Duration::from_secs(5), "{signal} {took:?}");
    }
}

#[test]
fn what_is_forgotten_is_reported_once() {
    let served = Served::start(&["--max-resources", "2"]);
    let length = NEW.len();
    let create = format!(
        "POST /v1/messaging/conversations HTTP/1.1\r\nhost: h\r\nauthorization: Bearer tybrite_sk_test_abc123\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{NEW}"
    );
    let threads: Vec<String> = (0..5)
        .map(|_| {
            let answer = served.send(&create);
            let id = answer.split(r#""thread":{"id":""#).nth(1).and_then(|rest| rest.split('"').next());
            id.unwrap_or_else(|| panic!("{answer}")).to_owned()
        })
        .collect();
    let read = |id: &String| {
        let request = format!(
            "GET /v1/messaging/threads/{id}/messages HTTP/1.1\r\nhost: h\r\n\
             authorization: Bearer tybrite_sk_test_abc123\r\nx-auth-token: alice_session_token\r\n\
             connection: close\r\n\r\n"
        );
        served.send(&request)[9..12].to_owned()
    };
    assert_eq!(threads.iter().map(read).collect::<Vec<_>>(), ["404", "404", "404", "200", "200"]);
    let (code, _, said) = served.end("-TERM");
    assert_eq!(code, Some(0));
    assert_eq!(said.matches("note: the oldest of what was created is forgotten").count(), 1, "{said}");
}

#[test]
fn limits_are_set_by_their_flags() {
    let words = ["--max-body", "10", "--max-target", "40", "--max-headers", "5", "--head-timeout", "0.3"];
    let served = Served::start(&words);
    let status = |request: &str| served.send(request).get(9..12).map(str::to_owned);
    let post = "POST /v1/messaging/conversations HTTP/1.1\r\nhost: h\r\nconnection: close\r\n";
    assert_eq!(status(&format!("{post}content-length: 11\r\n\r\n")).as_deref(), Some("413"));
    let long = format!("GET /{} HTTP/1.1\r\nhost: h\r\n\r\n", "a".repeat(40));
    assert_eq!(status(&long).as_deref(), Some("414"));
    assert_eq!(status(&format!("{post}a: 1\r\nb: 1\r\nc: 1\r\nd: 1\r\n\r\n")).as_deref(), Some("431"));
    assert_eq!(status("GET / HT"), None, "it is closed");
    for (flag, value) in [("--workers", "0"), ("--grace", "-1"), ("--grace", "nan"), ("--max-connections", "0")] {
        let word = format!("{flag}={value}");
        let output = Command::new(env!("CARGO_BIN_EXE_trueline")).args(["mock", DOCUMENT, &word]).output();
        assert_eq!(output.expect("it starts").status.code(), Some(2), "{word}");
    }
}
