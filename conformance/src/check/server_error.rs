//! No request whatever makes a server fail.

use super::{Check, Finding, Judged};
use crate::judge::Rule;
use crate::mutation::Change;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let status = judged.received.status;
    // 501 says of a method that the server has none such (RFC 9110 section 15.6.2).
    let is_about_method =
        matches!(&judged.class.mutation, Some(mutation) if matches!(mutation.change, Change::Method(_)));
    if status < 500 || status == 501 && is_about_method {
        return Vec::new();
    }
    let rule = judged.declared().map(|response| Rule::whole(response.origin));
    vec![Finding::new(Check::ServerError, format!("the server fails with {status}"), rule)]
}
