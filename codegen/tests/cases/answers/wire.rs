//! Declared headers have their types, in every form that the style `simple` gives them.

#[path = "../../common/mod.rs"]
mod common;

use case_answers::{Client, Config};
use common::{Server, Step};

fn answer(headers: &str) -> Vec<Step> {
    let head = format!("HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n{headers}\r\n");
    vec![Step::Send(head.into_bytes())]
}

#[tokio::test]
async fn headers_are_read_as_their_types() {
    let exploded = "X-Remaining: 7\r\nX-Counts: 1, 2\r\nX-Counts: 3\r\nX-Names: 1,b\r\nX-Window: limit=5,unit=3\r\nX-Flag: 1,2\r\n";
    let flat = "X-Remaining: many\r\nX-Counts: a\r\nX-Window: unit,hour,limit,6\r\n";
    let server = Server::start(vec![answer(exploded), answer(flat)]).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    let answer = client.start_job().await.expect("an answer");
    assert_eq!(answer.x_remaining(), Some(7));
    assert_eq!(answer.x_counts(), Some(vec![1, 2, 3]));
    assert_eq!(answer.x_names(), Some(vec!["1".to_owned(), "b".to_owned()]));
    let window = answer.x_window().expect("an object");
    assert_eq!((window.limit, window.unit.as_deref()), (Some(5), Some("3")));
    assert_eq!(answer.x_flag().as_deref(), Some("1,2"));

    let answer = client.start_job().await.expect("an answer");
    assert_eq!((answer.x_remaining(), answer.x_counts(), answer.x_names()), (None, None, None));
    let window = answer.x_window().expect("an object");
    assert_eq!((window.limit, window.unit.as_deref()), (Some(6), Some("hour")));
}
