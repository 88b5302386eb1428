//! Values of every format are written as they were read.

use case_formats::models::Host;
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
