//! The same calls without `await`, from several threads.

#![cfg(feature = "blocking")]

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use std::time::Duration;

use case_blocking::{Client, Config, Error, IterBlocking, Retry, SendBlocking};
use common::{Reply, Server, json, with_headers};
use tokio::runtime::Runtime;

fn start(script: Vec<Reply>) -> (Runtime, Server, Client) {
    let runtime = Runtime::new().expect("a runtime for the server");
    let server = runtime.block_on(Server::start(script));
    let retry = Retry::default().base_delay(Duration::from_millis(1));
    let client = Client::with_config(Config::new().base_url(&server.url).retry(retry)).expect("a client");
    (runtime, server, client)
}

#[test]
fn a_call_waits_for_its_answer() {
    let refusal = json("404 Not Found", "\"none\"");
    let (_runtime, server, client) =
        start(vec![json("503 Unavailable", ""), json("200 OK", r#"{"name":"Ada"}"#), refusal]);
    let thing = client.get_thing(7).send_blocking().expect("an answer");
    assert_eq!((thing.status().as_u16(), thing.name.as_deref()), (200, Some("Ada")));
    let refused = client.get_thing(8).send_blocking().expect_err("a refusal");
    assert!(matches!(&refused, Error::Api(_)), "{refused:?}");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn threads_share_a_client() {
    let (_runtime, server, client) = start((0..8).map(|_| json("200 OK", "{}")).collect());
    std::thread::scope(|scope| {
        for number in 0..8 {
            let client = &client;
            scope.spawn(move || client.get_thing(number).send_blocking().expect("an answer"));
        }
    });
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn a_stream_is_an_iterator() {
    let lines = with_headers("200 OK", "content-type: application/jsonl\r\n", "1\n2\n3\n");
    let (_runtime, _server, client) = start(vec![lines]);
    let values = client.read_lines().send_blocking().expect("an answer").into_body();
    let numbers: Result<Vec<_>, _> = values.iter_blocking().collect();
    assert_eq!(numbers.expect("three numbers"), [1, 2, 3]);
}
