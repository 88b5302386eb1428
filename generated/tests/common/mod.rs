//! A server of bare TCP that answers by a script, however wrong, and keeps what it was sent.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::future::pending;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one connection.
pub enum Reply {
    /// Sends these bytes and closes.
    Bytes(String),
    /// Sends these bytes and keeps the connection open without another.
    Stall(String),
    /// Closes without a word.
    Close,
}

/// A reply of a status with a JSON body.
pub fn json(status: &str, body: &str) -> Reply {
    with_headers(status, "content-type: application/json\r\n", body)
}

/// A reply of a status with headers, each ended by `\r\n`, and a body.
pub fn with_headers(status: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
}

/// The first bytes of an answer whose body is longer.
pub fn beginning() -> String {
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{\"mess".to_owned()
}

/// A running server.
pub struct Server {
    /// Its address.
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers one connection after the other by the script, then none.
    pub async fn start(script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut stalled = Vec::new();
            for reply in script {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let request = read(&mut stream).await;
                seen.lock().expect("no poison").push(request);
                match reply {
                    Reply::Bytes(text) => send(&mut stream, &text).await,
                    Reply::Stall(text) => {
                        let _ = stream.write_all(text.as_bytes()).await;
                        stalled.push(stream);
                    }
                    Reply::Close => {}
                }
            }
            if !stalled.is_empty() {
                pending::<()>().await;
            }
        });
        Self { url, requests }
    }

    /// Every request so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no poison").clone()
    }
}

async fn send(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// A request up to the end of its body.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return text,
        }
    }
}
