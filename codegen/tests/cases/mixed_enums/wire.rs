//! Listed values of every kind are written as they were read; what is not listed is kept, and never sent.

use case_mixed_enums::models::{Cache, Options, OptionsSigns};
use case_mixed_enums::{Client, Config, Error};
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
async fn what_is_not_listed_is_not_sent() {
    let options: Options = from_value(json!({ "cache": 7 })).expect("it is read");
    let client = Client::with_config(Config::new().base_url("http://127.0.0.1:9")).expect("a client");
    let Err(Error::Constraint(error)) = client.set_options().body(options).await else { panic!("7 is not listed") };
    assert_eq!(error.violations()[0].parameter(), "cache");
}
