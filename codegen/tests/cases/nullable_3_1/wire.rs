//! Null and absence are two things, wherever null is a value.

use case_nullable_3_1::models::{Holder, Thing};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

fn read<T: DeserializeOwned + Serialize>(value: &Value) -> T {
    let typed: T = from_value(value.clone()).expect("it is read");
    assert_eq!(to_value(&typed).expect("JSON"), *value);
    typed
}

#[test]
fn what_is_read_is_written() {
    let _: Holder = read(&json!({}));
    let _: Holder = read(&json!({ "anything": null, "nothing": null, "none": null, "undeclared": null }));
    let _: Holder = read(&json!({ "anything": [1], "undeclared": "a property that is required alone" }));
    let _: Thing = read(&json!({ "required_nullable": null, "required": "a" }));
    let _: Thing = read(&json!({
        "required_nullable": "a", "required": "b", "optional_nullable": null, "state": null, "maybe": null,
        "text_or_number": null, "nothing": null,
    }));
    let _: Thing = read(&json!({
        "required_nullable": "a", "required": "b", "optional_nullable": 1, "state": "open", "maybe": { "deep": null },
        "text_or_number": 1.5,
    }));
}
