//! The client against a server that misbehaves: it tries again where it may, and tells what happened where it may not.

mod common;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Reply, Server, beginning, json, with_headers};
use tybrite::credentials::{Publishable, Secret};
use tybrite::models::NewConversation;
use tybrite::operations::GetThreadMessagesError;
use tybrite::{Client, Config, Error, FailureEvent, Hook, Key, ResponseEvent, Retry, Session, TransportError};

const PAGE: &str = r#"{"messages":[],"pagination":{"limit":50,"next_cursor":null,"has_more":false}}"#;
const REFUSAL: &str = r#"{"error":{"code":"server_error","message":"broken"}}"#;
const THREAD: &str = "11111111-1111-4111-8111-111111111111";

fn quick() -> Retry {
    Retry::default().base_delay(Duration::from_millis(2))
}

fn client(server: &Server, retry: Retry) -> Client<Publishable> {
    with_config(server, Config::new().retry(retry))
}

fn with_config(server: &Server, config: Config) -> Client<Publishable> {
    let key = Key::parse("tybrite_pk_test_abc123").expect("a publishable key");
    Client::with_config(&key, config.base_url(&server.url)).expect("a client")
}

/// How long the client waits after each attempt, where it makes another.
#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<Option<Duration>>>>);

impl Waits {
    fn push(&self, wait: Option<Duration>) {
        self.0.lock().expect("no poison").push(wait);
    }

    fn all(&self) -> Vec<Option<Duration>> {
        self.0.lock().expect("no poison").clone()
    }
}

impl Hook for Waits {
    fn on_response(&self, response: &ResponseEvent<'_>) {
        self.push(response.retry_in);
    }

    fn on_failure(&self, failure: &FailureEvent<'_>) {
        self.push(failure.retry_in);
    }
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
    for (status, headers) in [("429 Slow", seconds), ("503 Unavailable", date)] {
        let server = Server::start(vec![with_headers(status, headers, REFUSAL), json("200 OK", PAGE)]).await;
        let waits = Waits::default();
        let client = with_config(&server, Config::new().retry(quick()).hook(waits.clone()));
        let start = Instant::now();
        let answer = client.get_thread_messages(THREAD, session()).await;
        assert!(answer.is_ok(), "{answer:?}");
        assert!(start.elapsed() >= Duration::from_secs(1), "{headers}");
        assert_eq!(waits.all(), [Some(Duration::from_secs(1)), None], "{headers}");
    }
}

#[tokio::test]
async fn a_retry_after_that_says_nothing_leaves_the_wait_to_the_client() {
    let date = "date: Wed, 21 Oct 2026 07:28:00 GMT\r\nretry-after: Wed, 21 Oct 2026 07:27:00 GMT";
    for (headers, at_once) in
        [("retry-after: soon", false), ("retry-after: -5", false), ("retry-after: 0", true), (date, true)]
    {
        let lines = format!("{headers}\r\ncontent-type: application/json\r\n");
        let server = Server::start(vec![with_headers("429 Slow", &lines, REFUSAL), json("200 OK", PAGE)]).await;
        let waits = Waits::default();
        let client = with_config(&server, Config::new().retry(quick()).hook(waits.clone()));
        assert!(client.get_thread_messages(THREAD, session()).await.is_ok(), "{headers}");
        let wait = waits.all()[0].expect("another attempt");
        assert!(wait <= Duration::from_millis(2), "{headers}: {wait:?}");
        assert_eq!(wait == Duration::ZERO, at_once, "{headers}: {wait:?}");
    }
}

#[tokio::test]
async fn the_wait_doubles_with_jitter_up_to_its_bound() {
    let server = Server::start((0..5).map(|_| Reply::Close).collect()).await;
    let waits = Waits::default();
    let retry =
        Retry::default().max_retries(4).base_delay(Duration::from_millis(8)).max_delay(Duration::from_millis(20));
    let client = with_config(&server, Config::new().retry(retry).hook(waits.clone()));
    assert!(client.get_thread_messages(THREAD, session()).await.is_err());
    let waits = waits.all();
    assert_eq!(waits.len(), 5);
    for (wait, bound) in waits.iter().zip([8, 16, 20, 20]) {
        let (wait, bound) = (wait.expect("another attempt"), Duration::from_millis(bound));
        assert!(bound / 2 <= wait && wait <= bound, "{wait:?} of {bound:?}");
    }
    assert_eq!(waits[4], None);
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
    for begun in [String::new(), beginning()] {
        let patience = |milliseconds| Config::new().timeout(Duration::from_millis(milliseconds));
        let server = Server::start(vec![Reply::Stall(begun.clone())]).await;
        let client = with_config(&server, patience(50).retry(Retry::off()));
        let answer = client.get_thread_messages(THREAD, session()).await;
        assert!(matches!(&answer, Err(Error::Transport(error)) if error.is_timeout()), "{begun:?}: {answer:?}");

        // More answers than are needed, so that a machine that is slow itself does no harm.
        let mut script = vec![Reply::Stall(begun.clone())];
        script.extend((0..5).map(|_| json("200 OK", PAGE)));
        let server = Server::start(script).await;
        let client = with_config(&server, patience(500).retry(quick().max_retries(5)));
        let answer = client.get_thread_messages(THREAD, session()).await;
        assert!(answer.is_ok(), "{begun:?}: {answer:?}");
        assert!(server.requests().len() > 1, "{begun:?}");
    }
}

