//! Settings of a single call: its timeout, its retries, and what it sends besides what the document declares.

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

/// The settings of a call; those that are not set are taken from the client's configuration.
#[derive(Clone, Default)]
pub struct Settings {
    /// The timeout of one attempt.
    pub timeout: AttemptTimeout,
    /// When the request is retried.
    pub retry: Option<Retry>,
    /// What happens to a request that breaks a rule.
    pub rules: Option<Rules>,
    /// Middlewares that come after those of the client.
    pub middleware: Vec<Arc<dyn Middleware>>,
    /// Pairs of the query, encoded.
    pub query: Vec<String>,
}

/// The timeout of one attempt.
#[derive(Debug, Clone, Copy, Default)]
pub enum AttemptTimeout {
    /// That of the client's configuration.
    #[default]
    Configured,
    /// This long.
    Within(Duration),
    /// None.
    Unbounded,
}

impl AttemptTimeout {
    /// The limit, if there is one.
    pub fn bound(self, configured: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Configured => configured,
            Self::Within(timeout) => Some(timeout),
            Self::Unbounded => None,
        }
    }
}

impl Call {
    /// Sets the timeout of one attempt.
    pub fn timeout(&mut self, timeout: Option<Duration>) {
        self.settings.timeout = timeout.map_or(AttemptTimeout::Unbounded, AttemptTimeout::Within);
    }

    /// Sets when the request is retried.
    pub fn retry(&mut self, retry: Retry) {
        self.settings.retry = Some(retry);
    }

    /// Sets what happens to a request that breaks a rule.
    pub fn rules(&mut self, rules: Rules) {
        self.settings.rules = Some(rules);
    }

    /// Adds the innermost middleware.
    pub fn middleware(&mut self, middleware: impl Middleware + 'static) {
        self.settings.middleware.push(Arc::new(middleware));
    }

    /// Appends a pair to the query.
    pub fn query(&mut self, name: &str, value: &dyn fmt::Display) {
        self.settings.query.push(format!("{}={}", strict(name), strict(&value.to_string())));
    }

    /// Sets a header, replacing any that the client would send by that name.
    pub fn header(&mut self, name: &str, value: impl TryInto<HeaderValue, Error: fmt::Display>) {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string());
        let header = header.and_then(|known| Ok((known, value.try_into().map_err(|error| error.to_string())?)));
        let violation = |message| Violation::new("header", name, message);
        self.headers.insert(name.to_ascii_lowercase(), header.map_err(violation));
    }

    /// Whether the caller has set a header, by its name in lower case.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }
}

/// The methods that every call has for settings of its own. Each operation has them under names that do not clash with
/// its parameters; the first argument is the path of the runtime.
#[allow(unused_macros, reason = "an API may have no operations")]
macro_rules! settings {
    (($($support:tt)+) $timeout:ident $header:ident $query:ident $retry:ident $rules:ident $middleware:ident) => {
        /// Sets how long one attempt of this call may take until its response has been read, or has begun if it is a
        /// stream; `None` for no limit. The default is that of `Config::timeout`.
        pub fn $timeout(mut self, timeout: impl Into<Option<std::time::Duration>>) -> Self {
            self.call.timeout(timeout.into());
            self
        }

        /// Sends a header with this call, replacing any that the client would send by that name. For a secret value,
        /// pass a `HeaderValue` that is marked as sensitive: it is never shown.
        pub fn $header(
            mut self,
            name: &str,
            value: impl TryInto<reqwest::header::HeaderValue, Error: std::fmt::Display>,
        ) -> Self {
            self.call.header(name, value);
            self
        }

        /// Appends a parameter to this call's query that the API's document does not declare. Hooks see its value.
        pub fn $query(mut self, name: &str, value: impl std::fmt::Display) -> Self {
            self.call.query(name, &value);
            self
        }

        /// Sets when this call is retried, in place of `Config::retry`.
        pub fn $retry(mut self, retry: $($support)+::Retry) -> Self {
            self.call.retry(retry);
            self
        }

        /// Sets what happens to this call if it breaks a rule of the API, in place of `Config::rules`.
        pub fn $rules(mut self, rules: $($support)+::Rules) -> Self {
            self.call.rules(rules);
            self
        }

        /// Adds a middleware to this call, inside of those of `Config::middleware`.
        pub fn $middleware(mut self, middleware: impl $($support)+::Middleware + 'static) -> Self {
            self.call.middleware(middleware);
            self
        }
    };
}

pub(crate) use settings;
