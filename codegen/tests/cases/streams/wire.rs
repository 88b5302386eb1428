//! Answers that are read while they come, as a client of the golden case `streams` sees them.

#[path = "../../common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use case_streams::models::{Prompt, ThreadEvent};
use case_streams::operations::WatchProgressOutput;
use case_streams::{Client, Config, Error, Retry, StreamError, TransportError};
use common::{Server, Step, answer, empty};
use futures_util::TryStreamExt;

const EVENTS: &str = "text/event-stream";

fn client(server: &Server) -> Client {
    with_config(server, Config::new())
}

fn with_config(server: &Server, config: Config) -> Client {
    Client::with_config(config.base_url(&server.url).retry(Retry::off())).expect("a client")
}

async fn one(script: Vec<Step>) -> (Server, Client) {
    let server = Server::start(vec![script]).await;
    let client = client(&server);
    (server, client)
}

#[tokio::test]
async fn events_are_typed_and_end_when_the_server_says_so() {
    let pieces = [
        ": a comment\n\nevent: delta\ndata: {\"del",
        "ta\": \"on\"}\r",
        "\n\r\nid: 7\nretry: 1500\ndata: {\"delta\":\ndata: \"ce\"}\n\n",
        "data: [DONE]\n\ndata: {\"delta\": \"never\"}\n\n",
    ];
    let (server, client) = one(answer(EVENTS, &pieces)).await;
    let answer = client.complete(Prompt::new("Tell")).as_event_stream().await.expect("an answer");
    let mut events = answer.into_body();
    let first = events.next().await.expect("an event").expect("typed");
    assert_eq!((first.event.as_str(), first.data.delta.as_str(), first.id), ("delta", "on", None));
    let second = events.next().await.expect("an event").expect("typed");
    assert_eq!((second.event.as_str(), second.data.delta.as_str()), ("message", "ce"));
    assert_eq!((second.id.as_deref(), second.retry), (Some("7"), Some(Duration::from_millis(1500))));
    assert!(events.next().await.is_none() && events.next().await.is_none());
    assert!(server.last().0.contains("accept: text/event-stream, application/json"));
}

