//! No request whatever makes a server fail.

use super::{Check, Finding, Judged};
use crate::judge::Rule;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let status = judged.received.status;
    // 501 says of a method that the server has none such (RFC 9110 section 15.6.2).
    if status < 500 || status == 501 && judged.class.other_method().is_some() {
        return Vec::new();
    }
    let rule = judged.declared().map(|response| Rule::whole(response.origin));
    vec![Finding::new(Check::ServerError, format!("the server fails with {status}"), rule)]
}
