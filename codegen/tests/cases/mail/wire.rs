//! Operations are called on their resource, by names without it; clashes have whole names.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_mail::models::{ApiKeysCreateBody, ApiKeysCreateBodyAsForm, NewEmail};
use case_mail::{Client, Config, Retry};
use common::{Reply, Server, json};

async fn serve(script: Vec<Reply>) -> (Server, Client) {
    let server = Server::start(script).await;
    let config = Config::new().base_url(&server.url).retry(Retry::off());
    (server, Client::with_config(config).expect("a client").with_bearer_auth("sesame").expect("sent"))
}

fn email() -> NewEmail {
    NewEmail::builder().subject("Size").to("bob@post.example").from("ada@post.example").build()
}

/// The first lines of what was sent.
fn asked(server: &Server) -> Vec<String> {
    let line = |request: &String| request.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    server.requests().iter().map(line).collect()
}

#[tokio::test]
async fn operations_belong_to_resources() {
    let none = || json("204 No Content", "");
    let key = || json("201 Created", r#"{"id":"k","name":"n"}"#);
    let list = || json("200 OK", "[]");
    let script = vec![json("201 Created", r#"{"id":"e"}"#), json("202 Accepted", "{}"), list(), key(), key(), none(), none(), none()];
    let (server, client) = serve(script).await;
    let emails = client.emails();
    assert_eq!(emails.send(email()).await.expect("sent").id, "e");
    emails.send_batch([email()]).await.expect("sent");
    assert!(client.received_emails().list().await.expect("a list").is_empty());
    client.api_keys().create(ApiKeysCreateBody::new("n")).await.expect("a key");
    client.api_keys().create_as_form(ApiKeysCreateBodyAsForm::new("n")).await.expect("a key");
    client.domains().get_by_name("a.example").await.expect("verified");
    // Both would be `check`.
    client.domains().check_domain("a.example").await.expect("checked");
    client.domains().domains_check("a.example").await.expect("not checked any more");
    let expected = [
        "POST /emails",
        "POST /emails/batch",
        "GET /emails/received",
        "POST /api-keys",
        "POST /api-keys",
        "GET /v2/domains/a.example",
        "POST /v2/domains/a.example/checks",
        "DELETE /v2/domains/a.example/checks",
    ];
    assert_eq!(asked(&server), expected);
}

#[tokio::test]
async fn a_resource_of_a_taken_name_has_another() {
    let (server, client) = serve(vec![json("200 OK", r#"{"plan":"free"}"#)]).await;
    assert_eq!(client.core_operations().account().await.expect("an account").plan.as_deref(), Some("free"));
    assert_eq!(asked(&server), ["GET /account"]);
}
