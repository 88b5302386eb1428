//! Fields are found by their names, however many there are and whatever they are called.

#[allow(dead_code, reason = "what reads a structure is tested with the clients")]
#[path = "../src/support/record.rs"]
mod record;

use std::collections::BTreeSet;

use proptest::prelude::*;
use record::Index;

fn every_field_is_found(names: &BTreeSet<String>, other: &str) {
    let fields: Vec<&str> = names.iter().map(String::as_str).collect();
    let index = Index::of(&fields);
    for (place, field) in fields.iter().enumerate() {
        assert_eq!(index.find(&fields, field), Some(place), "{field} of {fields:?}");
    }
    let expected = names.iter().position(|name| name == other);
    assert_eq!(index.find(&fields, other), expected, "{other} of {fields:?}");
}

proptest! {
    #[test]
    fn fields_are_found_by_their_names(names in prop::collection::btree_set(".{0,4}", 0..260), other in ".{0,4}") {
        every_field_is_found(&names, &other);
    }
}

#[test]
fn names_of_one_hash_are_kept_apart() {
    // Length, first, middle and last characters are the same.
    let names = |count: usize| (0..count).map(|number| format!("a{number:03}_{number:03}z")).collect();
    for count in [0, 1, 2, 100, 191, 192, 193, 255, 256, 300] {
        every_field_is_found(&names(count), "a9999999z");
    }
}
