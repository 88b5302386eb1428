//! What a client is trusted with is shown by nothing, whatever a server does with it, and goes to no other origin.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use case_secrets::{
    BuildError, Client, ClientCredentials, Config, Error, FailureEvent, Hook, RequestEvent, ResponseEvent, Retry,
    ServerAddress,
};
use common::{Reply, Server, json, with_headers};

/// A secret that every encoding writes otherwise.
const SECRET: &str = "S3c/ret+\"é&<k'ey>\\ 42";

type Shown = Pin<Box<dyn Future<Output = String> + Send>>;

fn config(url: &str) -> Config {
    Config::new().base_url(url).retry(Retry::off())
}

/// All that a result shows of itself, its errors' sources included.
fn shown<T: Debug, E: Debug>(result: &Result<T, Error<E>>) -> String {
    let mut text = format!("{result:?} {result:#?}");
    if let Err(error) = result {
        let mut source = Some(error as &dyn std::error::Error);
        while let Some(error) = source {
            let _ = write!(text, " {error} {error:?} {error:#?}");
            source = error.source();
        }
    }
    text
}

/// A call for every kind of credential and session, with what the client and the result show.
fn calls(config: &Config) -> Vec<(&'static str, Shown)> {
    let client = Client::with_config(config.clone()).expect("a client");
    let mut calls: Vec<(&'static str, Shown)> = Vec::new();
    macro_rules! call {
        ($name:literal, $client:expr, $operation:ident($($argument:expr)?)) => {{
            let client = $client;
            let call = client.$operation($($argument)?);
            let made = format!("{client:?} {client:#?} {call:?} {call:#?} ");
            calls.push(($name, Box::pin(async move { made + &shown(&call.await) })));
        }};
    }
    call!("header", client.clone().with_header(SECRET).expect("sent"), by_header());
    call!("query", client.clone().with_query(SECRET).expect("sent"), by_query());
    call!("cookie", client.clone().with_cookie(SECRET).expect("sent"), by_cookie());
    call!("basic", client.clone().with_basic("Ada", SECRET).expect("sent"), by_basic());
    call!("bearer", client.clone().with_bearer(SECRET).expect("sent"), by_bearer());
    call!("token", client.clone().with_token(SECRET).expect("sent"), by_token());
    call!("session in a header", client.clone(), in_header(SECRET));
    call!("session in the query", client.clone(), in_query(SECRET));
    call!("session in a cookie", client.clone(), in_cookie(SECRET));
    call!("session in the path", client.clone(), in_path(SECRET));
    calls
}

/// How a server may write the secret when it repeats it.
fn encodings() -> Vec<(&'static str, String)> {
    let percent = |lower: bool, space: &str| {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            b' ' => space.to_owned(),
            _ if lower => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        };
        SECRET.bytes().map(byte).collect::<String>()
    };
    let json = serde_json::to_string(SECRET).expect("a text");
    let json = json[1..json.len() - 1].to_owned();
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    // `base64.b64encode` and `urlsafe_b64encode` of Python.
    let base64 = "UzNjL3JldCsiw6kmPGsnZXk+XCA0Mg==";
    let html = "S3c/ret+&quot;é&amp;&lt;k'ey&gt;\\ 42";
    vec![
        ("as it is", SECRET.to_owned()),
        ("JSON", json.clone()),
        ("JSON with slashes", json.replace('/', "\\/")),
        ("percent", percent(false, "%20")),
        ("percent in lower case", percent(true, "%20")),
        ("form", percent(false, "+")),
        ("base64", base64.to_owned()),
        ("base64 without padding", base64.trim_end_matches('=').to_owned()),
        ("base64 of addresses", base64.replace('+', "-").replace('/', "_")),
        ("hex", hex.clone()),
        ("HEX", hex.to_uppercase()),
        ("HTML", html.to_owned()),
        ("HTML with apostrophes", html.replace('\'', "&#39;")),
        ("upper case", SECRET.to_uppercase()),
        ("lower case", SECRET.to_lowercase()),
    ]
}

