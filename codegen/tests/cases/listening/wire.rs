//! A program that listens reads what is sent to it by the type of the webhook or callback.

use case_listening::callbacks::{CreateOrderOnShipment, CreateOrderOnShipmentAnswer200};
use case_listening::webhooks::{OrderChangedPost, Ping, Replaced};

#[test]
fn what_is_sent_is_typed() {
    let order: OrderChangedPost = serde_json::from_str(r#"{"id":"1","item":"tea"}"#).expect("it is read");
    assert_eq!(order.id, "1", "what only answers have is sent to listeners, too");
    let replaced: Replaced = serde_json::from_str(r#"{"old":{"id":"1","item":"tea"}}"#).expect("it is read");
    assert_eq!(replaced.old.map(|old| old.item).as_deref(), Some("tea"));
    let shipment: CreateOrderOnShipment = serde_json::from_str(r#"{"tracking":"x"}"#).expect("it is read");
    assert_eq!(shipment.tracking, "x");
    let answer = CreateOrderOnShipmentAnswer200::new().thanks(true);
    assert_eq!(serde_json::to_string(&answer).expect("JSON"), r#"{"thanks":true}"#);
    let ping: Ping = "still there?".to_owned();
    assert!(!ping.is_empty());
}
