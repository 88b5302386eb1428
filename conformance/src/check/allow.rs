//! A refusal of a method says which there are (RFC 9110 section 15.5.6).

use super::{Check, Finding, Judged};
use crate::judge::Rule;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let Some(refused) = judged.class.other_method() else { return Vec::new() };
    if judged.received.status != 405 {
        return Vec::new();
    }
    let own = judged.operation.method.as_str();
    let message = match judged.received.combined_header("allow") {
        None => "a 405 has no header `Allow`, which it must (RFC 9110 section 15.5.6)".to_owned(),
        Some(allow) => {
            let allowed: Vec<&str> = allow.split(',').map(str::trim).collect();
            if allowed.contains(&refused) {
                format!("{refused} is refused with 405, and `Allow` names it: `{allow}`")
            } else if allowed.contains(&own) {
                return Vec::new();
            } else {
                format!("`Allow` of a 405 lacks {own}, which the path has: `{allow}`")
            }
        }
    };
    vec![Finding::new(Check::Allow, message, Some(Rule::whole(judged.operation.origin)))]
}
