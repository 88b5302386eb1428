//! Lists of fixed and of open length are written as they were read.

use case_lists::models::{Lists, Tree};
use serde_json::{from_value, json, to_value};

#[test]
fn what_is_read_is_written() {
    let value = json!({
        "exact": ["a", 1],
        "counted": ["a", [1.5, 2.5]],
        "point": [1.5, 2.5],
        "alike": [1.5, 2.5, 3.5],
        "shorter": ["a"],
        "longer": ["a", 1, null],
        "anything": [{}, "b"],
        "nested": [["a", null], []],
    });
    let lists: Lists = from_value(value.clone()).expect("it is read");
    assert_eq!(lists.exact, Some(("a".to_owned(), 1)));
    assert_eq!(to_value(&lists).expect("JSON"), value);
    assert!(from_value::<Lists>(json!({ "exact": ["a"] })).is_err());
}

#[test]
fn a_list_can_hold_itself() {
    let value = json!(["a", ["b", null]]);
    let tree: Tree = from_value(value.clone()).expect("it is read");
    assert_eq!(to_value(&tree).expect("JSON"), value);
}
