//! When a request is retried, and after how long.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

/// How failed requests are retried: on 429, 500, 502, 503 and 504 and on network errors, after a delay that doubles,
/// with jitter; `Retry-After` is honoured.
///
/// `POST` and `PATCH` are only retried if they carry an `Idempotency-Key`, or the connection failed before anything was
/// sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    max_retries: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_retries: 2,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// No retries.
    #[must_use]
    pub fn off() -> Self {
        Self { max_retries: 0, ..Self::default() }
    }

    /// The maximum number of retries; 2 by default.
    #[must_use]
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// The limit of the first delay; 500 ms by default.
    #[must_use]
    pub fn base_delay(mut self, base_delay: Duration) -> Self {
        self.base_delay = base_delay;
        self
    }

    /// The limit of any delay that the client chooses; 8 s by default.
    #[must_use]
    pub fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// The longest `Retry-After` that is honoured; a longer one makes the response final. 60 s by default.
    #[must_use]
    pub fn max_retry_after(mut self, max_retry_after: Duration) -> Self {
        self.max_retry_after = max_retry_after;
        self
    }

    /// How long to wait after attempt number `attempt` (from 0) got this response; `None` if it is final.
    pub(super) fn after_status(
        &self,
        attempt: u32,
        repeatable: bool,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Option<Duration> {
        let transient = matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504);
        if !transient || !repeatable || attempt >= self.max_retries {
            return None;
        }
        match retry_after(headers) {
            Some(wait) if wait > self.max_retry_after => None,
            Some(wait) => Some(wait),
            None => Some(self.backoff(attempt)),
        }
    }

    /// The same if no response was received.
    pub(super) fn after_failure(&self, attempt: u32, repeatable: bool, unsent: bool) -> Option<Duration> {
        ((repeatable || unsent) && attempt < self.max_retries).then(|| self.backoff(attempt))
    }

    /// Half of the limit, plus a random part of the other half.
    fn backoff(&self, attempt: u32) -> Duration {
        let bound = self.base_delay.saturating_mul(2_u32.saturating_pow(attempt)).min(self.max_delay);
        let share = u32::try_from(random() >> 32).unwrap_or_default();
        bound / 2 + (bound / 2).mul_f64(f64::from(share) / f64::from(u32::MAX))
    }
}

/// Whether a method is idempotent (RFC 9110 section 9.2.2).
pub(super) fn is_idempotent(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS | Method::TRACE)
}

/// The delay of `Retry-After`, in seconds or until a date; dates are compared with the server's own clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date(text)?;
    let now = headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)).unwrap_or_else(Utc::now);
    Some((until - now).to_std().unwrap_or_default())
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|date| date.to_utc())
}

/// A number that differs from call to call; nothing secret depends on it. It includes the clock because in browsers
/// every program's hashes start out the same.
pub(super) fn random() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_i64(Utc::now().timestamp_micros());
    hasher.finish()
}
