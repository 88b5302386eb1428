//! Which server each call goes to.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_servers::servers::{self, Edge, Port, Production, Region, Scheme, Server as AtHome};
use case_servers::{BuildError, Client, Config, DEFAULT_BASE_URL, ServerAddress};
use common::{Server, with_headers};

fn url(server: impl Into<ServerAddress>) -> String {
    server.into().url().to_owned()
}

async fn server() -> Server {
    Server::start((0..4).map(|_| with_headers("204 No Content", "", "")).collect()).await
}

fn paths(server: &Server) -> Vec<String> {
    server.requests().iter().filter_map(|request| request.split(' ').nth(1).map(str::to_owned)).collect()
}

#[test]
fn variables_are_what_the_document_says_unless_they_are_told() {
    assert_eq!(DEFAULT_BASE_URL, "https://eu.api.example/v2");
    assert_eq!(url(Production::new()), DEFAULT_BASE_URL);
    assert_eq!(url(Production::default().region(Region::UsEast).base_path("v3")), "https://us-east.api.example/v3");
    assert_eq!(url(servers::THE_SANDBOX), "https://sandbox.example/v2");
    assert_eq!(url(AtHome::new("localhost").scheme(Scheme::Http).port(Port::N443)), "http://localhost:443");
    assert_eq!(url(Edge::new()), "https://us-east.cdn.example");
}

#[test]
fn an_address_that_is_none_is_told_when_the_client_is_made() {
    let config = Config::new().server(AtHome::new("no host/"));
    assert!(matches!(Client::with_config(config), Err(BuildError::BaseUrl(error)) if error.address() == "https://no host/:8443"));
    let config = Config::new().server(servers::FILES.at("ftp://files.example"));
    assert!(matches!(Client::with_config(config), Err(BuildError::BaseUrl(_))));
}

#[tokio::test]
async fn operations_keep_to_servers_of_their_own() {
    let (main, files, edge) = (server().await, server().await, server().await);
    let config = Config::new()
        .server(servers::THE_SANDBOX.at(format!("{}/v9/", main.url)))
        .server(servers::FILES.at(&files.url))
        .server(ServerAddress::from(Edge::new()).at(format!("{}/edge", edge.url)));
    let client = Client::with_config(config).expect("a client");
    client.list_things().await.expect("an answer");
    client.store_file().await.expect("an answer");
    client.read_file().await.expect("an answer");
    client.health().await.expect("an answer");
    assert_eq!(paths(&main), ["/v9/things", "/status/health"]);
    assert_eq!((paths(&files), paths(&edge)), (vec!["/files".to_owned()], vec!["/edge/files".to_owned()]));
}

#[tokio::test]
async fn a_base_address_is_for_all_of_them() {
    let all = server().await;
    let client = Client::with_config(Config::new().base_url(format!("{}/base", all.url))).expect("a client");
    client.list_things().await.expect("an answer");
    client.store_file().await.expect("an answer");
    client.read_file().await.expect("an answer");
    client.health().await.expect("an answer");
    assert_eq!(paths(&all), ["/base/things", "/base/files", "/base/files", "/base/health"]);
}
