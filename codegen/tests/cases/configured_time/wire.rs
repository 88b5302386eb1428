//! That dates and times of the `time` crate are read and written as RFC 3339 says.

use case_configured_time::date_time::{Date, DateTime};
use case_configured_time::models::Event;

#[test]
fn values_come_back_as_they_were_sent() {
    let text = r#"{"at":"2024-02-29T12:00:00.5+02:00","on":"2024-02-29","price":"1.50"}"#;
    let event: Event = serde_json::from_str(text).expect("it is one");
    assert_eq!(serde_json::to_string(&event).expect("JSON"), text);
    assert_eq!(event.at.0.unix_timestamp(), 1_709_200_800);
    assert_eq!(event.on.map(|on| on.to_string()), Some("2024-02-29".to_owned()));
    assert!("2024-02-30".parse::<Date>().is_err() && "2024-02-29".parse::<DateTime>().is_err());
}
