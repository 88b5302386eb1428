//! Rules of the API's document that requests are checked against before they are sent.

#![allow(unused_imports, reason = "not every API has every kind of rule")]
use crate::support::rule::{Bound, Format, Rule};
pub static RULE_1: Rule = Rule::Object {
    min_properties: None,
    max_properties: None,
    properties: &[("customer_email", &RULE_3)],
    additional: None,
};
pub static RULE_2: Rule = Rule::Number {
    minimum: Some(Bound { value: 1.0, text: "1", exclusive: false }),
    maximum: Some(Bound { value: 200.0, text: "200", exclusive: false }),
    multiple_of: None,
};
pub static RULE_3: Rule = Rule::Text { min_length: None, max_length: None, pattern: None, format: Some(Format::Email) };
