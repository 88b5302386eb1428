//! The answer's head obeys HTTP, in what the HTTP library lets pass.

use super::{Check, Finding, Judged};

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let received = judged.received;
    let is_there = |name: &str| received.header(name).is_some();
    let mut found = Vec::new();
    let mut add =
        |message: String| found.push(Finding::new(Check::Http, format!("the answer breaks HTTP: {message}"), None));
    if !(100..=599).contains(&received.status) {
        add(format!("the status {} is not from 100 to 599 (RFC 9110 section 15)", received.status));
    }
    if is_there("transfer-encoding") && is_there("content-length") {
        add("it has both `Transfer-Encoding` and `Content-Length` (RFC 9112 section 6.2)".to_owned());
    }
    if received.status == 204 && is_there("content-length") {
        add("an answer with 204 has `Content-Length` (RFC 9110 section 8.6)".to_owned());
    }
    if received.status == 204 && is_there("transfer-encoding") {
        add("an answer with 204 has `Transfer-Encoding` (RFC 9112 section 6.1)".to_owned());
    }
    found
}