#[tokio::test]
async fn an_event_is_given_before_the_answer_ends() {
    let mut script = answer(EVENTS, &["data: now\n\n"]);
    script.push(Step::Stall);
    let (_server, client) = one(script).await;
    let start = Instant::now();
    let mut events = client.watch_texts().await.expect("an answer").into_body();
    assert_eq!(events.next().await.expect("an event").expect("text").data, "now");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn text_stays_text() {
    let (_server, client) =
        one(answer(EVENTS, &["\u{FEFF}data: \"a\"\n\ndata\n\ndata:  b\n\ndata: [DONE]\n\ndata: c"])).await;
    let answer = client.watch_texts().await.expect("an answer");
    let texts: Vec<String> = answer.into_body().map_ok(|event| event.data).try_collect().await.expect("texts");
    assert_eq!(texts, ["\"a\"", "", " b", "[DONE]", "c"]);
}

#[tokio::test]
async fn what_does_not_fit_is_told_and_the_next_follows() {
    let (_server, client) = one(answer(EVENTS, &["data: {\"delta\": 1}\n\ndata: {\"delta\": \"x\"}\n\n"])).await;
    let mut events = client.watch_items().await.expect("an answer").into_body();
    let Some(Err(StreamError::Item(error))) = events.next().await else { panic!("a number") };
    assert_eq!((error.path(), error.text()), ("delta", "{\"delta\": 1}"));
    assert_eq!(events.next().await.expect("an event").expect("typed").data.delta, "x");
}

#[tokio::test]
async fn a_schema_of_what_a_text_holds_is_that_of_the_data() {
    let (_server, client) = one(answer(EVENTS, &["data: {\"at\": 3}\n\n"])).await;
    let mut events = client.watch_content().await.expect("an answer").into_body();
    assert_eq!(events.next().await.expect("an event").expect("typed").data.at, 3);
}

#[tokio::test]
async fn a_schema_of_whole_events_is_read_as_one() {
    let pieces = ["event: step\ndata: {\"delta\": \"x\"}\n\n"];
    let server = Server::start(vec![answer(EVENTS, &pieces), empty("202 Accepted")]).await;
    let client = client(&server);
    let WatchProgressOutput::Ok(mut events) = client.watch_progress().await.expect("an answer").into_body() else {
        panic!("the status is 200")
    };
    assert_eq!(events.next().await.expect("an event").expect("typed").data.delta, "x");
    let none = client.watch_progress().await.expect("an answer").into_body();
    assert!(matches!(none, WatchProgressOutput::Accepted));

    let (_server, client) = one(answer(EVENTS, &["event: said\ndata: {\"delta\": \"x\"}\n\n"])).await;
    let mut events = client.watch_thread().await.expect("an answer").into_body();
    let said = events.next().await.expect("an event").expect("typed");
    assert!(matches!(said.data, ThreadEvent::Said(said) if said.data.delta == "x"));
}

#[tokio::test]
async fn json_follows_json_by_lines_and_by_records() {
    let pieces = ["{\"text\": \"a\"}\r\n\n{\"te", "xt\": \"b\"}\n{\"text\": \"c\"}"];
    let records = ["\u{1E}{\"text\":\n\"a\"}\n\u{1E}{\"text\": \"b\"}\n", "\u{1E}{\"text\": \"c\"}\n"];
    let server = Server::start(vec![
        answer("application/x-ndjson", &pieces),
        answer("application/json-seq", &records),
        answer("application/jsonl", &pieces),
    ])
    .await;
    let client = client(&server);
    let answers = [
        client.export_lines().await.expect("an answer"),
        client.export_sequence().await.expect("an answer"),
        client.export_list().as_jsonl().await.expect("an answer"),
    ];
    for answer in answers {
        let texts: Vec<String> = answer.into_body().map_ok(|one| one.text).try_collect().await.expect("values");
        assert_eq!(texts, ["a", "b", "c"]);
    }
}

#[tokio::test]
async fn an_item_has_a_bound() {
    let long = "x".repeat(600);
    let line = format!("data: short\n\ndata: {long}");
    let lines = format!("data: {0}\ndata: {0}\n\ndata: short\n\n", &long[..400]);
    let server = Server::start(vec![answer(EVENTS, &[&line, &long]), answer(EVENTS, &[&lines])]).await;
    let client = with_config(&server, Config::new().max_body_size(500));
    let mut events = client.watch_texts().await.expect("an answer").into_body();
    assert_eq!(events.next().await.expect("an event").expect("text").data, "short");
    assert!(matches!(events.next().await, Some(Err(StreamError::TooLong { limit: 500 }))));
    assert!(events.next().await.is_none());
    let mut events = client.watch_texts().await.expect("an answer").into_body();
    assert!(matches!(events.next().await, Some(Err(StreamError::TooLong { limit: 500 }))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_broken_stream_tells_so() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99\r\n\r\ndata: a\n\ndata: b";
    let (_server, client) = one(vec![Step::Send(head.as_bytes().to_vec())]).await;
    let mut events = client.watch_texts().await.expect("an answer").into_body();
    assert_eq!(events.next().await.expect("an event").expect("text").data, "a");
    assert!(matches!(events.next().await, Some(Err(StreamError::Transport(TransportError::Network(_))))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn silence_has_a_bound_where_it_is_given_one() {
    let mut script = answer(EVENTS, &["data: a\n\n"]);
    script.push(Step::Stall);
    let server = Server::start(vec![script]).await;
    let brief = Duration::from_millis(100);
    let client = with_config(&server, Config::new().timeout(brief).idle_timeout(brief));
    let mut events = client.watch_texts().await.expect("an answer").into_body();
    assert!(events.next().await.expect("an event").is_ok());
    assert!(matches!(events.next().await, Some(Err(StreamError::Transport(TransportError::Timeout)))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_answer_that_does_not_begin_is_late() {
    let server = Server::start(vec![vec![Step::Stall]]).await;
    let client = with_config(&server, Config::new().timeout(Duration::from_millis(100)));
    let Err(Error::Transport(error)) = client.watch_texts().await else { panic!("nothing came") };
    assert!(error.is_timeout());
}

#[tokio::test]
async fn another_content_type_is_told() {
    let (_server, client) = one(answer("application/json", &["{\"text\": \"x\"}"])).await;
    let Err(Error::Decode(error)) = client.complete(Prompt::new("Tell")).as_event_stream().await else {
        panic!("JSON is no stream of events")
    };
    assert!(error.reason().contains("application/json"), "{error}");
    assert_eq!(error.bytes().as_ref(), b"{\"text\": \"x\"}");
}

#[tokio::test]
async fn a_download_is_given_while_it_comes_or_whole() {
    let server =
        Server::start(vec![answer("application/pdf", &["%PDF", "-1.7"]), answer("application/pdf", &["%PDF", "-1.7"])])
            .await;
    let client = with_config(&server, Config::new().max_body_size(6));
    let mut chunks = client.download().as_stream().await.expect("an answer").into_body();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        bytes.extend_from_slice(&chunk.expect("bytes"));
    }
    assert_eq!(bytes, b"%PDF-1.7", "it may be greater than what is kept in memory");
    let Err(Error::Transport(error)) = client.download().await else { panic!("it is too great") };
    assert!(matches!(error.cause(), TransportError::BodyTooLarge { limit: 6 }));
}

#[tokio::test]
async fn a_refusal_is_read_whole_with_its_headers() {
    let head = "HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nx-request-id: r1\r\n\
                content-type: text/event-stream\r\n\r\ndata: {\"title\": \"slow\"}\n\n";
    let (_server, client) = one(vec![Step::Send(head.as_bytes().to_vec())]).await;
    let Err(Error::Api(refusal)) = client.complete(Prompt::new("Tell")).as_event_stream().await else {
        panic!("it is refused")
    };
    assert_eq!(refusal.x_request_id().as_deref(), Some("r1"));
    assert_eq!(refusal.bytes().as_ref(), b"data: {\"title\": \"slow\"}\n\n");
}

#[tokio::test]
async fn a_stream_that_broke_off_is_asked_for_again_from_there() {
    let pieces = ["id: 7\ndata: {\"delta\": \"a\"}\n\nid: 8\ndata: 1\n\n"];
    let server = Server::start(vec![answer(EVENTS, &pieces), answer(EVENTS, &[]), answer(EVENTS, &[])]).await;
    let client = client(&server);
    let mut events = client.watch_items().await.expect("an answer").into_body();
    assert_eq!(events.last_event_id(), None);
    while events.next().await.is_some() {}
    let last = events.last_event_id().expect("an id").to_owned();
    client.watch_items().last_event_id(&last).await.expect("an answer");
    assert!(server.last().0.contains("last-event-id: 8"));
    client.watch_items().last_event_id("").await.expect("an answer");
    assert!(!server.last().0.contains("last-event-id"));
    assert!(matches!(client.watch_items().last_event_id("a\nb").await, Err(Error::Constraint(_))));
}

#[tokio::test]
async fn no_stream_is_asked_for_that_only_failures_have() {
    let server = Server::start(vec![answer("application/json", &["{\"text\": \"a\"}"])]).await;
    client(&server).complete(Prompt::new("a")).await.expect("an answer");
    assert!(server.last().0.contains("accept: application/json\r\n"), "{}", server.last().0);
}
