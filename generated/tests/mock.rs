//! The client against the mock of its document, by every fact of the contract.

mod common;

use std::future::pending;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt;
use trueline_conformance::mock::{Fixture, Mock, Server};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};
use tybrite::credentials::{Publishable, Role, Secret};
use tybrite::models::{
    GetThreadMessagesFieldsItem as FieldsItem, GetThreadMessagesOrder as Order, MessageEnvironment, NewConversation,
    Priority, ThreadType,
};
use tybrite::operations::{CreateConversationError, GetThreadMessagesError};
use tybrite::{Client, Config, Error, Key, Retry, Session, Violation};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");
const THREAD: &str = "11111111-1111-4111-8111-111111111111";
const ALICE: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

/// A mock of its own, as long as the test's runtime lives.
async fn mock() -> String {
    let api = load(DOCUMENT, &FileSystem, LoadOptions::default()).expect("read").api.expect("right");
    let fixture = Fixture::beside(Path::new(DOCUMENT)).expect("a fixture");
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(Mock::new(Arc::new(api), fixture), address).await.expect("a free port");
    let url = format!("http://{}", server.address());
    tokio::spawn(server.serve(pending()));
    url
}

fn client<R: Role>(url: &str, key: &str) -> Client<R> {
    let key = Key::<R>::parse(key).expect("a key of the role");
    Client::with_config(&key, Config::new().base_url(url).retry(Retry::off())).expect("a client")
}

fn secret(url: &str) -> Client<Secret> {
    client(url, "tybrite_sk_test_abc123")
}

fn alice() -> Session {
    Session::new("alice_session_token")
}

fn conversation() -> NewConversation {
    NewConversation::builder()
        .customer_name("Amina")
        .customer_email("amina@example.org")
        .subject("A question")
        .message("Is it blue?")
        .build()
}

#[tokio::test]
async fn what_was_created_is_read_back() {
    let client = secret(&mock().await);
    let body = conversation().priority(Priority::High).customer_id(ALICE.parse::<uuid::Uuid>().expect("a uuid"));
    let created = client.create_conversation(body).session(alice()).await.expect("created");
    assert_eq!(created.status().as_u16(), 201);
    assert_eq!(created.tybrite_environment(), Some(MessageEnvironment::Sandbox));
    assert_eq!(
        (created.thread.subject.as_deref(), created.thread.priority.as_deref()),
        (Some("A question"), Some("high"))
    );
    let page = client.get_thread_messages(created.thread.id, alice()).await.expect("read");
    assert_eq!(page.messages.len(), 1);
    assert_eq!(page.messages[0].id, Some(created.message.id));
    assert_eq!(page.messages[0].message_content.as_deref(), Some("Is it blue?"));
    assert!(!page.pagination.has_more);
}

#[tokio::test]
async fn every_message_is_shown_once_in_either_order() {
    let client = secret(&mock().await);
    let mut orders = Vec::new();
    for order in [Order::Asc, Order::Desc] {
        let stream = client.get_thread_messages(THREAD, &alice()).limit(37).order(order.clone()).items();
        let messages: Vec<_> = stream.try_collect().await.expect("every page");
        assert_eq!(messages.len(), 250);
        assert!(messages.iter().all(|message| message.is_deleted != Some(true)));
        let times: Vec<_> = messages.iter().map(|message| message.created_at.expect("a time")).collect();
        assert!(if order == Order::Asc { times.is_sorted() } else { times.is_sorted_by(|one, next| one >= next) });
        let ids: Vec<_> = messages.iter().map(|message| message.id.expect("an id")).collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), 250);
        orders.push(ids);
    }
    orders[1].reverse();
    assert_eq!(orders[0], orders[1]);
}

#[tokio::test]
async fn limits_and_fields_are_kept() {
    let client = secret(&mock().await);
    for (limit, pages) in [(1, 250), (200, 2)] {
        let stream = client.get_thread_messages(THREAD, &alice()).limit(limit).fields(vec![FieldsItem::Id]).pages();
        let found: Vec<_> = stream.try_collect().await.expect("every page");
        assert_eq!(found.len(), pages);
        assert!(found.iter().all(|page| page.pagination.limit == limit));
        let message = &found[0].messages[0];
        assert!(message.id.is_some() && message.message_content.is_none());
    }
}

