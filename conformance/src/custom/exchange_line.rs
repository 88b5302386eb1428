//! An exchange as a line of JSON, and what a command answers to it; `conformance/commands.schema.json` has both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::CheckedCase;
use crate::check::Check;
use crate::limits::FINDINGS_OF_CHECK;
use crate::redact::Redactor;
use crate::target::without_quotation;
use crate::transport::Received;

/// The line, without secrets where there is a redactor.
pub(super) fn exchange_line(
    check: Check,
    case: CheckedCase<'_>,
    received: &Received,
    base_url: &str,
    redactor: Option<&Redactor>,
) -> String {
    let text = |text: &str| redactor.map_or_else(|| text.to_owned(), |redactor| redactor.redact(text).to_string());
    let headers = |headers: &[(String, String)]| -> Value {
        headers.iter().map(|(name, value)| json!([name, text(value)])).collect()
    };
    let message = |first: Map<String, Value>, own: &[(String, String)], body: &[u8]| {
        let mut message = first;
        message.insert("headers".to_owned(), headers(own));
        if let Ok(body) = std::str::from_utf8(body) {
            message.insert("body".to_owned(), text(body).into());
        } else {
            let bytes = redactor.map(|redactor| redactor.redact_bytes(body));
            let bytes = bytes.as_ref().map_or(body, |bytes| bytes.as_bytes());
            message.insert("bodyBase64".to_owned(), STANDARD.encode(bytes).into());
        }
        message
    };
    let mut request = Map::new();
    request.insert("method".to_owned(), text(&case.request.method).into());
    request.insert("url".to_owned(), text(&format!("{base_url}{}", case.request.target)).into());
    let mut response = Map::new();
    response.insert("status".to_owned(), received.status.into());
    json!({
        "check": check,
        "operation": case.operation,
        "class": case.class,
        "valid": case.is_valid,
        "request": message(request, &case.request.headers, &case.request.body),
        "response": message(response, &received.headers, &received.body),
    })
    .to_string()
}

/// What a command finds.
///
/// # Errors
///
/// It is no such line, or says that it cannot decide.
pub(super) fn messages(line: &str) -> Result<Vec<String>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Answer {
        #[serde(default)]
        findings: Vec<Found>,
        error: Option<String>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Found {
        message: String,
    }
    let answer: Answer = serde_json::from_str(line).map_err(|error| {
        let error = without_quotation(&error.to_string());
        format!("what it answers is no line of JSON with `findings` or `error`: {error}")
    })?;
    match answer.error {
        Some(error) => Err(error),
        None => Ok(answer.findings.into_iter().take(FINDINGS_OF_CHECK).map(|found| found.message).collect()),
    }
}
