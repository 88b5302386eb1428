//! Which alternative a value is, and that it is written as it came.

use case_discriminators::models::{
    Animal, Beast, Bicycle, Car, Cat, Done, Event, Item, Link, Note, Place, Pointer, Said, Text, Vehicle,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

fn read<T: DeserializeOwned + Serialize>(value: &Value) -> T {
    let typed: T = from_value(value.clone()).expect("it is read");
    assert_eq!(to_value(&typed).expect("JSON"), *value);
    typed
}

#[test]
fn several_keys_of_one_type_stay_apart() {
    assert!(matches!(read(&json!({ "kind": "cat", "meows": true })), Animal::Cat(_)));
    assert!(matches!(read(&json!({ "kind": "kitty", "meows": true })), Animal::Kitty(_)));
    assert!(matches!(read(&json!({ "kind": "dog" })), Animal::Dog(_)));
    assert!(matches!(read(&json!({ "kind": "hound", "barks": true })), Animal::Dog(dog) if dog.kind == "hound"));
    assert!(matches!(read(&json!({ "kind": "bird", "sings": true })), Animal::Unknown(_)));
    let made = to_value(Animal::Kitty(Cat::new().meows(false))).expect("JSON");
    assert_eq!(made, json!({ "kind": "kitty", "meows": false }));
}

#[test]
fn a_base_type_is_any_of_those_that_extend_it() {
    let car = json!({ "drive": "Car", "wheels": 4, "doors": 5 });
    assert!(matches!(read(&car), Vehicle::Car(car) if car.doors == Some(5)));
    let child = json!({ "drive": "Bicycle", "wheels": 2, "bell": true, "child": car });
    assert!(matches!(read(&child), Vehicle::Bicycle(one) if matches!(one.child.as_deref(), Some(Vehicle::Car(_)))));
    assert!(matches!(read(&json!({ "drive": "Vehicle", "wheels": 1 })), Vehicle::Base(base) if base.wheels == 1));
    assert!(matches!(read(&json!({ "drive": "Boat", "wheels": 0, "sail": 1 })), Vehicle::Unknown(_)));
    let made = Vehicle::from(Bicycle::new("Bicycle", 2).child(Vehicle::from(Car::new("Car", 4).doors(5))));
    assert_eq!(to_value(made).expect("JSON")["child"]["doors"], 5);
}

#[test]
fn values_that_tell_alternatives_apart_do_so_without_a_discriminator() {
    assert!(matches!(read(&json!({ "type": "opened", "at": "2026-01-01T00:00:00Z" })), Event::Opened(_)));
    assert!(matches!(read(&json!({ "type": "shut", "reason": "rain" })), Event::Object(_)));
    assert!(matches!(read(&json!({ "type": "moved", "to": 3 })), Event::Unknown(_)));
    let nothing = from_value::<Event>(json!({ "reason": "rain" })).expect_err("it is none of them");
    assert!(nothing.to_string().contains("missing field `type`"), "{nothing}");
}

#[test]
fn what_fits_best_is_meant() {
    assert!(matches!(read(&json!({ "street": "Main" })), Place::Street(_)));
    assert!(matches!(read(&json!({ "lat": 1.5, "lon": 2.5 })), Place::Lat(_)));
}

#[test]
fn a_tag_that_was_absent_stays_so_and_what_is_made_by_hand_has_it() {
    assert!(matches!(read(&json!({ "text": "no tag" })), Note::Text(_)));
    assert!(matches!(read(&json!({ "url": "no tag" })), Note::Link(_)));
    assert!(matches!(read(&json!({ "type": null, "url": "null" })), Note::Link(_)));
    assert!(matches!(read(&json!({ "type": "link" })), Note::Link(_)));
    assert_eq!(to_value(Note::from(Text::new("a"))).expect("JSON"), json!({ "type": "text", "text": "a" }));
    assert_eq!(to_value(Note::from(Link::new().url("b"))).expect("JSON"), json!({ "type": "link", "url": "b" }));
    assert_eq!(Link::default(), Link::new());
}

#[test]
fn tags_are_those_that_the_alternatives_list() {
    assert!(matches!(read(&json!({ "type": "message", "text": "a" })), Item::Said(_)));
    assert!(matches!(read(&json!({ "type": "message", "text": "a", "status": "b" })), Item::Done(Done::Reply(_))));
    assert!(matches!(read(&json!({ "type": "call", "call": 1 })), Item::Done(Done::Call(_))));
    assert!(matches!(read(&json!({ "type": "pointer", "id": "a" })), Item::Pointer(_)));
    assert!(matches!(read(&json!({ "type": null, "id": "a" })), Item::Pointer(_)));
    assert!(matches!(read(&json!({ "id": "a" })), Item::Pointer(_)));
    assert!(matches!(read(&json!({ "type": "later", "id": "a" })), Item::Unknown(_)));
    assert_eq!(to_value(Item::from(Said::new("a"))).expect("JSON"), json!({ "type": "message", "text": "a" }));
    assert_eq!(to_value(Item::from(Pointer::new("a"))).expect("JSON"), json!({ "type": "pointer", "id": "a" }));
}

#[test]
fn alternatives_that_share_a_list_are_told_apart_by_their_names() {
    assert!(matches!(read(&json!({ "kind": "polar_bear" })), Beast::PolarBear(_)));
    assert!(matches!(read(&json!({ "kind": "lion" })), Beast::Lion(_)));
}
