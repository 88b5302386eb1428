//! Values of every format are written as they were read.

#[path = "../../common/mod.rs"]
mod common;

use case_formats::models::Host;
use case_formats::{Client, Config, Error, Wide};
use common::{Server, answer};
use serde_json::{from_value, json, to_value};

#[test]
fn what_is_read_is_written() {
    let value = json!({
        "id": "11111111-1111-4111-8111-111111111111",
        "v4": "192.0.2.1",
        "v6": "2001:db8::1",
        "either": "::1",
        "since": "2026-01-02T03:04:05.678+02:00",
        "day": "2026-01-02",
        "at": "03:04:05.5+02:00",
        "lease": "P1DT2H",
        "home": "https://a.example/%7Ea?b=c",
        "admin": "a@b.example",
        "secret": "s",
        "key": "AAEC/w==",
        "certificate": "AAEC",
        "token": "_-8",
        "raw": "é\u{0}",
        "price": "12.340",
        "load": 0.1,
        "share": 1e300,
        "port": 443,
        "small": 255,
        "serial": u64::MAX,
        "count": u64::MAX,
        "offset": i64::MIN,
        "wide": -1,
        "unknown": "x",
    });
    let host: Host = from_value(value.clone()).expect("it is read");
    assert_eq!(host.key.as_ref().map(|key| key.0.to_vec()), Some(vec![0, 1, 2, 255]));
    assert_eq!(to_value(&host).expect("JSON"), value);
}

#[test]
fn null_is_not_absence() {
    let value = json!({ "id": "11111111-1111-4111-8111-111111111111", "v6": null });
    let host: Host = from_value(value.clone()).expect("it is read");
    assert_eq!(to_value(&host).expect("JSON"), value);
}

#[test]
fn what_is_of_another_format_is_refused() {
    let value = json!({ "id": "11111111-1111-4111-8111-111111111111", "v4": "192.0.2" });
    assert!(from_value::<Host>(value).is_err());
}

#[tokio::test]
async fn integers_of_128_bits_keep_every_digit() {
    let text = format!(
        r#"{{"id":"11111111-1111-4111-8111-111111111111","wide":{},"widest":{},"without_least":{}}}"#,
        i128::MIN,
        u128::MAX,
        u64::MAX
    );
    let server = Server::start(vec![answer("application/json", &[&text])]).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    let host: Host = serde_json::from_str(&text).expect("it is read");
    assert_eq!((host.wide, host.widest), (Some(Wide(i128::MIN)), Some(Wide(u128::MAX))));
    let address = std::net::Ipv4Addr::LOCALHOST;
    let call = || client.set_host(address).body(host.clone());
    let above: i128 = 100_000_000_000_000_000_000;
    let back = call().above(above).await.expect("an answer").into_body();
    assert_eq!(back, host);
    let (head, body) = server.last();
    assert!(head.starts_with("put /hosts/127.0.0.1?above=100000000000000000000 "), "{head}");
    assert_eq!(String::from_utf8_lossy(&body), text);
    assert!(matches!(call().above(above + 1_000_000).await, Err(Error::Constraint(_))));
}
