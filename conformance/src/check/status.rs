//! The status is declared, and right for what was asked.

use super::{Check, Finding, Judged};
use crate::case::Intent;
use crate::judge::Rule;

/// Statuses of a valid request that speak of the server's state and not of the request.
const STATE: [u16; 4] = [404, 409, 410, 412];

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let status = judged.received.status;
    if status >= 500 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let is_method = judged.class.other_method().is_some();
    let is_refusal = judged.class.intent == Intent::Tolerable && status >= 400;
    let is_silent = (200..300).contains(&status) && declares_no_success(judged);
    if judged.declared().is_none() && !is_method && !is_refusal && !is_silent && !is_of_http(judged) {
        let declared: Vec<String> =
            judged.operation.responses.iter().map(|response| response.status.to_string()).collect();
        let declared = if declared.is_empty() { "no status".to_owned() } else { declared.join(", ") };
        let message = format!("status {status} is not declared; the operation declares {declared}");
        found.push(Finding::new(
            Check::UndeclaredStatus,
            message,
            Some(Rule::new(judged.operation.origin, "responses")),
        ));
    }
    found.extend(expected(judged));
    found
}

/// Statuses by which HTTP itself refuses a request, before an operation has a say; they need no declaration: 406, 413,
/// 414, 429 and 431 of any request (RFC 9110 section 15.5, RFC 6585), 415 of a content type that is none of the declared
/// ones.
fn is_of_http(judged: &Judged<'_>) -> bool {
    match judged.received.status {
        406 | 413 | 414 | 429 | 431 => true,
        415 => matches!(&judged.class.intent, Intent::Violates { expects, .. } if expects.contains(&415)),
        _ => false,
    }
}

/// Whether an operation declares refusals alone, answers that are never the last (RFC 9110 section 15.2), or nothing: whatever a server does, it cannot succeed as declared.
fn declares_no_success(judged: &Judged<'_>) -> bool {
    let mut statuses = judged.operation.responses.iter().map(|response| response.status);
    !statuses.any(|status| matches!(status.class(), Some(2 | 3) | None))
}

fn expected(judged: &Judged<'_>) -> Option<Finding> {
    let status = judged.received.status;
    match &judged.class.intent {
        Intent::Valid => {
            let is_success = (200..400).contains(&status);
            let is_state = STATE.contains(&status) && !judged.promised;
            if is_success || is_state || status == 429 {
                return None;
            }
            let names_a_thing = judged.operation.path.parameters().next().is_some();
            let message = if judged.promised && status == 404 && names_a_thing {
                "what the target promises to exist is not found".to_owned()
            } else {
                format!("a valid request is refused with {status}")
            };
            Some(Finding::new(Check::ValidRefused, message, Some(Rule::new(judged.operation.origin, "responses"))))
        }
        Intent::Tolerable => None,
        Intent::Violates { rule, expects } => {
            if expects.contains(&status) || status == 429 || is_about_the_thing(judged) {
                return None;
            }
            let wanted = expects.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
            let location = judged.received.header("location").filter(|_| (300..400).contains(&status));
            let (check, message) = if let Some(location) = location {
                (
                    Check::UnexpectedStatus,
                    format!("the request is redirected with {status} to `{location}`; {wanted} is expected"),
                )
            } else if status < 300 {
                (Check::InvalidAccepted, format!("an invalid request is accepted with {status}; {wanted} is expected"))
            } else {
                (Check::UnexpectedStatus, format!("the status is {status}; {wanted} is expected"))
            };
            Some(Finding::new(check, message, Some(rule.clone())))
        }
    }
}

/// An invalid request for a thing that may not exist, or may not be the caller's, can be answered just that.
fn is_about_the_thing(judged: &Judged<'_>) -> bool {
    !judged.promised && STATE.contains(&judged.received.status)
}

/// Why an answer that no check refuses says nothing.
pub(super) fn undecided(judged: &Judged<'_>) -> Option<String> {
    let status = judged.received.status;
    let expects: &[u16] = match &judged.class.intent {
        Intent::Valid => &[],
        Intent::Tolerable => return None,
        Intent::Violates { expects, .. } => expects,
    };
    if expects.is_empty() && (200..300).contains(&status) && declares_no_success(judged) {
        return Some(format!("the operation declares no success, so that nobody can tell whether {status} is right"));
    }
    if status == 429 && !expects.contains(&429) {
        return Some("the target limits the rate of requests".to_owned());
    }
    if matches!(status, 501 | 503) && !expects.contains(&status) {
        return Some(format!("{status}: the server has declared that it may not do what is asked"));
    }
    if STATE.contains(&status) && !expects.contains(&status) {
        return Some(format!("{status}: the target promises nothing that the request asks for"));
    }
    None
}
