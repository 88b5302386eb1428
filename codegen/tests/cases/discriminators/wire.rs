//! Which alternative a value is, and that it is written as it came.

use case_discriminators::models::{Animal, Bicycle, Car, Cat, Event, Place, Vehicle};
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
