//! Lists of fixed and of open length are written as they were read.

use case_lists::Nullable;
use case_lists::models::{Command, Lists, Tree};
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

#[test]
fn items_keep_their_types_by_their_places() {
    for value in [json!(["a"]), json!(["a", null]), json!(["a", 1, ["b"]]), json!(["a", 1, ["b", 2], true, false])] {
        let command: Command = from_value(value.clone()).expect("it is read");
        assert_eq!(to_value(&command).expect("JSON"), value);
    }
    let made = Command::new("a").item_2(1).item_3(Command::new("b")).rest([true]);
    assert_eq!(to_value(&made).expect("JSON"), json!(["a", 1, ["b"], true]));
    assert_eq!(made.item_2, Some(Nullable::Value(1)));
    assert!(to_value(Command::new("a").item_3(Command::new("b"))).is_err());
    assert!(from_value::<Command>(json!([])).is_err());
}
