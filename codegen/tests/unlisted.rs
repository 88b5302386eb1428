//! What a server sent and the document does not list is written again as it came, and sent so; `unlisted` makes such values by
//! hand, and texts become the values that they mean.

#![allow(dead_code, unused_imports, clippy::pedantic, reason = "the parts of a client that models stand on")]

/// The run-time part, as far as models need it.
#[path = "../src/support"]
mod support {
    mod base64;
    mod missing;
    pub mod model;
    pub mod null;
    pub mod record;
    pub mod sending;

    pub use missing::Missing;
    pub use model::{Base64, Nullable, UnknownInteger, UnknownValue, UnknownVariant, UnlistedValue};
    pub(crate) use model::{present, read_listed, read_listed_or};
}

#[rustfmt::skip]
#[path = "cases/integer_enums/expected/src/models.rs"]
mod lamps;
#[rustfmt::skip]
#[path = "cases/one_of/expected/src/models.rs"]
mod payments;

use lamps::{Lamp, LampShift};
use payments::{Payment, Shape, TransferSpeed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use support::sending;

/// Holds that a value is written and sent as it was received.
fn comes_back<T: DeserializeOwned + Serialize>(value: Value) {
    let typed: T = serde_json::from_value(value.clone()).expect("it is read");
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), value);
    assert_eq!(sending::to_value(&typed), Ok(value));
}

#[test]
fn what_is_not_listed_is_sent_as_it_came() {
    comes_back::<Lamp>(json!({ "version": 1, "state": 1 }));
    comes_back::<Lamp>(json!({ "version": 1, "state": 2 }));
    comes_back::<Vec<Lamp>>(json!([{ "version": 1, "state": 2, "shift": 3 }]));
    comes_back::<Payment>(json!({ "kind": "transfer", "iban": "X", "speed": "at once" }));
    comes_back::<Payment>(json!({ "kind": "cheque", "number": 7 }));
    comes_back::<Vec<Payment>>(json!([{ "kind": "transfer", "iban": "X" }, { "kind": "cheque" }]));
}

#[test]
fn what_is_not_listed_is_made_by_hand() {
    assert_eq!(serde_json::to_value(TransferSpeed::unlisted("at once")).expect("JSON"), json!("at once"));
    assert_eq!(TransferSpeed::unlisted("slow"), TransferSpeed::Slow, "it is listed");
    assert_eq!(serde_json::to_value(LampShift::unlisted(7)).expect("JSON"), json!(7));
    let cheque = json!({ "kind": "cheque", "number": 7 });
    assert_eq!(serde_json::to_value(Payment::unlisted(cheque.clone())).expect("JSON"), cheque);
    assert!("at once".parse::<TransferSpeed>().is_err(), "a mistake in writing is none of these");
}

#[test]
fn a_text_becomes_the_alternative_that_is_one() {
    assert_eq!(Shape::from("round"), Shape::Text("round".to_owned()));
}

#[test]
fn a_failure_to_write_leaves_nothing_behind() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("broken"))
        }
    }
    assert_eq!(sending::to_value(&Broken), Err("broken".to_owned()));
    assert!(!sending::is_sending());
}
