//! How models are read, whatever a server sends.

use serde_json::{Value, json};
use tybrite::models::{ErrorDetail, Message, MessageEnvironment, Pagination};

fn page(text: &str) -> Result<Pagination, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[test]
fn what_is_required_is_asked_for_by_its_name() {
    let error = page(r#"{"limit": 1}"#).expect_err("has_more is required");
    assert!(error.starts_with("missing field `has_more`"), "{error}");
    assert_eq!(page(r#"{"limit": 1, "has_more": false}"#).map(|page| page.next_cursor), Ok(None));
    assert_eq!(page(r#"{"limit": 1, "has_more": false, "next_cursor": null}"#).map(|page| page.next_cursor), Ok(None));
}

#[test]
fn a_field_given_twice_is_refused_and_an_unknown_one_passed_over() {
    let error = page(r#"{"limit": 1, "limit": 2, "has_more": true}"#).expect_err("limit comes twice");
    assert!(error.starts_with("duplicate field `limit`"), "{error}");
    assert!(page(r#"{"new": [{"a": 1}], "limit": 1, "has_more": true}"#).is_ok());
    let error = page("[1, null, true]").expect_err("no object");
    assert!(error.starts_with("invalid type: sequence, expected struct Pagination"), "{error}");
}

#[test]
fn null_is_absence_in_what_is_only_received() {
    let message = |value: Value| serde_json::from_value::<Message>(value).expect("a message");
    assert_eq!(message(json!({})).sender_id, None);
    assert_eq!(message(json!({"sender_id": null})).sender_id, None);
    assert_eq!(message(json!({"sender_id": "a"})).sender_id.as_deref(), Some("a"));
}

#[test]
fn what_is_read_is_written_as_it_came() {
    let value = json!({"environment": "moon", "metadata": {"a": [1]}, "sender_name": "Ada"});
    let message: Message = serde_json::from_value(value.clone()).expect("a message");
    assert!(matches!(&message.environment, Some(MessageEnvironment::Unknown(text)) if text.as_str() == "moon"));
    assert_eq!(serde_json::to_value(&message).expect("JSON"), value);
    let detail: ErrorDetail = serde_json::from_value(json!({"code": "a", "message": "b"})).expect("an error");
    assert_eq!(serde_json::to_value(&detail).expect("JSON"), json!({"code": "a", "message": "b"}));
}
