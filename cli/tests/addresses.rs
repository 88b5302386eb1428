//! Documents at addresses, as hostile servers send them: slow, endless, compressed, redirecting.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n";

/// A server on this machine, and the heads of the requests that it was sent.
struct Server {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers every request, by its target.
    fn start(answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&heads);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines();
                let head: Vec<String> =
                    lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let target = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(head.join("\n"));
                // Who has read enough closes the connection.
                let _ = answer(&target, &mut stream);
            }
        });
        Self { address, heads }
    }

    fn at(&self, target: &str) -> String {
        format!("{}{target}", self.address)
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) -> std::io::Result<()> {
    let length = body.len();
    stream.write_all(format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n").as_bytes())?;
    stream.write_all(body)
}

fn redirect(stream: &mut TcpStream, location: &str) -> std::io::Result<()> {
    send(stream, &format!("302 Found\r\nlocation: {location}"), b"")
}

fn check(words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    for proxy in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(proxy);
    }
    let Output { status, stdout, stderr } = command.arg("check").args(words).output().expect("it runs");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

/// Refused, with a reason.
fn refused(words: &[&str], reason: &str) {
    let (code, shown) = check(words);
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains(reason), "{reason}: {shown}");
}

#[test]
fn redirects_are_followed_and_what_is_relative_is_relative_to_the_last() {
    let server = Server::start(|target, stream| match target {
        "/latest?token=t1" => redirect(stream, "/v2/openapi.yaml"),
        "/v2/openapi.yaml" => {
            let schemas = "components:\n  schemas:\n    A: {$ref: 'parts/a.yaml'}\n";
            send(stream, "200 OK", format!("{DOCUMENT}{schemas}").as_bytes())
        }
        "/v2/parts/a.yaml" => send(stream, "200 OK", b"type: string"),
        _ => send(stream, "404 Not Found", b""),
    });
    let (code, shown) = check(&[&server.at("/latest?token=t1")]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("/latest?token=***: 0 operations, 1 named schema, 0 errors, 0 warnings"), "{shown}");
    let heads = server.heads();
    assert_eq!(heads.len(), 3, "{heads:?}");
    let later = heads[1..].join("\n").to_ascii_lowercase();
    assert!(!later.contains("referer") && !later.contains("t1"), "{later}");
    assert!(!heads.join("\n").to_ascii_lowercase().contains("accept-encoding"), "{heads:?}");
}

#[test]
fn a_loop_of_redirects_ends() {
    let server = Server::start(|target, stream| redirect(stream, &format!("{target}x")));
    refused(&[&server.at("/")], "the server redirects more than 10 times");
    assert_eq!(server.heads().len(), 11);
}

#[test]
fn nothing_is_redirected_to_another_local_address_unless_that_is_allowed() {
    let other = Server::start(|_, stream| send(stream, "200 OK", DOCUMENT.as_bytes()));
    let target = other.at("/openapi.yaml");
    let redirecting = target.clone();
    let server = Server::start(move |_, stream| redirect(stream, &redirecting));
    let secret = server.address.replace("http://", "http://ann:pw@") + "/?token=t1";
    refused(&[&secret], &format!("--allow-ref {target}"));
    assert!(other.heads().is_empty());
    let (_, shown) = check(&[&secret]);
    assert!(!shown.contains("pw") && !shown.contains("t1"), "{shown}");
    let (code, shown) = check(&["--allow-ref", &target, &secret]);
    assert_eq!(code, Some(0), "{shown}");
    let told = other.heads().join("\n").to_ascii_lowercase();
    assert!(!told.contains("authorization") && !told.contains("t1") && !told.contains("referer"), "{told}");
    assert!(server.heads()[0].to_ascii_lowercase().contains("authorization: basic"), "{:?}", server.heads());
}

#[test]
fn a_redirect_to_a_file_is_no_document() {
    let server = Server::start(|_, stream| redirect(stream, "file:///etc/passwd"));
    refused(&[&server.at("/")], "`file:///etc/passwd`, which is not an http or https address");
}

#[test]
fn a_local_document_asks_no_local_server() {
    let server = Server::start(|_, stream| send(stream, "200 OK", b"type: string"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("openapi.yaml");
    let reference = server.at("/a.yaml");
    std::fs::write(&file, format!("{DOCUMENT}components:\n  schemas:\n    A: {{$ref: '{reference}'}}\n"))
        .expect("written");
    let file = file.to_string_lossy();
    refused(&[&file], &format!("--allow-ref {reference}"));
    assert!(server.heads().is_empty());
    let (code, shown) = check(&[&file, "--allow-ref", &reference]);
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(server.heads().len(), 1);
}

#[test]
fn what_is_compressed_is_not_read() {
    let server = Server::start(|_, stream| send(stream, "200 OK\r\ncontent-encoding: gzip", &[0x1f, 0x8b, 8, 0, 0, 0]));
    refused(&[&server.at("/")], "with `content-encoding: gzip`, which was not requested");
}

#[test]
fn an_endless_body_ends_at_the_largest_size() {
    let server = Server::start(|target, stream| {
        let begin = match target {
            "/announced" => "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
        };
        stream.write_all(begin.as_bytes())?;
        let block = vec![b' '; 1 << 20];
        loop {
            stream.write_all(&block)?;
        }
    });
    refused(&[&server.at("/announced")], "it is larger than 128 MiB");
    refused(&[&server.at("/")], "it is larger than 128 MiB");
}

/// As slow as a server can be that keeps a connection busy. It takes a minute: run with `--ignored`, as `test --full` does.
#[test]
#[ignore = "it takes the minute that a server may take"]
fn a_byte_a_second_ends_after_a_minute() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
        loop {
            stream.write_all(b" ")?;
            stream.flush()?;
            thread::sleep(Duration::from_secs(1));
        }
    });
    let before = Instant::now();
    refused(&[&server.at("/")], "the server takes longer than 60 seconds");
    assert!(before.elapsed() < Duration::from_secs(75), "{:?}", before.elapsed());
}
