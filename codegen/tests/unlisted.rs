//! What a server sent and the document does not list is written again as it came, and found where it would be sent.

#![allow(dead_code, unused_imports, clippy::pedantic, reason = "the parts of a client that models stand on")]

/// The run-time part, as far as models need it.
#[path = "../src/support"]
mod support {
    mod base64;
    pub mod model;
    pub mod record;
    pub mod unlisted;

    pub(crate) use model::present;
    pub use model::{Base64, Nullable, UnknownInteger, UnknownValue, UnknownVariant, UnlistedValue};
}

#[rustfmt::skip]
#[path = "cases/integer_enums/expected/src/models.rs"]
mod lamps;
#[rustfmt::skip]
#[path = "cases/one_of/expected/src/models.rs"]
mod payments;

use lamps::Lamp;
use payments::Payment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use support::unlisted;

/// Reads a value; the places that keep it from being sent.
fn places<T: DeserializeOwned + Serialize>(value: Value) -> Vec<String> {
    let typed: T = serde_json::from_value(value.clone()).expect("it is read");
    let found = unlisted::places(&unlisted::to_value(&typed).expect("it can be written"));
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), value, "it is kept, and not marked for good");
    found
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn an_unlisted_integer_is_found() {
    assert_eq!(places::<Lamp>(json!({ "version": 1, "state": 1 })), none());
    assert_eq!(places::<Lamp>(json!({ "version": 1, "state": 2 })), ["state"]);
    assert_eq!(places::<Vec<Lamp>>(json!([{ "version": 1, "state": 2, "shift": 3 }])), ["[0].state", "[0].shift"]);
}

#[test]
fn an_unlisted_string_within_a_union_is_found() {
    let transfer = |speed: &str| json!({ "kind": "transfer", "iban": "X", "speed": speed });
    assert_eq!(places::<Payment>(transfer("slow")), none());
    assert_eq!(places::<Payment>(transfer("at once")), ["speed"]);
}

#[test]
fn an_alternative_that_nobody_lists_is_found() {
    assert_eq!(places::<Payment>(json!({ "kind": "cheque", "number": 7 })), [""]);
    let several = json!([{ "kind": "transfer", "iban": "X" }, { "kind": "cheque" }]);
    assert_eq!(places::<Vec<Payment>>(several), ["[1]"]);
}

#[test]
fn a_failure_to_write_leaves_nothing_behind() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("broken"))
        }
    }
    assert_eq!(unlisted::to_value(&Broken), Err("broken".to_owned()));
    let lamp: Lamp = serde_json::from_value(json!({ "version": 1, "state": 2 })).expect("it is read");
    assert_eq!(serde_json::to_value(&lamp).expect("JSON"), json!({ "version": 1, "state": 2 }));
}