#[tokio::test]
async fn a_truncated_body_is_tried_again() {
    let chunked =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n6\r\n{\"mess\r\n";
    for truncated in [beginning(), chunked.to_owned()] {
        let server = Server::start(vec![Reply::Bytes(truncated.clone()), json("200 OK", PAGE)]).await;
        assert!(client(&server, quick()).get_thread_messages(THREAD, session()).await.is_ok());
        assert_eq!(server.requests().len(), 2);

        let server = Server::start(vec![Reply::Bytes(truncated)]).await;
        let answer = client(&server, Retry::off()).get_thread_messages(THREAD, session()).await;
        let Err(Error::Transport(error)) = answer else { panic!("{answer:?}") };
        assert!(matches!(error.cause(), TransportError::Network(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_creation_whose_answer_is_cut_off_is_not_made_twice() {
    let key = Key::<Secret>::parse("tybrite_sk_test_abc123").expect("a secret key");
    for (idempotency_key, requests) in [(None, 1), (Some("k-1"), 3)] {
        let server = Server::start((0..3).map(|_| Reply::Bytes(beginning())).collect()).await;
        let config = Config::new().base_url(&server.url).retry(quick());
        let client = Client::with_config(&key, config).expect("a client");
        let mut call = client.create_conversation(
            NewConversation::builder()
                .customer_name("Ada")
                .customer_email("ada@example.com")
                .subject("Size")
                .message("Blue?")
                .build(),
        );
        if let Some(key) = idempotency_key {
            call = call.idempotency_key(key);
        }
        let answer = call.await;
        assert!(matches!(answer, Err(Error::Transport(_))), "{answer:?}");
        assert_eq!(server.requests().len(), requests);
    }
}

#[tokio::test]
async fn a_closed_connection_is_tried_again() {
    let server = Server::start(vec![Reply::Close, json("200 OK", PAGE)]).await;
    assert!(client(&server, quick()).get_thread_messages(THREAD, session()).await.is_ok());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn another_content_type_is_told_with_the_body_kept() {
    let html = |status| with_headers(status, "content-type: text/html\r\n", "<p>maintenance</p>");
    let server = Server::start(vec![html("200 OK"), json("200 OK", PAGE)]).await;
    let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
    let Err(Error::Decode(error)) = answer else { panic!("{answer:?}") };
    assert!(error.to_string().contains("text/html"), "{error}");
    assert_eq!(error.bytes().as_ref(), b"<p>maintenance</p>");
    assert_eq!(server.requests().len(), 1, "it came to its end: asking again would not mend it");

    let server = Server::start(vec![html("503 Unavailable"), html("500 Broken"), json("200 OK", PAGE)]).await;
    assert!(client(&server, quick()).get_thread_messages(THREAD, session()).await.is_ok(), "a proxy's page");

    let server = Server::start(vec![html("500 Broken")]).await;
    let answer = client(&server, Retry::off()).get_thread_messages(THREAD, session()).await;
    let Err(Error::Decode(error)) = answer else { panic!("{answer:?}") };
    assert_eq!((error.status().as_u16(), error.bytes().as_ref()), (500, b"<p>maintenance</p>".as_slice()));
}

#[tokio::test]
async fn json_is_known_by_its_type_however_it_is_written() {
    for content_type in ["content-type: Application/JSON; charset=utf-8\r\n", "content-type: a/b+json\r\n", ""] {
        let server = Server::start(vec![with_headers("200 OK", content_type, PAGE)]).await;
        let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
        assert!(answer.is_ok(), "{content_type}: {answer:?}");
    }
}

#[tokio::test]
async fn invalid_json_is_told_with_the_body_kept() {
    let twice = format!("{PAGE}{PAGE}");
    for body in ["{\"messages\": [", "", "maintenance", twice.as_str()] {
        let server = Server::start(vec![json("200 OK", body), json("200 OK", PAGE)]).await;
        let answer = client(&server, quick()).get_thread_messages(THREAD, session()).await;
        let Err(Error::Decode(error)) = answer else { panic!("{body}: {answer:?}") };
        assert_eq!(error.bytes().as_ref(), body.as_bytes());
        assert_eq!(server.requests().len(), 1, "{body}");
    }
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
    let Err(Error::Transport(error)) = answer else { panic!("{answer:?}") };
    assert!(matches!(error.cause(), TransportError::BodyTooLarge { limit: 1000 }), "{error:?}");
}