#[tokio::test]
async fn the_fields_that_are_asked_for_are_there_and_no_others() {
    let fields = vec![FieldsItem::MessageContent, FieldsItem::SenderType, FieldsItem::CreatedAt];
    let client = secret(&mock().await);
    let page = client.get_thread_messages(THREAD, &alice()).limit(3).fields(fields).await.expect("read");
    assert_eq!(page.messages.len(), 3);
    for message in &page.messages {
        let names = serde_json::to_value(message).expect("JSON");
        let mut names: Vec<&String> = names.as_object().expect("an object").keys().collect();
        names.sort();
        assert_eq!(names, ["created_at", "message_content", "sender_type"]);
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let client = secret(&mock().await);
    for limit in [0, 201] {
        let answer = client.get_thread_messages(THREAD, &alice()).limit(limit).await;
        let Err(Error::Constraint(error)) = answer else { panic!("{answer:?}") };
        assert_eq!(error.violations().iter().map(Violation::parameter).collect::<Vec<_>>(), ["limit"]);
    }
    let body = conversation().customer_id(ALICE.parse::<uuid::Uuid>().expect("a uuid"));
    let answer = client.create_conversation(body).await;
    let Err(Error::Constraint(error)) = answer else { panic!("{answer:?}") };
    assert!(error.to_string().contains("x-auth-token"), "{error}");
    let answer = client
        .create_conversation(
            NewConversation::builder()
                .customer_name("A")
                .customer_email("no address")
                .subject("S")
                .message("M")
                .build(),
        )
        .await;
    let Err(Error::Constraint(error)) = answer else { panic!("{answer:?}") };
    assert!(error.to_string().contains("customer_email"), "{error}");
}

#[tokio::test]
async fn refusals_are_typed() {
    let url = mock().await;
    let client = secret(&url);
    let refusal = async |thread: &str, session: &str| {
        client.get_thread_messages(thread, &Session::new(session)).await.expect_err("refused")
    };
    let error = refusal(THREAD, "nobody's").await;
    assert!(
        matches!(error.api(), Some(GetThreadMessagesError::Unauthorized(body)) if body.error.code == "unauthorized")
    );
    let error = refusal(THREAD, "bob_session_token").await;
    assert!(matches!(error.api(), Some(GetThreadMessagesError::Forbidden(body)) if body.error.code == "forbidden"));
    let error = refusal("22222222-2222-4222-8222-222222222222", "alice_session_token").await;
    assert!(matches!(error.api(), Some(GetThreadMessagesError::NotFound(body)) if body.error.code == "not_found"));
    let error = client.get_thread_messages(THREAD, &alice()).cursor("no cursor").await.expect_err("refused");
    let Some(GetThreadMessagesError::BadRequest(body)) = error.api() else { panic!("{error:?}") };
    assert_eq!(body.error.code, "invalid_request");
    let details = serde_json::to_string(&body.error.details).expect("JSON");
    assert!(details.contains("query.cursor"), "{details}");
    let body =
        conversation().customer_id("7a0c5f62-1111-4c3e-9d55-0123456789ab".parse::<uuid::Uuid>().expect("a uuid"));
    let error = client.create_conversation(body).session(alice()).await.expect_err("refused");
    assert!(matches!(error.api(), Some(CreateConversationError::Forbidden(_))), "{error:?}");
}

#[tokio::test]
async fn sandbox_and_production_are_apart() {
    let url = mock().await;
    let live: Client<Secret> = client(&url, "tybrite_sk_live_abc123");
    let Err(Error::Api(refusal)) = live.get_thread_messages(THREAD, &alice()).await else { panic!("not refused") };
    assert!(matches!(refusal.error(), GetThreadMessagesError::NotFound(_)), "{refusal:?}");
    assert_eq!(refusal.tybrite_environment(), Some(MessageEnvironment::Production), "a refusal tells it too");
    let created = live.create_conversation(conversation()).session(alice()).await.expect("created");
    assert_eq!(created.tybrite_environment(), Some(MessageEnvironment::Production));
    let error = secret(&url).get_thread_messages(created.thread.id, alice()).await.expect_err("refused");
    assert!(matches!(error.api(), Some(GetThreadMessagesError::NotFound(_))), "{error:?}");
    assert_eq!(live.get_thread_messages(created.thread.id, alice()).await.expect("read").messages.len(), 1);
}

#[tokio::test]
async fn a_publishable_key_reads() {
    let client: Client<Publishable> = client(&mock().await, "tybrite_pk_test_abc123");
    let page = client.get_thread_messages(THREAD, &alice()).await.expect("read");
    assert_eq!((page.messages.len(), page.pagination.limit), (50, 50));
}

#[tokio::test]
async fn a_received_value_that_nobody_lists_is_sent_as_it_came() {
    let client = secret(&mock().await);
    let received: Priority = serde_json::from_str("\"whenever\"").expect("it is kept");
    assert_eq!(received, Priority::unlisted("whenever"));
    let body = conversation().priority(received).thread_type(ThreadType::Support);
    let error = client.create_conversation(body).session(alice()).await.expect_err("the server decides");
    assert_eq!((error.status().map(|status| status.as_u16()), error.operation()), (Some(400), "createConversation"));

    let order: Order = serde_json::from_str("\"sideways\"").expect("it is kept");
    let fields: Vec<FieldsItem> = serde_json::from_str("[\"id\", \"mood\"]").expect("they are kept");
    let answer = client.get_thread_messages(THREAD, alice()).order(order).fields(fields).await;
    assert_eq!(answer.expect_err("the server decides").status().map(|status| status.as_u16()), Some(400));
}
