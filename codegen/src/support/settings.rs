//! What is said of one call alone: how long it may take, when it is sent again, what it carries beside what the document
//! declares.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};

use super::call::Call;
use super::constraint::Violation;
use super::middleware::Middleware;
use super::parameter::strict;
use super::retry::Retry;
use super::rule::Rules;

/// What a call says beside its operation's own parameters; where it says nothing, the client's configuration holds.
#[derive(Clone, Default)]
pub struct Settings {
    /// How long one attempt may take.
    pub timeout: AttemptTimeout,
    /// When the request is sent again.
    pub retry: Option<Retry>,
    /// What becomes of a request that breaks a rule.
    pub rules: Option<Rules>,
    /// What the request passes after what the client gives it.
    pub middleware: Vec<Arc<dyn Middleware>>,
    /// Pairs of the query, encoded.
    pub query: Vec<String>,
}

/// How long one attempt may take.
#[derive(Debug, Clone, Copy, Default)]
pub enum AttemptTimeout {
    /// As long as the client's configuration says.
    #[default]
    Configured,
    /// So long.
    Within(Duration),
    /// As long as it takes.
    Unbounded,
}

impl AttemptTimeout {
    /// The bound, where there is one.
    pub fn bound(self, configured: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Configured => configured,
            Self::Within(timeout) => Some(timeout),
            Self::Unbounded => None,
        }
    }
}

impl Call {
    /// How long one attempt may take.
    pub fn timeout(&mut self, timeout: Option<Duration>) {
        self.settings.timeout = timeout.map_or(AttemptTimeout::Unbounded, AttemptTimeout::Within);
    }

    /// When the request is sent again.
    pub fn retry(&mut self, retry: Retry) {
        self.settings.retry = Some(retry);
    }

    /// What becomes of a request that breaks a rule.
    pub fn rules(&mut self, rules: Rules) {
        self.settings.rules = Some(rules);
    }

    /// What the request passes last.
    pub fn middleware(&mut self, middleware: impl Middleware + 'static) {
        self.settings.middleware.push(Arc::new(middleware));
    }

    /// A pair of the query, behind those that are declared.
    pub fn query(&mut self, name: &str, value: &dyn fmt::Display) {
        self.settings.query.push(format!("{}={}", strict(name), strict(&value.to_string())));
    }

    /// A header, in place of any that the client would send of that name.
    pub fn header(&mut self, name: &str, value: impl TryInto<HeaderValue, Error: fmt::Display>) {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string());
        let header = header.and_then(|known| Ok((known, value.try_into().map_err(|error| error.to_string())?)));
        let violation = |message| Violation::new("header", name, message);
        self.headers.insert(name.to_ascii_lowercase(), header.map_err(violation));
    }

    /// Whether the caller gives a header by its name in lower case.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }
}

/// The methods by which every call is told what holds for it alone. They stand in each operation under names that its
/// parameters leave; the first argument is the path of the run-time part.
#[allow(unused_macros, reason = "an API need not have operations")]
macro_rules! settings {
    (($($support:tt)+) $timeout:ident $header:ident $query:ident $retry:ident $rules:ident $middleware:ident) => {
        /// How long one attempt of this call may take until its response has been read, or has begun where it is a stream;
        /// `None` is as long as it likes. Without this, `Config::timeout` holds.
        pub fn $timeout(mut self, timeout: impl Into<Option<std::time::Duration>>) -> Self {
            self.call.timeout(timeout.into());
            self
        }

        /// Sends a header with this call, in place of any that the client would send of that name. A value that is a secret is
        /// a `HeaderValue` that is marked as sensitive: nothing shows it then.
        pub fn $header(
            mut self,
            name: &str,
            value: impl TryInto<reqwest::header::HeaderValue, Error: std::fmt::Display>,
        ) -> Self {
            self.call.header(name, value);
            self
        }

        /// Appends a parameter to this call's query that the API's document does not declare. Hooks are shown its value.
        pub fn $query(mut self, name: &str, value: impl std::fmt::Display) -> Self {
            self.call.query(name, &value);
            self
        }

        /// When this call is sent again, in place of what `Config::retry` says.
        pub fn $retry(mut self, retry: $($support)+::Retry) -> Self {
            self.call.retry(retry);
            self
        }

        /// What becomes of this call where it breaks a rule of the API, in place of what
        /// `Config::rules` says.
        pub fn $rules(mut self, rules: $($support)+::Rules) -> Self {
            self.call.rules(rules);
            self
        }

        /// What this call passes on its way, after what `Config::middleware` gives every call.
        pub fn $middleware(mut self, middleware: impl $($support)+::Middleware + 'static) -> Self {
            self.call.middleware(middleware);
            self
        }
    };
}

pub(crate) use settings;
