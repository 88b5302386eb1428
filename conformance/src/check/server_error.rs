//! No request whatever makes a server fail.

use trueline_spec::model::ResponseStatus;

use super::{Check, Finding, Judged};
use crate::judge::Rule;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let status = judged.received.status;
    // 501 says of a method that the server has none such (RFC 9110 section 15.6.2).
    let is_method = status == 501 && judged.class.other_method().is_some();
    if status < 500 || is_method || is_announced(judged) {
        return Vec::new();
    }
    let rule = judged.declared().map(|response| Rule::whole(response.origin));
    vec![Finding::new(Check::ServerError, format!("the server fails with {status}"), rule)]
}

/// Whether the operation declares by its number that it is not implemented, or that the server may not be ready: such an
/// answer says what is the case, and no failure of the server.
fn is_announced(judged: &Judged<'_>) -> bool {
    let status = judged.received.status;
    matches!(status, 501 | 503)
        && judged.declared().is_some_and(|response| response.status == ResponseStatus::Code(status))
}
