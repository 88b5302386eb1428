//! A client over a service in the same process, without a port, and the spans of what it sends.

#![cfg(all(feature = "testing", feature = "tracing"))]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use case_in_process::reqwest::Body;
use case_in_process::{Client, Config, Error, Retry, Rules};
use http::{Request, Response};
use tower::service_fn;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

fn client(config: Config) -> Client {
    let config = config.retry(Retry::default().base_delay(Duration::from_millis(1)));
    Client::with_config(config).expect("a client").with_key("sesame").expect("sent")
}

/// Whether a span is wanted is asked once for all threads: nothing else is under way while spans are looked at.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn a_service_answers_in_place_of_the_network() {
    let _alone = ALONE.lock().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let service = service_fn(move |request: Request<Body>| {
        told.lock().expect("no poison").push(format!("{} {}", request.method(), request.uri()));
        async { Ok::<_, Infallible>(Response::new("{\"size\":3}".to_owned())) }
    });
    let client = client(Config::new().service(service));
    let answer = client.get_thing("a b").await.expect("an answer");
    assert_eq!((answer.size, answer.status().as_u16()), (3, 200));
    assert_eq!(*seen.lock().expect("no poison"), ["GET https://api.example.org/v1/things/a%20b?key=sesame"]);
}

#[tokio::test]
async fn a_service_is_sent_retries_and_may_fail() {
    let _alone = ALONE.lock().await;
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let busy = service_fn(move |_: Request<Body>| {
        let status = if counted.fetch_add(1, Ordering::Relaxed) == 0 { 503 } else { 200 };
        let answer = Response::builder().status(status).body("{\"size\":1}".to_owned());
        async { answer }
    });
    client(Config::new().service(busy)).get_thing("a").await.expect("the second attempt");
    assert_eq!(count.load(Ordering::Relaxed), 2);

    let broken =
        service_fn(|_: Request<Body>| async { Err::<Response<String>, _>(std::io::Error::other("out of order")) });
    let error = client(Config::new().service(broken)).get_thing("a").await.expect_err("it is broken");
    assert!(
        matches!(&error, Error::Transport(error) if error.to_string().contains(": out of order (after ")),
        "{error}"
    );
}

type Fields = BTreeMap<String, String>;

/// Keeps the fields of every span and event, in the order in which they began.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Fields>>>);

struct Noted<'a>(&'a mut Fields);

impl Visit for Noted<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("case_in_process")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut all = self.0.lock().expect("no poison");
        let mut fields = Fields::new();
        span.record(&mut Noted(&mut fields));
        all.push(fields);
        Id::from_u64(all.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let at = usize::try_from(span.into_u64()).expect("small") - 1;
        values.record(&mut Noted(&mut self.0.lock().expect("no poison")[at]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Noted(&mut fields));
        self.0.lock().expect("no poison").push(fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn each_attempt_is_a_span_without_secrets() {
    let _alone = ALONE.lock().await;
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let count = Arc::new(AtomicU64::new(0));
    let service = service_fn(move |_: Request<Body>| {
        let status = if count.fetch_add(1, Ordering::Relaxed) == 0 { 503 } else { 200 };
        let answer = Response::builder().status(status).body("{\"size\":1}".to_owned());
        async { answer }
    });
    client(Config::new().service(service)).get_thing("long").rules(Rules::Warn).await.expect("an answer");
    drop(guard);
    let spans = log.0.lock().expect("no poison").clone();
    assert!(!format!("{spans:?}").contains("sesame"), "{spans:?}");
    let [warning, first, second] = spans.as_slice() else { panic!("{spans:?}") };
    assert!(warning["violation"].starts_with("path parameter `id`: "), "{warning:?}");
    let usual = [
        ("http.request.method", "GET"),
        ("operation", "getThing"),
        ("otel.kind", "client"),
        ("otel.name", "GET /things/{id}"),
        ("server.address", "api.example.org"),
        ("server.port", "443"),
        ("url.full", "https://api.example.org/v1/things/long"),
        ("url.scheme", "https"),
        ("url.template", "/things/{id}"),
    ];
    let expected = |own: &[(&str, &str)]| -> Fields {
        usual.iter().chain(own).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let failed = [("http.response.status_code", "503"), ("error.type", "503"), ("otel.status_code", "ERROR")];
    assert_eq!(*first, expected(&failed));
    assert_eq!(*second, expected(&[("http.response.status_code", "200"), ("http.request.resend_count", "1")]));
}
