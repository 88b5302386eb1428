//! What is said of one call alone, in place of what the client's configuration says.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use case_calls::models::AddNoteBody;
use case_calls::reqwest::header::HeaderValue;
use case_calls::reqwest::{Request, Response};
use case_calls::{
    BorrowedFuture, Client, Config, Error, Hook, Middleware, Next, RequestEvent, Retry, Rules, TransportError,
    ViolationEvent,
};
use common::{Reply, Server, with_headers};

type Log = Arc<Mutex<Vec<String>>>;

fn done() -> Reply {
    with_headers("204 No Content", "", "")
}

fn busy() -> Reply {
    with_headers("503 Unavailable", "", "")
}

fn client(server: &Server, config: Config) -> Client {
    let retry = Retry::default().base_delay(Duration::from_millis(1));
    let config = config.base_url(&server.url).retry(retry);
    Client::with_config(config).expect("a client").with_key("hidden").expect("sent")
}

/// Keeps what it is told.
struct Watch(Log);

impl Hook for Watch {
    fn on_request(&self, request: &RequestEvent<'_>) {
        let headers = request.headers.iter();
        let headers = headers.filter(|(name, _)| name.as_str().starts_with("x-"));
        let shown: Vec<String> =
            headers.map(|(name, value)| format!("{name}={}", value.to_str().expect("text"))).collect();
        self.0.lock().expect("no poison").push(shown.join(" "));
    }

    fn on_violations(&self, told: &ViolationEvent<'_>) {
        let texts = told.violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        self.0.lock().expect("no poison").push(format!("{}: {texts}", told.operation));
    }
}

struct Letter(char);

impl Middleware for Letter {
    fn call<'a>(
        &'a self,
        mut request: Request,
        next: Next<'a>,
    ) -> BorrowedFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let before = request.headers().get("x-letters").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let letters = format!("{before}{}", self.0);
            request.headers_mut().insert("x-letters", letters.parse().expect("a value"));
            next.run(request).await
        })
    }
}

#[tokio::test]
async fn a_call_has_a_time_of_its_own() {
    let server = Server::start(vec![Reply::Stall(String::new())]).await;
    let begun = Instant::now();
    let call = client(&server, Config::new()).list_notes().timeout(Duration::from_millis(60)).retry(Retry::off());
    let error = call.await.expect_err("nothing comes");
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_call_has_retries_of_its_own() {
    let server = Server::start(vec![busy(), busy(), busy(), busy(), done()]).await;
    let client = client(&server, Config::new());
    let error = client.list_notes().retry(Retry::off()).await.expect_err("it is busy");
    assert_eq!((error.status().map(|status| status.as_u16()), server.requests().len()), (Some(503), 1));
    let retry = Retry::default().max_retries(3).base_delay(Duration::from_millis(1));
    client.list_notes().retry(retry).await.expect("the fourth attempt");
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn a_call_carries_what_the_document_does_not_declare() {
    let server = Server::start(vec![done(), done()]).await;
    let log = Log::default();
    let client = client(&server, Config::new().user_agent("usual").hook(Watch(Arc::clone(&log))));
    let mut secret = HeaderValue::from_static("sesame open");
    secret.set_sensitive(true);
    let call = client.add_note(AddNoteBody::new()).header("x-tenant", "blue").header("x-door", secret);
    call.header("User-Agent", "own".to_owned()).query("dry run", true).query("n", 7).await.expect("an answer");
    let request = &server.requests()[0];
    assert!(request.starts_with("POST /notes?dry%20run=true&n=7 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nx-tenant: blue\r\n") && request.contains("\r\nx-door: sesame open\r\n"), "{request}");
    assert!(request.contains("\r\nuser-agent: own\r\n") && !request.contains("usual"), "{request}");
    assert_eq!(*log.lock().expect("no poison"), ["x-key=[redacted] x-door=[redacted] x-tenant=blue"]);
    // The next call says nothing of it.
    client.add_note(AddNoteBody::new()).await.expect("an answer");
    assert!(server.requests()[1].starts_with("POST /notes HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_parameter_comes_before_a_setting_of_its_name() {
    let server = Server::start(vec![done()]).await;
    let call = client(&server, Config::new()).list_notes().query("blue");
    call.call_query("debug", "1").await.expect("an answer");
    assert!(server.requests()[0].starts_with("GET /notes?query=blue&debug=1 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn what_no_header_can_be_is_not_sent() {
    let server = Server::start(vec![done()]).await;
    let client = client(&server, Config::new());
    for (name, value) in [("two words", "x"), ("x-lines", "a\r\nb: c")] {
        let error = client.list_notes().header(name, value).rules(Rules::Off).await.expect_err("not sent");
        assert!(matches!(&error, Error::Constraint(error) if error.violations()[0].parameter() == name), "{error:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_middleware_of_a_call_follows_that_of_the_client() {
    let server = Server::start(vec![done(), done()]).await;
    let client = client(&server, Config::new().middleware(Letter('a')));
    client.list_notes().middleware(Letter('b')).middleware(Letter('c')).await.expect("an answer");
    client.list_notes().await.expect("an answer");
    let requests = server.requests();
    assert!(requests[0].contains("\r\nx-letters: abc\r\n") && requests[1].contains("\r\nx-letters: a\r\n"));
}

#[tokio::test]
async fn a_declared_key_makes_repeating_safe_too() {
    let server = Server::start(vec![busy(), done(), busy()]).await;
    let client = client(&server, Config::new());
    client.change_note("a").idempotency_key("k").await.expect("the second attempt");
    assert!(server.requests().iter().all(|request| request.contains("\r\nidempotency-key: k\r\n")));
    client.change_note("a").await.expect_err("it is not sent again");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn rules_hold_as_strictly_as_a_call_or_a_client_says() {
    let server = Server::start(vec![done(), done(), done()]).await;
    let log = Log::default();
    let config = || Config::new().hook(Watch(Arc::clone(&log)));
    let (strict, warning) = (client(&server, config()), client(&server, config().rules(Rules::Warn)));
    let long = || AddNoteBody::new().text("too long");
    let error = strict.add_note(long()).await.expect_err("it breaks a rule");
    assert!(matches!(error, Error::Constraint(_)) && server.requests().is_empty(), "{error:?}");

    warning.list_notes().limit(11).await.expect("sent all the same");
    let told = log.lock().expect("no poison").remove(0);
    assert_eq!(told, "listNotes: query parameter `limit`: is 11, but must be at most 10");
    log.lock().expect("no poison").clear();

    strict.add_note(long()).rules(Rules::Off).await.expect("nobody looks");
    let without_key = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    without_key.list_notes().rules(Rules::Off).await.expect("nobody asks for a key");
    let requests = server.requests();
    assert!(requests[0].starts_with("GET /notes?limit=11 ") && requests[1].ends_with(r#"{"text":"too long"}"#));
    assert_eq!(log.lock().expect("no poison").len(), 1, "one request, and no violation");

    let error = warning.add_note(long()).rules(Rules::Strict).await.expect_err("the call decides");
    assert!(matches!(error, Error::Constraint(_)), "{error:?}");
    let error = warning.change_note("").await.expect_err("no path has it");
    assert!(error.to_string().contains("is empty, which a path parameter must not be"), "{error}");
    assert_eq!(server.requests().len(), 3);
}
