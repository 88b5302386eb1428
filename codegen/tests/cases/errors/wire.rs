//! What errors say of a call: which operation, where to, how long it took, and why; never a secret.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use std::time::Duration;

use case_errors::{Client, Config, Error, Retry};
use common::{Reply, Server, json, with_headers};

fn client(url: &str) -> Client {
    let retry = Retry::default().max_retries(1).base_delay(Duration::from_millis(1));
    let config = Config::new().base_url(url).retry(retry).timeout(Duration::from_millis(200));
    Client::with_config(config).expect("a client").with_key("sesame-open").expect("sent")
}

/// The address of a port that nothing listens on.
fn closed() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

#[tokio::test]
async fn a_refused_connection_is_told_in_the_first_line() {
    let url = closed();
    let error = client(&url).get_thing("a b").lang("en").await.expect_err("nobody is there");
    let text = error.to_string();
    let expected =
        format!("getThing: GET {url}/things/a%20b?lang=en: could not connect: connection refused (2 attempts in ");
    assert!(text.starts_with(&expected) && text.ends_with("s)") && text.lines().count() == 1, "{text}");
    assert!(error.is_retryable() && error.status().is_none() && error.request_id().is_none());
    assert_eq!((error.operation(), error.url()), ("getThing", Some(format!("{url}/things/a%20b?lang=en"))));
    assert!(error.elapsed().is_some_and(|elapsed| elapsed < Duration::from_secs(5)), "{error:?}");
    assert!(!format!("{error:?}{error}").contains("sesame"), "{error:?}");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!(error.attempts(), 2);
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_broken_connection_and_a_late_answer_are_told_apart() {
    let server = Server::start(vec![Reply::Close, Reply::Close, Reply::Stall(String::new())]).await;
    let client = client(&server.url);
    let error = client.get_thing("a").await.expect_err("no answer");
    assert!(error.to_string().contains(": no response: ") && error.is_retryable(), "{error}");
    let error = client.get_thing("a").retry(Retry::off()).await.expect_err("no answer");
    assert!(error.to_string().contains(": no response within the timeout (after ") && error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_refusal_names_the_request_and_what_the_server_calls_it() {
    let headers = "content-type: application/json\r\nx-request-id: req_7\r\n";
    let server = Server::start(vec![with_headers("404 Not Found", headers, r#"{"message":"no sesame-open"}"#)]).await;
    let error = client(&server.url).get_thing("a").await.expect_err("refused");
    let text = error.to_string();
    let expected = format!("getThing: GET {}/things/a: the server responded with 404 Not Found (after ", server.url);
    assert!(text.starts_with(&expected) && text.ends_with(r#"s): {"message":"no [redacted]"}"#), "{text}");
    assert!(!error.is_retryable() && error.api().is_some());
    assert_eq!((error.request_id(), error.operation()), (Some("req_7"), "getThing"));
}

#[tokio::test]
async fn answers_that_nobody_declares_or_understands_are_told_alike() {
    let busy = || with_headers("503 Unavailable", "", "");
    let server = Server::start(vec![busy(), busy(), json("200 OK", r#"{"size":"big"}"#)]).await;
    let client = client(&server.url);
    let error = client.get_thing("a").await.expect_err("busy");
    let text = error.to_string();
    assert!(text.contains("503 Service Unavailable (2 attempts in ") && error.is_retryable(), "{text}");
    assert!(text.ends_with(", which the API does not declare: (no body)"), "{text}");
    let error = client.get_thing("a").await.expect_err("no number");
    let text = error.to_string();
    assert!(text.contains("/things/a: the server responded with 200 OK (after "), "{text}");
    assert!(text.contains(", which cannot be decoded at `size`: invalid type: string \"big\""), "{text}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn what_is_not_sent_names_its_operation_too() {
    let error = client(&closed()).get_thing("a").lang("english").await.expect_err("not sent");
    assert!(error.to_string().starts_with("getThing: the request was not sent: query parameter `lang`: "), "{error}");
    assert_eq!((error.operation(), error.url(), error.elapsed()), ("getThing", None, None));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_success_says_how_long_it_took_and_what_the_server_calls_it() {
    let headers = "content-type: application/json\r\nrequest-id: req_8\r\n";
    let server = Server::start(vec![with_headers("200 OK", headers, r#"{"size":3}"#)]).await;
    let answer = client(&server.url).get_thing("a").await.expect("an answer");
    assert_eq!((answer.size, answer.request_id()), (3, Some("req_8")));
    assert!(answer.elapsed() > Duration::ZERO && answer.elapsed() < Duration::from_secs(5));
}
