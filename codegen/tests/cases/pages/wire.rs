//! How the pages of lists follow each other, in the styles of APIs that people use, on the wire.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_pages::models::Named;
use case_pages::{BoxStream, Client, Config, Error, Retry};
use common::{Reply, Server, json, with_headers};
use futures_util::{StreamExt, TryStreamExt};

async fn serve(script: Vec<Reply>) -> (Server, Client) {
    let server = Server::start(script).await;
    let config = Config::new().base_url(format!("{}/v1", server.url)).retry(Retry::off());
    let client = Client::with_config(config).expect("a client").with_key("sesame").expect("sent");
    (server, client)
}

fn named(ids: &[&str]) -> String {
    let items: Vec<String> = ids.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    format!("[{}]", items.join(","))
}

async fn ids<E: std::fmt::Debug>(items: BoxStream<Result<Named, Error<E>>>) -> Vec<String> {
    items.map_ok(|item| item.id).try_collect().await.expect("every page")
}

/// What each request asked for, without the path that all have and the credential.
fn asked(server: &Server) -> Vec<String> {
    let target = |request: &String| {
        let line = request.lines().next().expect("a line").trim_start_matches("GET /v1/");
        line.trim_end_matches(" HTTP/1.1").replace("?key=sesame", "").replace("&key=sesame", "")
    };
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.matches("key=sesame").count() == 1), "{requests:?}");
    requests.iter().map(target).collect()
}

