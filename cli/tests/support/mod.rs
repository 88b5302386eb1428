//! Runs of `trueline conform` against servers of few lines.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What came of a run: its exit code, and all that it wrote on one line.
pub struct Ended {
    pub code: Option<i32>,
    pub text: String,
}

/// Operations without parameters whose answers are texts.
pub fn document(operations: usize) -> String {
    let answer = "responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}}}";
    let path = |index| format!("  /things{index}: {{get: {{operationId: things{index}, {answer}}}}}\n");
    let paths: String = (0..operations).map(path).collect();
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}")
}

/// Runs `trueline conform` with a document in a folder.
pub fn conform(folder: &Path, document: &str, words: &[&str]) -> Ended {
    let file = folder.join("api.yaml");
    std::fs::write(&file, document).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    for name in ["http_proxy", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.arg("conform").arg(&file).arg("--state").arg(folder.join("state")).args(words);
    let output = command.output().expect("it runs");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ended { code: output.status.code(), text }
}

/// A server on a free port that writes an answer for the number of a request; nothing leaves the request without one.
pub fn serve(answer: impl Fn(usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (answer, requests) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (answer, requests) = (Arc::clone(&answer), Arc::clone(&requests));
            std::thread::spawn(move || connection(stream, &*answer, &requests));
        }
    });
    address
}

fn connection(mut stream: TcpStream, answer: &dyn Fn(usize) -> Option<Vec<u8>>, requests: &AtomicUsize) {
    let mut bytes = [0; 8 * 1024];
    // No request of these documents has a body, and each comes in one piece.
    while let Ok(1..) = stream.read(&mut bytes) {
        let Some(answer) = answer(requests.fetch_add(1, Ordering::SeqCst)) else {
            std::thread::sleep(Duration::from_secs(600));
            return;
        };
        let refusal = b"HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\ncontent-length: 0\r\n\r\n";
        let written = stream.write_all(if bytes.starts_with(b"GET ") { &answer } else { refusal });
        if written.is_err() {
            return;
        }
    }
}
