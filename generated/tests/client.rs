//! What the client sends, checks before it sends, and shows.

mod common;

use std::sync::{Arc, Mutex};

use common::{Reply, Server, json, with_headers};
use futures_util::StreamExt;
use tybrite::credentials::Secret;
use tybrite::models::{GetThreadMessagesOrder as Order, MessagePage, NewConversation};
use tybrite::{Client, Config, Error, Hook, Key, RequestEvent, Response, ResponseEvent, Retry, Session};

const PAGE: &str = r#"{"messages":[],"pagination":{"limit":50,"next_cursor":null,"has_more":false}}"#;
const THREAD: &str = "11111111-1111-4111-8111-111111111111";

fn client(url: &str) -> Client<Secret> {
    let key = Key::parse("tybrite_sk_test_abc123").expect("a secret key");
    Client::with_config(&key, Config::new().base_url(url).retry(Retry::off())).expect("a client")
}

#[tokio::test]
async fn what_is_asked_for_is_sent() {
    let server = Server::start(vec![json("200 OK", PAGE)]).await;
    let session = Session::new("alice_session_token");
    let call = client(&server.url).get_thread_messages(THREAD, &session).cursor("a+b/c=").limit(7);
    call.await.expect("an answer");
    let request = server.requests().remove(0).to_ascii_lowercase();
    let line = format!("get /v1/messaging/threads/{THREAD}/messages?limit=7&cursor=a%2bb%2fc%3d http/1.1\r\n");
    assert!(request.starts_with(&line), "{request}");
    for header in [
        "authorization: bearer tybrite_sk_test_abc123",
        "x-auth-token: alice_session_token",
        "accept: application/json",
    ] {
        assert!(request.contains(header), "{header} in {request}");
    }
}

/// As a program would write it that has more to ask in the same session.
#[allow(clippy::needless_borrows_for_generic_args, reason = "the way to ask is what is shown")]
async fn newest(
    client: &Client<Secret>,
    id: &str,
    session: Session,
) -> Result<Response<MessagePage>, Box<dyn std::error::Error>> {
    Ok(client.get_thread_messages(id, &session).limit(50).order(Order::Desc).await?)
}

#[tokio::test]
async fn a_call_reads_as_it_is_meant() {
    let server = Server::start(vec![json("200 OK", PAGE)]).await;
    let page = newest(&client(&server.url), THREAD, Session::new("alice")).await.expect("an answer");
    assert_eq!(page.pagination.limit, 50);
    assert!(server.requests()[0].contains("?limit=50&order=desc "), "{}", server.requests()[0]);
}