/// GitHub: the header `Link` leads on, by an address of the server's own.
#[tokio::test]
async fn links_are_followed() {
    let page = |link: &str, ids: &[&str]| {
        let head = if link.is_empty() { String::new() } else { format!("link: {link}\r\n") };
        with_headers("200 OK", &format!("content-type: application/json\r\n{head}"), &named(ids))
    };
    let first = r#"</v1/repos?page=1>; rel="prev", </v1/organizations/7/repos?per_page=2&page=2>; title="a, b"; rel="next last""#;
    let (server, client) =
        serve(vec![page(first, &["a", "b"]), page(r#"<https://else.where/>; rel="prev""#, &["c"])]).await;
    assert_eq!(ids(client.list_repos().per_page(2).items()).await, ["a", "b", "c"]);
    assert_eq!(asked(&server), ["repos?per_page=2", "organizations/7/repos?per_page=2&page=2"]);
}

#[tokio::test]
async fn a_link_to_another_origin_is_not_followed() {
    let headers = "content-type: application/json\r\nlink: <https://else.where/repos?page=2>; rel=next\r\n";
    let (server, client) = serve(vec![with_headers("200 OK", headers, &named(&["a"]))]).await;
    let items: Vec<_> = client.list_repos().items().collect().await;
    let Some(Err(Error::Decode(error))) = items.last() else { panic!("{items:?}") };
    assert_eq!(error.reason(), "the next page is on another origin, https://else.where");
    assert_eq!(server.requests().len(), 1);
}

/// Stripe: what follows the last item, while there are more.
#[tokio::test]
async fn the_last_item_leads_on() {
    let page = |ids: &[&str], more: bool| {
        let data = named(ids);
        json("200 OK", &format!(r#"{{"object":"list","url":"/v1/charges","has_more":{more},"data":{data}}}"#))
    };
    let (server, client) = serve(vec![page(&["ch_1", "ch_2"], true), page(&["ch_3"], false)]).await;
    assert_eq!(ids(client.list_charges().limit(2).items()).await, ["ch_1", "ch_2", "ch_3"]);
    assert_eq!(asked(&server), ["charges?limit=2", "charges?limit=2&starting_after=ch_2"]);
}

/// resend: the same by other names; a last page may be empty.
#[tokio::test]
async fn an_empty_page_ends_what_follows_items() {
    let page = |ids: &[&str], more: bool| {
        json("200 OK", &format!(r#"{{"object":"list","has_more":{more},"data":{}}}"#, named(ids)))
    };
    let (server, client) = serve(vec![page(&["a"], true), page(&["b"], true), page(&[], true)]).await;
    assert_eq!(ids(client.list_emails().items()).await, ["a", "b"]);
    assert_eq!(asked(&server), ["emails", "emails?after=a", "emails?after=b"]);
}

/// polar: numbers up to the greatest.
#[tokio::test]
async fn pages_are_counted_to_the_last() {
    let page = |ids: &[&str]| {
        let items = named(ids);
        json("200 OK", &format!(r#"{{"items":{items},"pagination":{{"total_count":3,"max_page":2}}}}"#))
    };
    let (server, client) = serve(vec![page(&["a", "b"]), page(&["c"])]).await;
    assert_eq!(ids(client.list_orders().limit(2).items()).await, ["a", "b", "c"]);
    assert_eq!(asked(&server), ["orders?limit=2", "orders?page=2&limit=2"]);

    let (server, client) = serve(vec![page(&["c"])]).await;
    let pages: Vec<_> = client.list_orders().page(2).pages().try_collect().await.expect("pages");
    assert_eq!((pages.len(), pages[0].pagination.total_count), (1, 3));
    assert_eq!(asked(&server), ["orders?page=2"]);
}

#[tokio::test]
async fn items_are_passed_over_until_none_are_left() {
    let page = |rows: &str| json("200 OK", rows);
    let (server, client) = serve(vec![page("[1,2,3]"), page("[4]"), page("[]")]).await;
    let rows: Vec<i64> = client.list_rows().offset(5).items().try_collect().await.expect("every page");
    assert_eq!(rows, [1, 2, 3, 4]);
    assert_eq!(asked(&server), ["rows?offset=5", "rows?offset=8", "rows?offset=9"]);
}

#[tokio::test]
async fn a_server_that_gives_the_same_page_again_is_at_its_end() {
    let page = || json("200 OK", "[1,2]");
    let (server, client) = serve(vec![page(), page(), page()]).await;
    let rows: Vec<i64> = client.list_rows().items().try_collect().await.expect("every page");
    assert_eq!((rows, server.requests().len()), (vec![1, 2], 2));
}

/// Twilio: the address of the next page, below the same server.
#[tokio::test]
async fn the_address_of_the_next_page_is_followed() {
    let page =
        |ids: &[&str], next: &str| json("200 OK", &format!(r#"{{"calls":{},"next_page_uri":{next}}}"#, named(ids)));
    let (server, client) =
        serve(vec![page(&["a"], r#""/v1/calls.json?Page=1&key=sesame""#), page(&["b"], "null")]).await;
    let call = client.list_calls().page_size(1).header("x-tenant", "blue");
    assert_eq!(ids(call.items()).await, ["a", "b"]);
    assert_eq!(asked(&server), ["calls.json?PageSize=1", "calls.json?Page=1"]);
    assert!(
        server.requests().iter().all(|request| request.contains("x-tenant: blue")),
        "what the call carries goes along"
    );
}

/// Square: a list without items is absent.
#[tokio::test]
async fn an_absent_list_is_empty() {
    let script = vec![json("200 OK", r#"{"accounts":[{"id":"a"}],"cursor":"x"}"#), json("200 OK", "{}")];
    let (server, client) = serve(script).await;
    assert_eq!(ids(client.list_accounts().items()).await, ["a"]);
    assert_eq!(asked(&server), ["accounts", "accounts?cursor=x"]);
}

#[tokio::test]
async fn pages_are_what_the_document_and_the_configuration_say() {
    let page = |sheets: &str| json("200 OK", &format!(r#"{{"sheets":{sheets}}}"#));
    let (server, client) = serve(vec![page(r#"["a"]"#), page(r#"["b"]"#), page("[]")]).await;
    let sheets: Vec<String> = client.list_sheets().items().try_collect().await.expect("every page");
    assert_eq!(sheets, ["a", "b"]);
    assert_eq!(asked(&server), ["sheets", "sheets?sheet=1", "sheets?sheet=2"]);

    let page = |notes: &str| json("200 OK", &format!(r#"{{"found":{{"notes":{notes}}}}}"#));
    let (server, client) = serve(vec![page(r#"["a","b"]"#), page("[]")]).await;
    let notes: Vec<String> = client.search_notes().items().try_collect().await.expect("every page");
    assert_eq!(notes, ["a", "b"]);
    assert_eq!(asked(&server), ["notes", "notes?from=2"]);
}
