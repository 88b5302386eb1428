//! A server of bare TCP that answers by a script, in pieces, and keeps what it was sent.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does next with a connection.
pub enum Step {
    /// Sends bytes at once.
    Send(Vec<u8>),
    /// Waits.
    Wait(Duration),
    /// Keeps the connection open, and silent.
    Stall,
}

/// An answer whose body ends where the connection does, in pieces.
pub fn answer(content_type: &str, pieces: &[&str]) -> Vec<Step> {
    let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {content_type}\r\n\r\n");
    let pieces =
        pieces.iter().flat_map(|piece| [Step::Wait(Duration::from_millis(5)), Step::Send(piece.as_bytes().to_vec())]);
    std::iter::once(Step::Send(head.into_bytes())).chain(pieces).collect()
}

/// An answer without a body.
pub fn empty(status: &str) -> Vec<Step> {
    vec![Step::Send(format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").into_bytes())]
}

/// A running server.
pub struct Server {
    /// Its address.
    pub url: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    /// Answers one connection after the other by the script, then none.
    pub async fn start(script: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            for steps in script {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let request = read(&mut stream).await;
                seen.lock().expect("no poison").push(request);
                for step in steps {
                    match step {
                        Step::Send(bytes) => drop(stream.write_all(&bytes).await),
                        Step::Wait(duration) => tokio::time::sleep(duration).await,
                        Step::Stall => std::future::pending().await,
                    }
                }
                let _ = stream.shutdown().await;
            }
        });
        Self { url, requests }
    }

    /// Every request so far, head and body.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().expect("no poison").clone()
    }

    /// The head and the body of the last request; chunks are put together.
    pub fn last(&self) -> (String, Vec<u8>) {
        let request = self.requests().pop().expect("a request");
        let at = find(&request, b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&request[..at]).to_ascii_lowercase();
        let body = request[at + 4..].to_vec();
        let body = if head.contains("transfer-encoding: chunked") { unchunked(&body) } else { body };
        (head, body)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A request up to the end of its body.
async fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
            let length: usize =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            let is_chunked = head.contains("transfer-encoding: chunked");
            let is_read = if is_chunked { bytes.ends_with(b"\r\n0\r\n\r\n") } else { bytes.len() >= at + 4 + length };
            if is_read {
                return bytes;
            }
        }
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return bytes,
        }
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = find(bytes, b"\r\n") {
        let length = usize::from_str_radix(&String::from_utf8_lossy(&bytes[..at]), 16).expect("a length");
        body.extend_from_slice(&bytes[at + 2..at + 2 + length]);
        bytes = &bytes[at + 2 + length + 2..];
    }
    body
}
