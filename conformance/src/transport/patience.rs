//! Targets that ask to wait.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::Received;
use super::pace::Pace;
use super::retry_after::retry_after;
use crate::limits::named;

/// Statuses whose `Retry-After` is obeyed (RFC 6585 section 4, RFC 9110 section 15.6.4).
const ASKING: [u16; 2] = [429, 503];
/// How often one request is sent again.
pub(super) const REPEATS: usize = 3;

/// How long a run waits in all for a target that asks for it.
#[derive(Debug)]
pub(super) struct Patience {
    limit: Duration,
    /// When the run is over.
    end: Option<Instant>,
    spent: Mutex<Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    waited: Duration,
    /// What is to be reported: that the run does not wait any more.
    note: Option<String>,
    is_told: bool,
}

impl Patience {
    pub(super) fn new(limit: Duration, end: Option<Instant>) -> Self {
        Self { limit, end, spent: Mutex::default() }
    }

    /// Whether the request is to be sent again in its turn, which comes after the time that the answer asks to wait.
    pub(super) fn waits(&self, received: &Received, pace: &Pace) -> bool {
        if !ASKING.contains(&received.status) {
            return false;
        }
        let Some(wait) = retry_after(received, SystemTime::now()) else { return false };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let until = now.checked_add(wait).filter(|until| self.end.is_none_or(|end| *until < end));
        let left = self.limit.saturating_sub(spent.waited);
        let Some(longer) = until.and_then(|until| pace.close_until(until, now, left)) else {
            if !spent.is_told {
                spent.is_told = true;
                spent.note = Some(self.note(received.status, wait, spent.waited));
            }
            return false;
        };
        spent.waited += longer;
        true
    }

    /// What nothing was reported yet.
    pub(super) fn take_note(&self) -> Option<String> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).note.take()
    }

    fn note(&self, status: u16, wait: Duration, waited: Duration) -> String {
        let limit = named("max-retry-wait", format!("{} s in all", self.limit.as_secs_f64()));
        format!(
            "the target answers {status} and asks to wait {} s (`Retry-After`); the run has waited {:.1} s and goes on \
             without waiting longer {limit}: what 429 answers is undecided",
            wait.as_secs(),
            waited.as_secs_f64()
        )
    }
}
