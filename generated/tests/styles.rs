//! The client and the mock agree on every style of parameters: what the one writes, the other reads as valid values.
//!
//! The client is that of the golden case `parameter_styles`; the mock validates what it is sent by the same document.

#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "a client, and more than the test asks of it"
)]

#[rustfmt::skip]
#[path = "../../codegen/tests/cases/parameter_styles/expected/src/client.rs"]
mod client;
#[rustfmt::skip]
#[path = "../../codegen/tests/cases/parameter_styles/expected/src/models.rs"]
mod models;
#[rustfmt::skip]
#[path = "../../codegen/tests/cases/parameter_styles/expected/src/operations/mod.rs"]
mod operations;
#[path = "../src/support/mod.rs"]
#[rustfmt::skip]
mod support;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use client::Client;
use models::{Colour, Filter, FilterRangesItem};
use support::{Config, Retry};
use trueline_conformance::mock::{Fixture, Mock, Server};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/cases/parameter_styles/openapi.yaml");

/// A mock of its own, as long as the test's runtime lives.
async fn mock() -> String {
    let api = load(DOCUMENT, &FileSystem, LoadOptions::default()).expect("read").api.expect("right");
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(Mock::new(Arc::new(api), Fixture::default()), address).await.expect("a free port");
    let url = format!("http://{}", server.address());
    tokio::spawn(server.serve(pending()));
    url
}

/// Sends each call, and tells which the mock refused.
macro_rules! refused {
    ($($call:expr),* $(,)?) => {{
        let mut refused = Vec::new();
        $(if let Err(error) = $call.await {
            refused.push(format!("{}: {error}", stringify!($call)));
        })*
        refused
    }};
}

#[tokio::test]
async fn the_mock_reads_what_the_client_writes() {
    let config = Config::new().base_url(mock().await).retry(Retry::off());
    let client = &Client::with_config(config).expect("a client");
    let list = || ["blue", "a,b &=;/%ü", "brown"].map(str::to_owned).to_vec();
    let plain = || ["blue", "black"].map(str::to_owned).to_vec();
    let colour = || Colour::builder().r(100).g(200).b(150).build();
    let ranges = vec![FilterRangesItem::new(1).to(2), FilterRangesItem::new(5)];
    let odd = "a:/?#[]@!$&'()*+,;=% ü";
    let refused = refused![
        client.path_simple("b/l ue", list(), colour()),
        client.path_simple_exploded("blue", list(), colour()),
        client.path_label("blue", list(), colour()),
        client.path_label_exploded("blue", plain(), colour()),
        client.path_matrix("blue", list(), colour()),
        client.path_matrix_exploded("blue", list(), colour()),
        client.query_form().text(odd).list(list()).colour(colour()),
        client.query_form_exploded().text(odd).list(list()).colour(colour()),
        client.query_space_delimited().list(list()).colour(colour()),
        client.query_pipe_delimited().list(list()).colour(colour()),
        client.query_deep_object_exploded().colour(colour()),
        client.query_deep_object_exploded().filter(Filter::new().colour(colour()).tags(list()).ranges(ranges)),
        client.header().x_text("blue").x_list(plain()).x_colour(colour()),
        client.header_exploded().x_text("blue").x_list(plain()).x_colour(colour()),
        client.cookie().text("b;lue").list(list()).colour(colour()),
        client.cookie_exploded().text("blue").list(list()).colour(colour()),
        client.content(colour()).query(colour()).x_header(colour()).cookie(colour()).plain("a b").xml("<b/>"),
        client.reserved().kept(odd).encoded(odd).list(list()),
        client.clash("1", "3").query_id("2").cookie_id("4").filter_name("n").top("5"),
        client.dots("a.b", "tar.gz"),
        client.fragment("a").page(2),
        client.fixed_query().page(2),
        client.odd_literals(),
    ];
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
