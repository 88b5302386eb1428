//! Null and absence are one in what is only received, and two in what can be sent; a union still knows which of its
//! alternatives a null belongs to.

use case_received::Nullable;
use case_received::models::{Horse, ListVisitsResponseItem as Visit, Rider, SmithVisit, VetVisit};
use serde_json::{Value, from_value, json, to_value};

fn horse(value: Value) -> Horse {
    from_value(value).expect("a horse")
}

#[test]
fn null_is_absence_where_nobody_sends_it() {
    let absent = horse(json!({ "name": "Ada", "sire": null }));
    let null = json!({ "name": "Ada", "sire": null, "nickname": null, "stall": null });
    assert_eq!(horse(null), absent);
    assert_eq!((absent.nickname.clone(), absent.sire.clone()), (None, None));
    assert_eq!(to_value(absent).expect("JSON"), json!({ "name": "Ada", "sire": null }));

    let known = horse(json!({ "name": "Ada", "sire": "Bo", "nickname": "A", "stall": { "number": null, "any": null } }));
    assert_eq!(known.nickname.as_deref(), Some("A"));
    assert_eq!(known.stall.map(|one| (one.number, one.any)), Some((None, Some(Value::Null))));
}

#[test]
fn what_is_sent_too_keeps_them_apart() {
    let value = json!({ "name": "Ada", "sire": null, "rider": { "name": "Eve", "licence": null } });
    let horse = horse(value.clone());
    let rider: Rider = horse.rider.clone().expect("a rider");
    assert_eq!(rider.licence, Some(Nullable::Null));
    assert_eq!(to_value(horse).expect("JSON"), value);
}

#[test]
fn a_null_tells_alternatives_apart() {
    let visit = |value: Value| from_value::<Visit>(value).expect("a visit");
    let smith = visit(json!({ "shoes": null, "cost": 3 }));
    assert!(matches!(&smith, Visit::SmithVisit(SmithVisit { shoes: None, cost: Some(3), .. })), "{smith:?}");
    let vet = visit(json!({ "treatment": null }));
    assert!(matches!(&vet, Visit::VetVisit(VetVisit { treatment: None, .. })), "{vet:?}");
    assert_eq!(to_value(&smith).expect("JSON"), json!({ "cost": 3 }));
}

#[cfg(feature = "testing")]
#[test]
fn what_is_received_can_be_written_down_in_tests() {
    let visit: SmithVisit = from_value(json!({ "shoes": 4, "cost": 3 })).expect("a visit");
    assert_eq!(visit, SmithVisit { shoes: Some(4), cost: Some(3) });
}
