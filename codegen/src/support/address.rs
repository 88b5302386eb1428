//! The base addresses that requests are sent to.

use std::fmt;

use reqwest::Url;

use super::redact::REDACTED;

/// A string that cannot be used as a base address. `Display` shows neither user names and passwords nor the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    shown: String,
    reason: &'static str,
}

impl AddressError {
    /// The address, without what may be secret.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.shown
    }

    /// What is wrong with it.
    #[must_use]
    pub fn reason(&self) -> &str {
        self.reason
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.shown.is_empty() {
            return f.write_str(
                "the API's document declares no server with an absolute address: set one with `Config::base_url`",
            );
        }
        write!(f, "`{}` cannot be used as a base address: it {}", self.shown, self.reason)
    }
}

impl std::error::Error for AddressError {}

/// The address without a trailing slash, if requests can be sent to paths below it.
///
/// # Errors
/// If it is not absolute, or has parts that would be lost or misread once a path is appended.
pub fn absolute(text: &str) -> Result<String, AddressError> {
    match fault(text) {
        None => Ok(text.trim_end_matches('/').to_owned()),
        Some(reason) => Err(AddressError { shown: shown(text), reason }),
    }
}

fn fault(text: &str) -> Option<&'static str> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Some("has white space or a control character");
    }
    let Ok(url) = Url::parse(text) else { return Some("is not absolute; write it like `https://host/path`") };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Some("has a scheme other than `http` and `https`");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("has a user name or a password; pass a credential to the client instead");
    }
    match (url.query(), url.fragment()) {
        (Some(_), _) => Some("has a query, after which no path can be appended"),
        (_, Some(_)) => Some("has a fragment, after which no path can be appended"),
        _ => None,
    }
}

/// An address without user name, password, query and fragment.
pub fn shown(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (own, rest) = text.split_at(end);
    let start = own.find("//").map_or(0, |at| at + 2);
    // A password may contain slashes, though it should not.
    let own = match own.rfind('@') {
        Some(at) if at >= start => format!("{}{REDACTED}{}", &own[..start], &own[at..]),
        _ => own.to_owned(),
    };
    match rest.chars().next() {
        Some(mark) => format!("{own}{mark}{REDACTED}"),
        None => own,
    }
}
