//! Servers that misbehave: every one of them ends in a finding or a named error, and none in a panic or a wait.

mod support;

use support::tell_of_address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use trueline_conformance::RunError;
use trueline_conformance::check::Check;

/// A server that reads a request and writes the same bytes each time, then closes.
async fn server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut bytes = vec![0; 256 * 1024];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(answer).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_server_that_closes_every_connection_speaks_no_http() {
    let state = tempfile::tempdir().expect("a folder");
    let (_, result) = tell_of_address(&server(b"").await, state.path()).await;
    assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?}");
}

#[tokio::test]
async fn a_server_of_another_protocol_speaks_no_http() {
    let state = tempfile::tempdir().expect("a folder");
    let (_, result) = tell_of_address(&server(b"SSH-2.0-OpenSSH_9.9\r\n").await, state.path()).await;
    assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?}");
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unreachable() {
    let state = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let (_, result) = tell_of_address(&address, state.path()).await;
    assert!(matches!(result, Err(RunError::Unreachable { .. })), "{result:?}");
}

#[tokio::test]
async fn credentials_that_are_refused_everywhere_are_told() {
    let state = tempfile::tempdir().expect("a folder");
    let answer = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (_, result) = tell_of_address(&server(answer).await, state.path()).await;
    assert!(matches!(result, Err(RunError::CredentialsRefused { .. })), "{result:?}");
}

#[tokio::test]
async fn answers_of_another_kind_are_findings() {
    for (answer, check) in [
        (
            &b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhtml"[..],
            Check::ContentType,
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1\r\nconnection: close\r\n\r\n{",
            Check::MalformedBody,
        ),
        (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n", Check::MalformedBody),
        (b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", Check::ServerError),
        (
            b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Check::UndeclaredStatus,
        ),
    ] {
        let state = tempfile::tempdir().expect("a folder");
        let (told, result) = tell_of_address(&server(answer).await, state.path()).await;
        assert!(result.is_ok(), "{result:?}");
        assert!(told.failures.iter().any(|failure| failure.finding.check == check), "{check}: {}", told.text);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_a_finding() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut count = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            count += 1;
            let answer: &[u8] = if count == 1 {
                b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            } else {
                b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nbroken off"
            };
            tokio::spawn(async move {
                let mut bytes = vec![0; 256 * 1024];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(answer).await;
            });
        }
    });
    let state = tempfile::tempdir().expect("a folder");
    let (told, result) = tell_of_address(&address, state.path()).await;
    assert!(result.is_ok(), "{result:?}");
    assert!(told.failures.iter().any(|failure| failure.finding.check == Check::Http), "{}", told.text);
}
