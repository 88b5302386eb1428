//! Listed values of every kind are written as they were read; what is not listed is kept, and sent as it came.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_mixed_enums::models::{Cache, Options, OptionsSigns};
use case_mixed_enums::{Client, Config};
use common::{Server, with_headers};
use serde_json::{from_value, json, to_value};

#[test]
fn what_is_read_is_written() {
    for cache in [json!("auto"), json!(1), json!(1.5), json!(true), json!(false), json!("1"), json!({ "new": [2] })] {
        let value = json!({ "cache": cache, "nothing": null });
        let options: Options = from_value(value.clone()).expect("it is read");
        assert_eq!(to_value(&options).expect("JSON"), value);
    }
    assert_eq!(from_value::<Cache>(json!(1.0)).expect("it is read"), Cache::N1);
    let value = json!({
        "text": "fixed", "number": 4, "fraction": 1.5, "yes": true, "object": { "a": 1 }, "wide": u64::MAX,
        "fractions": 0.5, "signs": "",
    });
    let options: Options = from_value(value.clone()).expect("it is read");
    assert_eq!(options.signs, Some(OptionsSigns::Empty));
    assert_eq!(to_value(&options).expect("JSON"), value);
}

#[tokio::test]
async fn what_is_not_listed_is_sent_as_it_came() {
    let options: Options = from_value(json!({ "cache": 7 })).expect("it is read");
    assert_eq!(options.cache, Some(Cache::unlisted(7)));
    let server = Server::start(vec![with_headers("418 I'm a teapot", "", "")]).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    client.set_options().body(options).await.expect_err("no such status is declared");
    assert!(server.requests()[0].ends_with(r#"{"cache":7}"#), "{:?}", server.requests());
}
