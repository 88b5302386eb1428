//! The body is of a declared media type (OpenAPI 3.1.0 section 4.8.17, `content`).

use super::{Check, Finding, Judged};
use crate::judge::Rule;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let Some(declared) = judged.declared() else { return Vec::new() };
    // Answers to HEAD have no body (RFC 9110 section 9.3.2).
    let is_empty = judged.received.body.is_empty() || judged.request.method == "HEAD";
    if is_empty || declared.content.is_empty() || judged.media_type().is_some() {
        return Vec::new();
    }
    let names: Vec<&str> = declared.content.iter().map(|media_type| media_type.name.as_str()).collect();
    let message = match judged.received.header("content-type") {
        Some(sent) => format!("the content type is `{sent}`; {} is declared", names.join(" or ")),
        None => format!("the body has no content type; {} is declared", names.join(" or ")),
    };
    vec![Finding::new(Check::ContentType, message, Some(Rule::new(declared.origin, "content")))]
}