#[tokio::test]
async fn a_broken_constraint_names_its_parameter_and_sends_nothing() {
    let server = Server::start(vec![json("200 OK", PAGE)]).await;
    let answer = client(&server.url).get_thread_messages("no uuid", "token\n").limit(201).await;
    let Err(Error::Constraint(error)) = answer else { panic!("{answer:?}") };
    let named: Vec<_> = error.violations().iter().map(tybrite::Violation::parameter).collect();
    assert_eq!(named, ["id", "x-auth-token", "limit"]);
    assert!(!error.to_string().contains("token\n"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_last_value_of_a_setter_counts() {
    let server = Server::start(vec![json("200 OK", PAGE)]).await;
    client(&server.url).get_thread_messages(THREAD, "token").limit(0).limit(200).await.expect("an answer");
    assert!(server.requests()[0].contains("?limit=200 "));
}

#[tokio::test]
async fn items_follow_the_cursor_to_the_last_page() {
    let page = |id: u32, cursor: &str, more: bool| {
        let id = format!("00000000-0000-4000-8000-00000000000{id}");
        json(
            "200 OK",
            &format!(
                r#"{{"messages":[{{"id":"{id}"}}],"pagination":{{"limit":1,"next_cursor":{cursor},"has_more":{more}}}}}"#
            ),
        )
    };
    let server =
        Server::start(vec![page(1, "\"MQ==\"", true), page(2, "\"Mg==\"", true), page(3, "null", false)]).await;
    let items = client(&server.url).get_thread_messages(THREAD, "token").items();
    let ids: Vec<String> =
        items.map(|item| item.expect("an item").id.map(|id| id.to_string()).unwrap_or_default()).collect().await;
    assert_eq!(ids.len(), 3);
    assert!(ids[2].ends_with('3'));
    let requests = server.requests();
    assert!(requests[1].contains("?cursor=MQ%3D%3D "), "{}", requests[1]);
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn a_cursor_that_does_not_move_ends_the_stream_with_an_error() {
    let page = || json("200 OK", r#"{"messages":[],"pagination":{"limit":1,"next_cursor":"MQ==","has_more":true}}"#);
    let server = Server::start(vec![page(), page(), page()]).await;
    let pages: Vec<_> = client(&server.url).get_thread_messages(THREAD, "token").pages().collect().await;
    assert_eq!(pages.len(), 2);
    assert!(matches!(pages.last(), Some(Err(Error::Decode(_)))));
}

#[tokio::test]
async fn a_cursor_that_comes_again_ends_the_stream_with_an_error() {
    let page = |cursor: &str| {
        json(
            "200 OK",
            &format!(r#"{{"messages":[],"pagination":{{"limit":1,"next_cursor":"{cursor}","has_more":true}}}}"#),
        )
    };
    let cursors = ["one", "two", "three", "two", "three", "two", "three"];
    let server = Server::start(cursors.iter().map(|cursor| page(cursor)).collect()).await;
    let pages: Vec<_> = client(&server.url).get_thread_messages(THREAD, "token").pages().collect().await;
    assert_eq!(pages.len(), 4);
    let Some(Err(error)) = pages.last() else { panic!("{pages:?}") };
    assert!(error.to_string().contains("a page that has been read already"), "{error}");
}

#[tokio::test]
async fn pages_without_items_do_not_follow_each_other_for_ever() {
    let page = |cursor: u32| {
        json(
            "200 OK",
            &format!(r#"{{"messages":[],"pagination":{{"limit":1,"next_cursor":"{cursor}","has_more":true}}}}"#),
        )
    };
    let server = Server::start((0..1100).map(page).collect()).await;
    let items: Vec<_> = client(&server.url).get_thread_messages(THREAD, "token").items().collect().await;
    let [Err(error)] = items.as_slice() else { panic!("{items:?}") };
    assert!(error.to_string().contains("1001 pages in a row have no items"), "{error}");
    assert_eq!(server.requests().len(), 1001);
}

#[tokio::test]
async fn a_failure_ends_the_stream() {
    let server = Server::start(vec![Reply::Close]).await;
    let items: Vec<_> = client(&server.url).get_thread_messages(THREAD, "token").items().collect().await;
    assert!(matches!(items.as_slice(), [Err(Error::Transport(_))]));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Hook for Log {
    fn on_request(&self, request: &RequestEvent<'_>) {
        self.0.lock().expect("no poison").push_str(&format!("{request:?}\n"));
    }

    fn on_response(&self, response: &ResponseEvent<'_>) {
        self.0.lock().expect("no poison").push_str(&format!("{response:?}\n"));
    }
}

#[tokio::test]
async fn a_hook_sees_each_exchange_without_secrets() {
    let environment = "content-type: application/json\r\ntybrite-environment: sandbox\r\n";
    let server = Server::start(vec![with_headers("200 OK", environment, PAGE)]).await;
    let log = Log::default();
    let key = Key::<Secret>::parse("tybrite_sk_test_abc123").expect("a secret key");
    let config = Config::new().base_url(&server.url).hook(log.clone());
    let client = Client::with_config(&key, config).expect("a client");
    client.get_thread_messages(THREAD, "alice_session_token").await.expect("an answer");
    let log = log.0.lock().expect("no poison").clone();
    assert!(log.contains("getThreadMessages") && log.contains(THREAD) && log.contains("sandbox"), "{log}");
    assert!(!log.contains("tybrite_sk_test_abc123") && !log.contains("alice_session_token"), "{log}");
}

#[test]
fn a_base_address_that_is_none_is_told() {
    let key = Key::<Secret>::parse("tybrite_sk_test_abc123").expect("a secret key");
    for url in ["", "api.example.com", "ftp://example.com", "https://example.com/?a=b"] {
        assert!(Client::with_config(&key, Config::new().base_url(url)).is_err(), "{url}");
    }
}

fn conversation(email: &str, customer_id: Option<uuid::Uuid>) -> NewConversation {
    let conversation = NewConversation::builder()
        .customer_name("Ada")
        .customer_email(email)
        .subject("Size")
        .message("Does it run small?")
        .build();
    match customer_id {
        Some(id) => conversation.customer_id(id),
        None => conversation,
    }
}

#[tokio::test]
async fn a_body_is_checked_before_it_is_sent() {
    let server = Server::start(vec![json("201 Created", "{}")]).await;
    let answer = client(&server.url).create_conversation(conversation("ada at example.com", None)).await;
    let Err(Error::Constraint(error)) = answer else { panic!("{answer:?}") };
    assert_eq!(error.violations()[0].parameter(), "customer_email");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_customer_id_asks_for_a_session() {
    let server = Server::start(vec![json("500 Broken", "{}")]).await;
    let with_customer = conversation("ada@example.com", Some(THREAD.parse().expect("a uuid")));
    let answer = client(&server.url).create_conversation(with_customer.clone()).await;
    let Err(Error::Constraint(error)) = answer else { panic!("{answer:?}") };
    assert_eq!(error.violations()[0].parameter(), "x-auth-token");
    let answer = client(&server.url).create_conversation(with_customer).session("alice").await;
    assert!(!matches!(answer, Err(Error::Constraint(_))), "{answer:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_creation_is_repeated_only_with_a_key_that_makes_it_safe() {
    let script = || vec![json("503 Busy", "{}"), json("503 Busy", "{}")];
    let key = Key::<Secret>::parse("tybrite_sk_test_abc123").expect("a secret key");
    let retry = Retry::default().max_retries(1).base_delay(std::time::Duration::from_millis(1));
    for (idempotency_key, requests) in [(None, 1), (Some("k-1"), 2)] {
        let server = Server::start(script()).await;
        let config = Config::new().base_url(&server.url).retry(retry.clone());
        let client = Client::with_config(&key, config).expect("a client");
        let mut call = client.create_conversation(conversation("ada@example.com", None));
        if let Some(key) = idempotency_key {
            call = call.idempotency_key(key);
        }
        assert!(call.await.is_err());
        assert_eq!(server.requests().len(), requests);
    }
}
