//! The example of a middleware does what it says: each attempt is signed anew, credentials and all.

#[allow(clippy::pedantic, reason = "an example")]
#[path = "../examples/signing.rs"]
mod example;

mod common;

use std::time::Duration;

use common::{Server, json};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tybrite::credentials::Secret;
use tybrite::models::NewConversation;
use tybrite::{Client, Config, Key, Retry};

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let lines = request.split("\r\n");
    lines.filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

#[tokio::test]
async fn each_attempt_is_signed_anew() {
    let server = Server::start(vec![json("503 Unavailable", "{}"), json("418 Teapot", "{}")]).await;
    let key = Key::<Secret>::parse("tybrite_sk_test_abc123").expect("a secret key");
    let retry = Retry::default().base_delay(Duration::from_millis(20));
    let config = Config::new().base_url(&server.url).retry(retry).middleware(example::Signing::new(b"known"));
    let client = Client::with_config(&key, config).expect("a client");
    let call = client.create_conversation(
        NewConversation::builder()
            .customer_name("Ada")
            .customer_email("ada@example.com")
            .subject("Size")
            .message("Blue?")
            .build(),
    );
    assert!(call.idempotency_key("k-1").await.is_err());

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_ne!(header(&requests[0], "x-signature"), header(&requests[1], "x-signature"));
    for request in &requests {
        let body = request.split_once("\r\n\r\n").expect("a body").1;
        let path = request.split(' ').nth(1).expect("a path");
        let mut mac = Hmac::<Sha256>::new_from_slice(b"known").expect("a key");
        mac.update(format!("{}\nPOST\n{path}?\n{body}", header(request, "x-time")).as_bytes());
        let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(header(request, "x-signature"), signature);
        assert_eq!(header(request, "authorization"), "Bearer tybrite_sk_test_abc123");
    }
}
