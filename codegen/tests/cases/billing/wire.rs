//! Null and absence are two in what changes a customer, and one in what is read of it; pages are followed within a resource.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_billing::models::{Address, AddressCountry, CustomerUpdate, ProductCreate, FreePrice};
use case_billing::{Client, Config, Nullable, Retry};
use common::{Reply, Server, json};
use futures_util::TryStreamExt;

const ID: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

async fn serve(script: Vec<Reply>) -> (Server, Client) {
    let server = Server::start(script).await;
    let config = Config::new().base_url(&server.url).retry(Retry::off());
    (server, Client::with_config(config).expect("a client").with_access_token("sesame").expect("sent"))
}

fn customer(name: &str) -> String {
    format!(
        r#"{{"id":"{ID}","created_at":"2026-02-01T00:00:00Z","modified_at":null,"email":"a@b.example","name":{name},
            "external_id":null,"metadata":{{"shirts":3,"size":"M"}},"billing_address":null}}"#
    )
}

#[tokio::test]
async fn null_is_sent_and_read_as_absence() {
    let (server, client) = serve(vec![json("200 OK", &customer("null"))]).await;
    let address = Address::new(AddressCountry::At).city("Graz".to_owned());
    let change = CustomerUpdate::new().name(Nullable::Null).billing_address(address);
    let changed = client.customers().update(ID.parse::<uuid::Uuid>().expect("a uuid"), change).await.expect("changed");
    assert_eq!((&changed.name, &changed.modified_at, &changed.external_id), (&None, &None, &None));
    let sent = server.requests().pop().expect("a request");
    assert!(sent.ends_with(r#"{"billing_address":{"city":"Graz","country":"AT"},"name":null}"#), "{sent}");
}

#[tokio::test]
async fn pages_are_followed() {
    let page = |name: &str| {
        let items = customer(name);
        json("200 OK", &format!(r#"{{"items":[{items}],"pagination":{{"total_count":2,"max_page":2}}}}"#))
    };
    let (server, client) = serve(vec![page("\"Ada\""), page("\"Eve\"")]).await;
    let customers: Vec<_> = client.customers().list().limit(1).items().try_collect().await.expect("every page");
    let names: Vec<_> = customers.iter().filter_map(|customer| customer.name.as_deref()).collect();
    assert_eq!((names, server.requests().len()), (vec!["Ada", "Eve"], 2));
}

#[tokio::test]
async fn what_is_configured_and_what_has_no_tag_has_its_place() {
    let (server, client) = serve(vec![json("200 OK", &customer("\"Ada\"")), json("204 No Content", "")]).await;
    assert_eq!(client.customers().by_external_id("x").await.expect("read").name.as_deref(), Some("Ada"));
    client.health().health().await.expect("well");
    let requests = server.requests();
    assert!(requests[0].starts_with("GET /v1/customers/external/x ") && requests[1].starts_with("GET /health "));
    let _ = ProductCreate::new("A gift", [FreePrice::new().into()]);
}
