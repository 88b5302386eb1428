//! Access tokens: where they come from, and how one is kept until it expires or is refused.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::parameter::header_value;
use super::time::{BorrowedFuture, now};

/// Provides access tokens: for `OpenID` Connect, and for flows of OAuth 2.0 in which people take part.
///
/// A token is kept until shortly before it expires, so the provider is called rarely; calls that need a token at the
/// same time share one. After a response of 401 the provider is called once more, and the request is sent again.
pub trait TokenProvider: Send + Sync {
    /// Provides a token.
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BorrowedFuture<'a, Result<Token, TokenError>>;

    /// Whether a token is valid only for operations that require no more scopes than it was requested with; by default
    /// it is valid for all.
    fn is_scoped(&self) -> bool {
        false
    }
}

/// What a token is needed for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct TokenRequest<'a> {
    /// The security scheme, as the API's document names it.
    pub scheme: &'static str,
    /// The scopes that the operation requires.
    pub scopes: &'a [&'static str],
    /// Whether the server has refused the previous token.
    pub after_refusal: bool,
}

/// An access token. It is never shown.
#[derive(Debug, Clone)]
pub struct Token {
    text: SecretString,
    lifetime: Option<Duration>,
}

impl Token {
    /// A token that is valid until it is refused.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: SecretString::from(text.into()), lifetime: None }
    }

    /// A token that expires.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// Why there is no token.
#[derive(Debug, Clone)]
pub struct TokenError {
    reason: Arc<str>,
    transient: bool,
}

impl TokenError {
    /// Creates the error with a reason, which must not show secrets.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into().into(), transient: false }
    }

    /// Creates the error with a reason that may be gone on a retry.
    #[must_use]
    pub fn transient(reason: impl Into<String>) -> Self {
        Self { transient: true, ..Self::new(reason) }
    }

    /// Whether a retry may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.transient
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for TokenError {}

/// The tokens of a scheme, shared by all clones of a client.
pub struct Tokens {
    scheme: &'static str,
    provider: Box<dyn TokenProvider>,
    kept: Mutex<Vec<Kept>>,
    /// Held while the provider is called; its last result, if that was an error.
    asking: futures_util::lock::Mutex<()>,
    failure: Mutex<Option<Failure>>,
    was_refused: AtomicBool,
}

/// A token that is valid.
struct Kept {
    scopes: &'static [&'static str],
    value: HeaderValue,
    expires: Option<i64>,
}

/// The error for those who waited while the provider failed.
struct Failure {
    scopes: &'static [&'static str],
    at: i64,
    error: TokenError,
}

impl Tokens {
    /// Creates them from a provider.
    pub fn new(scheme: &'static str, provider: impl TokenProvider + 'static) -> Self {
        let provider = Box::new(provider);
        let (kept, asking) = (Mutex::default(), futures_util::lock::Mutex::new(()));
        Self { scheme, provider, kept, asking, failure: Mutex::default(), was_refused: AtomicBool::new(false) }
    }

    /// The value of `Authorization` for some scopes: a kept token, or a new one.
    pub(super) async fn authorization(&self, scopes: &'static [&'static str]) -> Result<HeaderValue, TokenError> {
        if let Some(value) = self.kept(scopes) {
            return Ok(value);
        }
        let since = now();
        let _asking = self.asking.lock().await;
        if let Some(value) = self.kept(scopes) {
            return Ok(value);
        }
        match &*locked(&self.failure) {
            Some(failure) if failure.at >= since && failure.scopes == scopes => return Err(failure.error.clone()),
            _ => {}
        }
        let after_refusal = self.was_refused.swap(false, Ordering::Relaxed);
        let request = TokenRequest { scheme: self.scheme, scopes, after_refusal };
        let token = self.provider.token(request).await.and_then(|token| self.keep(scopes, &token));
        let failure = token.as_ref().err().map(|error| Failure { scopes, at: now(), error: error.clone() });
        *locked(&self.failure) = failure;
        token
    }

    /// Drops a token that the server refused; one that has replaced it is kept.
    pub(super) fn forget(&self, refused: &HeaderValue) {
        locked(&self.kept).retain(|kept| kept.value != refused);
        self.was_refused.store(true, Ordering::Relaxed);
    }

    fn kept(&self, scopes: &[&str]) -> Option<HeaderValue> {
        let mut all = locked(&self.kept);
        let now = now();
        all.retain(|kept| kept.expires.is_none_or(|expires| expires > now));
        let is_scoped = self.provider.is_scoped();
        let suits = |kept: &&Kept| !is_scoped || scopes.iter().all(|scope| kept.scopes.contains(scope));
        all.iter().find(suits).map(|kept| kept.value.clone())
    }

    fn keep(&self, scopes: &'static [&'static str], token: &Token) -> Result<HeaderValue, TokenError> {
        let text = format!("Bearer {}", token.text.expose_secret());
        let mut value = header_value(&text).map_err(|reason| TokenError::new(format!("the token {reason}")))?;
        value.set_sensitive(true);
        let expires = token.lifetime.map(|lifetime| now().saturating_add(usable(lifetime)));
        locked(&self.kept).push(Kept { scopes, value: value.clone(), expires });
        Ok(value)
    }
}

/// For how many milliseconds a token is used: not until it expires, for requests take time and clocks differ.
fn usable(lifetime: Duration) -> i64 {
    let margin = (lifetime / 10).min(Duration::from_secs(60));
    i64::try_from(lifetime.saturating_sub(margin).as_millis()).unwrap_or(i64::MAX)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
