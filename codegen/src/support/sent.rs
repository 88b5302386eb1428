//! Which request led to a response or an error: its operation, its address, and how long it took.

use std::time::Duration;

use reqwest::{Method, Url};

use super::call::Call;
use super::parameter::{Wire, strict};
use super::redact::{REDACTED, Secrets};
use super::secret::Credential;

/// A sent request, with the attempts and the time so far.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The operation, as the document names it.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// How many times it was sent.
    pub attempts: u32,
    /// How long it took, including all attempts and the waits between them.
    pub elapsed: Duration,
}

impl Sent {
    /// The attempts and the time, for messages.
    pub fn effort(&self) -> String {
        let Self { attempts, elapsed, .. } = self;
        if *attempts > 1 { format!("{attempts} attempts in {elapsed:.1?}") } else { format!("after {elapsed:.1?}") }
    }
}

/// The query parameters of a call whose values are hidden: those of credentials and sessions.
#[derive(Debug, Clone, Default)]
pub struct HiddenNames {
    credentials: Vec<String>,
    sessions: Vec<String>,
}

impl HiddenNames {
    /// The hidden query parameters of a call.
    pub fn of(call: &Call) -> Self {
        let credentials = call.core.credentials(call.operation).into_iter();
        let name = |credential: &Credential| match credential {
            Credential::Query(name, _) => Some(strict(name)),
            _ => None,
        };
        let sessions = call.secret_parameters().flat_map(names).map(str::to_owned);
        Self { credentials: credentials.filter_map(name).collect(), sessions: sessions.collect() }
    }

    /// An address without credentials and session values.
    pub fn shown(&self, url: &Url, secrets: &Secrets) -> String {
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let redacted = |pair: &str| match pair.split_once('=') {
            Some((name, _)) if self.sessions.iter().any(|session| session == name) => format!("{name}={REDACTED}"),
            _ => secrets.redacted(pair).into_owned(),
        };
        let query = url.query().unwrap_or_default().split('&').filter(|pair| !self.credentials.contains(&name(pair)));
        let query: Vec<String> = query.map(redacted).collect();
        let path = url.path().split('/').map(|segment| secrets.redacted_segment(segment)).collect::<Vec<_>>().join("/");
        let mut shown = format!("{}{path}", url.origin().ascii_serialization());
        if query.iter().any(|pair| !pair.is_empty()) {
            shown.push('?');
            shown.push_str(&query.join("&"));
        }
        shown
    }
}

/// The names of the pairs that a parameter adds to a query.
fn names(wire: &Wire) -> impl Iterator<Item = &str> {
    let pairs = if let Wire::Query(pairs) = wire { pairs.as_slice() } else { &[] };
    pairs.iter().map(|(name, _)| name.as_str())
}
