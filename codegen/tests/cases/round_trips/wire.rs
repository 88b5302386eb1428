//! Values come back as they came.

use case_round_trips::models::{Closed, Headers, NamedOrCounts, OpenNote, Setting};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

fn read<T: DeserializeOwned + Serialize>(value: &Value) -> T {
    let typed: T = from_value(value.clone()).expect("it is read");
    assert_eq!(to_value(&typed).expect("JSON"), *value);
    typed
}

#[test]
fn null_is_a_value_where_an_alternative_takes_any() {
    assert!(read::<Setting>(&json!({ "name": "a", "value": null })).value.is_some());
    assert!(read::<Setting>(&json!({ "name": "a" })).value.is_none());
    read::<Setting>(&json!({ "name": "a", "value": ["b"] }));
}

#[test]
fn the_alternative_is_meant_that_adds_nothing() {
    assert!(matches!(read(&json!({ "pets": 1 })), NamedOrCounts::Counts(_)));
    assert!(matches!(read(&json!({ "label": null, "pets": 1 })), NamedOrCounts::Named(_)));
}

#[test]
fn parts_keep_what_one_of_them_allows() {
    let note: OpenNote = read(&json!({ "text": "a", "size": 1 }));
    assert_eq!(note.additional_properties["size"], 1);
}

#[test]
fn what_is_required_and_not_declared_is_kept_beside_patterns() {
    let headers: Headers = read(&json!({ "host": "a", "x-first": "b", "path": "/" }));
    assert_eq!(headers.host, Some(json!("a")));
    assert_eq!(headers.pattern_properties["x-first"], "b");
}

#[test]
fn a_property_of_two_parts_is_one() {
    assert_eq!(read::<Closed>(&json!({ "state": "new" })).state, "new");
}
