//! No request whatever makes a server fail.

use super::{Finding, Judged};
use crate::judge::Rule;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let status = judged.received.status;
    // 501 says of a method that the server has none such (RFC 9110 section 15.6.2).
    if status < 500 || status == 501 && super::breaks_a_rule(judged.class) {
        return Vec::new();
    }
    let rule = judged.declared().map(|response| Rule::whole(response.origin));
    vec![Finding::new("server-error", format!("the server fails with {status}"), rule)]
}
