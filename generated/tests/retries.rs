//! The client against a server that misbehaves: it tries again where it may, and tells what happened where it may not.

mod common;

use std::time::{Duration, Instant};

use common::{Reply, Server, json, with_headers};
use tybrite::credentials::{Publishable, Secret};
use tybrite::operations::GetThreadMessagesError;
use tybrite::{Client, Config, Error, Key, Retry, Session, TransportError};

const PAGE: &str = r#"{"messages":[],"pagination":{"limit":50,"next_cursor":null,"has_more":false}}"#;
const REFUSAL: &str = r#"{"error":{"code":"server_error","message":"broken"}}"#;
const THREAD: &str = "11111111-1111-4111-8111-111111111111";

fn quick() -> Retry {
    Retry::default().base_delay(Duration::from_millis(2))
}

fn client(server: &Server, retry: Retry) -> Client<Publishable> {
    let key = Key::parse("tybrite_pk_test_abc123").expect("a publishable key");
    let config = Config::new().base_url(&server.url).retry(retry).timeout(Duration::from_millis(400));
    Client::with_config(&key, config).expect("a client")
}

fn session() -> Session {
    Session::new("alice_session_token")
}

#[tokio::test]
async fn each_transient_status_is_tried_again() {
    for status in
        ["429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway", "503 Unavailable", "504 Late"]
    {
        let server = Server::start(vec![json(status, REFUSAL), json("200 OK", PAGE)]).await;
        let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
        assert!(answer.is_ok(), "{status}: {answer:?}");
        assert_eq!(server.requests().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn other_statuses_are_final() {
    let server = Server::start(vec![json("404 Not Found", REFUSAL), json("200 OK", PAGE)]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    let Err(Error::Api(refusal)) = answer else { panic!("{answer:?}") };
    assert!(matches!(refusal.error(), GetThreadMessagesError::NotFound(_)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn two_retries_unless_told_otherwise() {
    let script = || (0..9).map(|_| json("500 Internal Server Error", REFUSAL)).collect();
    let server = Server::start(script()).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    assert_eq!(answer.err().and_then(|error| error.status()).map(|status| status.as_u16()), Some(500));
    assert_eq!(server.requests().len(), 3);

    let server = Server::start(script()).await;
    let answer = client(&server, Retry::off()).get_thread_messages(THREAD, session()).await;
    assert!(answer.is_err());
    assert_eq!(server.requests().len(), 1, "off by one setting");
}

#[tokio::test]
async fn retry_after_is_honoured_in_seconds_and_as_a_date() {
    let seconds = "retry-after: 1\r\ncontent-type: application/json\r\n";
    let date = "date: Wed, 21 Oct 2026 07:28:00 GMT\r\nretry-after: Wed, 21 Oct 2026 07:28:01 GMT\r\n\
                content-type: application/json\r\n";
    for headers in [seconds, date] {
        let server = Server::start(vec![with_headers("429 Slow", headers, REFUSAL), json("200 OK", PAGE)]).await;
        let start = Instant::now();
        let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
        assert!(answer.is_ok(), "{answer:?}");
        assert!(start.elapsed() >= Duration::from_secs(1), "{headers}");
    }
}

#[tokio::test]
async fn a_retry_after_beyond_patience_is_final() {
    let headers = "retry-after: 3600\r\ncontent-type: application/json\r\n";
    let server = Server::start(vec![with_headers("429 Slow", headers, REFUSAL), json("200 OK", PAGE)]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    assert!(matches!(answer.as_ref().map_err(Error::api), Err(Some(GetThreadMessagesError::TooManyRequests(_)))));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_slow_answer_times_out_and_is_tried_again() {
    let late = || Reply::Late(Duration::from_secs(2), String::new());
    let server = Server::start(vec![late(), json("200 OK", PAGE)]).await;
    assert!(client(&server, quick()).get_thread_messages(THREAD, session()).await.is_ok());
    assert_eq!(server.requests().len(), 2);

    let server = Server::start(vec![late()]).await;
    let answer = client(&server, Retry::off()).get_thread_messages(THREAD, session()).await;
    assert!(matches!(&answer, Err(Error::Transport(error)) if error.is_timeout()), "{answer:?}");
}

#[tokio::test]
async fn a_truncated_body_is_tried_again() {
    let truncated = || {
        Reply::Bytes(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{\"mess".to_owned(),
        )
    };
    let server = Server::start(vec![truncated(), json("200 OK", PAGE)]).await;
    assert!(client(&server, quick()).get_thread_messages(THREAD, session()).await.is_ok());

    let server = Server::start(vec![truncated()]).await;
    let answer = client(&server, Retry::off()).get_thread_messages(THREAD, session()).await;
    assert!(matches!(answer, Err(Error::Transport(TransportError::Network(_)))), "{answer:?}");
}

#[tokio::test]
async fn a_closed_connection_is_tried_again() {
    let server = Server::start(vec![Reply::Close, json("200 OK", PAGE)]).await;
    assert!(client(&server, quick()).get_thread_messages(THREAD, session()).await.is_ok());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn another_content_type_and_invalid_json_are_told_with_the_body_kept() {
    let html = with_headers("200 OK", "content-type: text/html\r\n", "<p>maintenance</p>");
    let server = Server::start(vec![html]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    let Err(Error::Decode(error)) = answer else { panic!("{answer:?}") };
    assert!(error.to_string().contains("text/html"), "{error}");
    assert_eq!(error.bytes().as_ref(), b"<p>maintenance</p>");

    let server = Server::start(vec![json("200 OK", "{\"messages\": [")]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    assert!(matches!(answer, Err(Error::Decode(_))), "{answer:?}");
}

#[tokio::test]
async fn a_wrong_field_is_told_with_its_path() {
    let body = PAGE.replace("[]", r#"[{"id":"no uuid"}]"#);
    let server = Server::start(vec![json("200 OK", &body)]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    let Err(Error::Decode(error)) = answer else { panic!("{answer:?}") };
    assert_eq!(error.path(), "messages[0].id");
}

#[tokio::test]
async fn an_undeclared_status_keeps_its_bytes() {
    let server = Server::start(vec![json("418 Teapot", "short and stout")]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    let Err(Error::Unexpected(response)) = answer else { panic!("{answer:?}") };
    assert_eq!((response.status().as_u16(), response.bytes().as_ref()), (418, b"short and stout".as_slice()));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::start(vec![with_headers("302 Found", "location: http://127.0.0.1:1/\r\n", "")]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    assert!(matches!(answer, Err(Error::Unexpected(_))), "{answer:?}");
}

#[tokio::test]
async fn an_answer_beyond_the_bound_is_refused() {
    let server = Server::start(vec![json("200 OK", &PAGE.replace("null", &format!("\"{}\"", "x".repeat(5000))))]).await;
    let key = Key::<Secret>::parse("tybrite_sk_test_abc123").expect("a secret key");
    let config = Config::new().base_url(&server.url).max_body_size(1000);
    let answer = Client::with_config(&key, config).expect("a client").get_thread_messages(THREAD, session()).await;
    assert!(matches!(answer, Err(Error::Transport(TransportError::BodyTooLarge { limit: 1000 }))), "{answer:?}");
}