/// Whether a text has a piece of the secret, in any encoding, that could not be there by chance.
fn leak(text: &str) -> Option<String> {
    let mut written: Vec<String> = encodings().into_iter().map(|(_, text)| text).collect();
    // `Ada:` and the secret, as it is sent.
    written.push("QWRhOlMzYy9yZXQrIsOpJjxrJ2V5Plwg".to_owned());
    let pieces = ["S3c/ret", "s3c/ret", "S3C/RET", "S3c\\/ret", "S3c%2", "UzNjL3Jl", "5333632f"];
    written.into_iter().chain(pieces.map(str::to_owned)).find(|form| text.contains(form.as_str()))
}

/// Answers that repeat a text, by the place where they do.
fn answers(text: &str) -> Vec<(&'static str, Reply)> {
    let quoted = serde_json::to_string(text).expect("a text");
    let said = format!(r#"{{"text":{quoted}}}"#);
    let headers = format!("content-type: application/json\r\nset-cookie: sid={text}\r\nx-echo: {text}\r\n");
    let location = format!("location: http://127.0.0.1:9/{text}?a={text}\r\n");
    let long = format!("{}{text}", "x".repeat(290));
    vec![
        ("success", with_headers("200 OK", &headers, &said)),
        ("failure", with_headers("400 Bad Request", &headers, &said)),
        ("undeclared", with_headers("500 Internal Server Error", &headers, text)),
        ("undeclared and cut", with_headers("500 Internal Server Error", &headers, &long)),
        ("no JSON", with_headers("200 OK", &headers, text)),
        ("of another type", json("200 OK", &quoted)),
        ("with another field", json("400 Bad Request", &format!(r#"{{"text":{{{quoted}:1}}}}"#))),
        ("another content type", with_headers("200 OK", &format!("content-type: text/{text}\r\n"), "x")),
        ("redirection", with_headers("302 Found", &location, "")),
    ]
}

#[test]
fn the_test_knows_its_encodings() {
    for (name, text) in encodings() {
        assert!(leak(&text).is_some(), "{name}");
    }
    assert_eq!(leak("S3cret [redacted]"), None);
}

#[tokio::test]
async fn nothing_that_is_shown_has_a_secret_of_the_request() {
    let mut checked = 0;
    for (encoding, text) in encodings() {
        let places = answers(&text).len();
        for place in 0..places {
            let kinds = 10;
            let script = (0..kinds).map(|_| answers(&text).swap_remove(place).1).collect();
            let server = Server::start(script).await;
            for (kind, call) in calls(&config(&server.url)) {
                let told = call.await;
                let name = answers(&text)[place].0;
                assert_eq!(leak(&told), None, "{kind}, {encoding}, {name}: {told}");
                checked += 1;
            }
            assert_eq!(server.requests().len(), kinds, "each was sent");
        }
    }
    assert_eq!(checked, 15 * 9 * 10);
}

#[tokio::test]
async fn items_of_streams_show_no_secret_of_the_request() {
    for (encoding, text) in encodings() {
        let quoted = serde_json::to_string(&text).expect("a text");
        let item = format!(r#"{{"count":{quoted}}}"#);
        let events = with_headers("200 OK", "content-type: text/event-stream\r\n", &format!("data: {item}\n\n"));
        let lines = with_headers("200 OK", "content-type: application/jsonl\r\n", &format!("{item}\n"));
        let server = Server::start(vec![events, lines]).await;
        let client = Client::with_config(config(&server.url)).expect("a client").with_header(SECRET).expect("sent");
        let mut events = client.events().await.expect("a stream").into_body();
        let error = events.next().await.expect("an item").expect_err("no number");
        let mut told = format!("{error} {error:?} {error:#?} {:?}", error.source());
        let mut lines = client.lines().await.expect("a stream").into_body();
        let error = lines.next().await.expect("an item").expect_err("no number");
        let _ = write!(told, "{error} {error:?} {error:#?} {:?}", error.source());
        assert!(told.contains("[redacted]"), "{told}");
        assert_eq!(leak(&told), None, "{encoding}: {told}");
    }
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<String>>);

impl Hook for Seen {
    fn on_request(&self, request: &RequestEvent<'_>) {
        self.keep(&format!("{request:?} {} {:?} {:?}", request.url, request.headers, request.body));
    }

    fn on_response(&self, response: &ResponseEvent<'_>) {
        self.keep(&format!("{response:?} {:?} {}", response.headers, String::from_utf8_lossy(response.body)));
    }

    fn on_failure(&self, failure: &FailureEvent<'_>) {
        self.keep(&format!("{failure:?} {}", failure.error));
    }
}

impl Seen {
    fn keep(&self, text: &str) {
        self.0.lock().expect("no poison").push_str(text);
    }
}

#[tokio::test]
async fn hooks_see_no_secret_of_the_request() {
    for (encoding, text) in encodings() {
        for place in 0..answers(&text).len() {
            let script = (0..10).map(|_| answers(&text).swap_remove(place).1).collect();
            let (server, seen) = (Server::start(script).await, Seen::default());
            for (_, call) in calls(&config(&server.url).hook(seen.clone())) {
                call.await;
            }
            let told = seen.0.lock().expect("no poison").clone();
            assert_eq!(leak(&told), None, "{encoding}, {}: {told}", answers(&text)[place].0);
            assert!(told.contains("in-path/[redacted]/end") && told.contains("in-query?session=[redacted]"), "{told}");
        }
    }
}

#[tokio::test]
async fn short_secrets_are_hidden_where_they_are_sent() {
    let (server, seen) = (Server::start((0..4).map(|_| json("200 OK", r#"{"text":"k"}"#)).collect()).await, Seen::default());
    let client = Client::with_config(config(&server.url).hook(seen.clone())).expect("a client");
    client.in_path("k").await.expect("an answer");
    client.in_query("k").await.expect("an answer");
    client.in_header("k").await.expect("an answer");
    client.clone().with_query("k").expect("sent").by_query().await.expect("an answer");
    let told = seen.0.lock().expect("no poison").clone();
    assert!(told.contains("/in-path/[redacted]/end"), "{told}");
    assert!(told.contains("/in-query?session=[redacted]"), "{told}");
    assert!(told.contains(r#""x-session": "[redacted]""#), "{told}");
    assert!(!told.contains("key="), "{told}");
}

#[tokio::test]
async fn failures_show_no_secret() {
    // Nobody listens there.
    let closed = "http://127.0.0.1:1";
    let seen = Seen::default();
    for (kind, call) in calls(&config(closed).hook(seen.clone()).timeout(Duration::from_secs(5))) {
        let told = call.await;
        assert_eq!(leak(&told), None, "{kind}: {told}");
    }
    assert_eq!(leak(&seen.0.lock().expect("no poison")), None);
}

#[tokio::test]
async fn no_credential_is_taken_to_another_origin() {
    for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        for (index, kind) in calls(&config("http://127.0.0.1:1")).iter().map(|(kind, _)| *kind).enumerate() {
            let other = Server::start(vec![json("200 OK", r#"{"text":"x"}"#)]).await;
            for location in [format!("{}/elsewhere", other.url), "/elsewhere".to_owned()] {
                let reply = with_headers(status, &format!("location: {location}\r\n"), "");
                let server = Server::start(vec![reply, json("200 OK", r#"{"text":"x"}"#)]).await;
                // Whatever is set of the client of HTTP.
                let following = |http: case_secrets::reqwest::ClientBuilder| {
                    http.redirect(case_secrets::reqwest::redirect::Policy::limited(5))
                };
                let told = calls(&config(&server.url).http_settings(following)).swap_remove(index).1.await;
                assert!(told.contains(&format!("it redirects to `{location}`, which is not followed")), "{kind} {told}");
                assert_eq!(server.requests().len(), 1, "{kind} {status}");
            }
            assert!(other.requests().is_empty(), "{kind} {status}");
        }
    }
}

#[tokio::test]
async fn a_request_for_a_token_goes_to_no_other_origin() {
    for in_body in [true, false] {
        let other = Server::start(vec![json("200 OK", r#"{"access_token":"t","token_type":"bearer"}"#)]).await;
        let location = format!("location: {}/oauth\r\n", other.url);
        let server = Server::start(vec![with_headers("307 Temporary Redirect", &location, "")]).await;
        let credentials = ClientCredentials::new("id", SECRET);
        let credentials = if in_body { credentials.secret_in_body() } else { credentials };
        let client = Client::with_config(config(&server.url)).expect("a client");
        let client = client.with_token_client(credentials).expect("an address");
        let told = shown(&client.by_token().await);
        assert!(told.contains("the token server responded with 307"), "{told}");
        assert!(other.requests().is_empty());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn what_the_server_of_tokens_says_is_shown_in_short_and_without_secrets() {
    for (encoding, text) in encodings() {
        let text = serde_json::to_string(&format!("\u{1b}]0;x {text} {}", "y".repeat(5000))).expect("a text");
        let body = format!(r#"{{"error":"invalid_client","error_description":{text}}}"#);
        let server = Server::start(vec![json("401 Unauthorized", &body)]).await;
        let client = Client::with_config(config(&server.url)).expect("a client");
        let client = client.with_token_client(ClientCredentials::new("id", SECRET)).expect("an address");
        let told = client.by_token().await.expect_err("no token").to_string();
        assert_eq!(leak(&told), None, "{encoding}: {told}");
        assert!(told.contains("invalid_client") && told.contains("[redacted]"), "{told}");
        assert!(told.len() < 600 && !told.contains('\u{1b}'), "{told}");
    }
}

#[test]
fn addresses_that_paths_cannot_be_put_behind_are_refused_without_showing_secrets() {
    for (address, reason) in [
        ("http://127.0.0.1/a?key=S3c/ret", "has a query"),
        ("http://127.0.0.1/a?", "has a query"),
        ("http://127.0.0.1/a#S3c/ret", "has a fragment"),
        ("http://ada:S3c/ret@127.0.0.1/a", "is not absolute"),
        ("http://ada:S3c%2Fret@127.0.0.1/a", "has a user name or a password"),
        ("http://S3c%2Fret@127.0.0.1/a", "has a user name or a password"),
        ("127.0.0.1:4020", "is not absolute"),
        ("//127.0.0.1/a", "is not absolute"),
        ("/a", "is not absolute"),
        ("localhost:4020", "has a scheme other than `http` and `https`"),
        ("file:///etc/passwd", "has a scheme other than `http` and `https`"),
        ("http://127.0.0.1/a b", "has white space or a control character"),
        ("http://127.0.0.1/a\n", "has white space or a control character"),
        (" http://127.0.0.1/a", "has white space or a control character"),
        ("http://127.0.0.1/\u{0}", "has white space or a control character"),
    ] {
        let config = config(address);
        let mut told = format!("{config:?} {config:#?}");
        let error = Client::with_config(config).expect_err(address);
        let _ = write!(told, " {error} {error:?} {:?}", error.source());
        assert!(matches!(&error, BuildError::BaseUrl(error) if error.reason().contains(reason)), "{address}: {error}");
        assert!(error.to_string().contains(reason), "{address}: {error}");
        assert_eq!(leak(&told), None, "{address}: {told}");
    }
    for fine in ["http://127.0.0.1:4020", "https://a.example/v1/", "http://[::1]:80/a%20b"] {
        assert!(Client::with_config(config(fine)).is_ok(), "{fine}");
    }
}

#[test]
fn addresses_of_servers_show_no_password() {
    fn is_shown<T: Debug>() {}
    is_shown::<ServerAddress>();
    let told = format!("{:?}", config("https://ada:S3c%2Fret@a.example/v1?a=S3c%2Fret#S3c%2Fret"));
    assert_eq!(leak(&told), None, "{told}");
    assert!(told.contains("https://[redacted]@a.example/v1?[redacted]"), "{told}");
}
