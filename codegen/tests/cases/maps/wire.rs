//! Properties that the document does not name are read by their type, and written again.

use case_maps::models::{Beside, BesidePatterns, Maps, Open};
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
    let maps: Maps = read(&json!({
        "typed": { "a": { "pattern": { "x-1": 1 } } },
        "anything": { "a": [null] },
        "nulls": { "a": null, "b": 2 },
        "pattern": { "x-1": 1 },
        "alike": { "x-1": 1, "y-1": 2, "z": 3 },
        "several": { "x-1": 1, "y-1": "b" },
        "named": { "a": "b" },
        "empty": {},
        "lists": { "a": ["b"] },
    }));
    assert_eq!(maps.alike.and_then(|alike| alike.get("z").copied()), Some(3));
    let beside: Beside = read(&json!({ "id": "a", "additional_properties": "b", "more": { "n": 1 } }));
    assert_eq!(beside.additional_properties_2["more"].n, Some(1));
    let patterns: BesidePatterns = read(&json!({ "id": "a", "x-b": ["c"] }));
    assert_eq!(patterns.pattern_properties["x-b"], ["c"]);
}

#[test]
fn names_that_match_no_pattern_can_be_anything() {
    let open: Open = read(&json!({ "x-a": 1, "y-b": { "n": 2 }, "pet_count": 3, "z": ["any"] }));
    assert_eq!(open.pattern_properties.values().sum::<i64>(), 4);
    assert_eq!(open.pattern_properties_2["y-b"].n, Some(2));
    assert_eq!(open.additional_properties["z"], json!(["any"]));
    assert!(from_value::<Open>(json!({ "x-a": "one" })).is_err());
    let patterns: BesidePatterns = from_value(json!({ "id": "a", "x-b": ["c"], "other": 7 })).expect("it is read");
    assert_eq!(to_value(patterns).expect("JSON"), json!({ "id": "a", "x-b": ["c"] }));
}
