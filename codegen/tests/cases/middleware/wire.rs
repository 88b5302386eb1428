//! In which order middleware sees a call, and that retries and hooks stand where they are said to.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use case_middleware::models::AddNoteBody;
use case_middleware::reqwest::{Body, Request, Response};
use case_middleware::{
    BorrowedFuture, Client, Config, Error, Hook, Middleware, Next, RequestEvent, Retry, TransportError,
};
use common::{Server, with_headers};

type Log = Arc<Mutex<Vec<String>>>;

fn tell(log: &Log, text: String) {
    log.lock().expect("no poison").push(text);
}

/// Adds its letter to a header, and tells what passes it.
struct Letter(char, Log);

impl Middleware for Letter {
    fn call<'a>(
        &'a self,
        mut request: Request,
        next: Next<'a>,
    ) -> BorrowedFuture<'a, Result<Response, TransportError>> {
        let Self(letter, log) = self;
        Box::pin(async move {
            let before = request.headers().get("x-letters").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let letters =
                format!("{before}{letter}").parse().map_err(|error| TransportError::Middleware(Box::new(error)));
            request.headers_mut().insert("x-letters", letters?);
            let bytes = request.body().and_then(Body::as_bytes).map_or(0, <[u8]>::len);
            tell(log, format!("{letter} {} {} {bytes}", next.operation(), next.attempt()));
            let answer = next.run(request).await?;
            tell(log, format!("{letter} {}", answer.status().as_u16()));
            Ok(answer)
        })
    }
}

struct Watch(Log);

impl Hook for Watch {
    fn on_request(&self, request: &RequestEvent<'_>) {
        let letters = request.headers.get("x-letters").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let url = request.url.split_once("/notes").map_or("", |(_, query)| query);
        tell(&self.0, format!("hook {letters} {url} {}", request.body.map_or(0, <[u8]>::len)));
    }
}

struct Refusing;

impl Middleware for Refusing {
    fn call<'a>(&'a self, _: Request, _: Next<'a>) -> BorrowedFuture<'a, Result<Response, TransportError>> {
        Box::pin(async { Err(TransportError::Middleware("the breaker is open".into())) })
    }
}

fn client(server: &Server, config: Config) -> Client {
    let retry = Retry::default().base_delay(Duration::from_millis(1));
    let config = config.base_url(&server.url).retry(retry);
    Client::with_config(config).expect("a client").with_key("hidden").expect("sent")
}

#[tokio::test]
async fn each_attempt_passes_all_of_it_in_order() {
    let script = vec![with_headers("503 Unavailable", "", ""), with_headers("204 No Content", "", "")];
    let server = Server::start(script).await;
    let log = Log::default();
    let letter = |letter| Letter(letter, Arc::clone(&log));
    let config = Config::new().middleware(letter('a')).middleware(letter('b')).hook(Watch(Arc::clone(&log)));
    let call = client(&server, config).add_note(AddNoteBody::new().text("Blue?")).tag("x");
    call.idempotency_key("k").await.expect("an answer");
    let attempt = |number: u32, status: u32| {
        [
            format!("a addNote {number} 16"),
            format!("b addNote {number} 16"),
            "hook ab ?tag=x 16".to_owned(),
            format!("b {status}"),
            format!("a {status}"),
        ]
    };
    assert_eq!(*log.lock().expect("no poison"), [attempt(0, 503), attempt(1, 204)].concat());
    for request in server.requests() {
        assert!(request.starts_with("POST /notes?tag=x&api%20key=hidden HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("\r\nx-letters: ab\r\n"), "{request}");
    }
}

#[tokio::test]
async fn what_a_middleware_refuses_is_not_sent_and_not_tried_again() {
    let server = Server::start(vec![with_headers("204 No Content", "", "")]).await;
    let error = client(&server, Config::new().middleware(Refusing)).add_note(AddNoteBody::new()).await;
    assert!(
        matches!(&error, Err(Error::Transport(error)) if error.cause().to_string() == "the breaker is open"),
        "{error:?}"
    );
    assert!(server.requests().is_empty());
}
