//! What making the requests of a run may cost: steps, which the same document and seed take on every machine.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::limits;

/// Steps that are counted, and a number of them after which nothing more is made.
#[derive(Debug)]
pub(crate) struct Work {
    done: AtomicU64,
    allowed: AtomicU64,
    /// The steps that were allowed last.
    share: AtomicU64,
}

impl Default for Work {
    fn default() -> Self {
        Self { done: AtomicU64::new(0), allowed: AtomicU64::new(u64::MAX), share: AtomicU64::new(u64::MAX) }
    }
}

impl Work {
    /// Counts steps.
    pub(crate) fn charge(&self, steps: u64) {
        self.done.fetch_add(steps, Ordering::Relaxed);
    }

    /// The steps so far.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Allows so many steps from now on.
    pub(crate) fn allow(&self, steps: u64) {
        self.share.store(steps, Ordering::Relaxed);
        self.allowed.store(self.done().saturating_add(steps), Ordering::Relaxed);
    }

    /// Allows steps until there are so many in all.
    pub(crate) fn allow_until(&self, end: u64) {
        self.allowed.store(end, Ordering::Relaxed);
    }

    /// The number of steps after which nothing more is made.
    pub(crate) fn end(&self) -> u64 {
        self.allowed.load(Ordering::Relaxed)
    }

    /// Nothing, or why nothing more is made.
    ///
    /// # Errors
    ///
    /// The steps are used up.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.done() > self.allowed.load(Ordering::Relaxed) {
            let allowed = self.share.load(Ordering::Relaxed);
            return Err(format!(
                "it takes more work than its share of the run's {}",
                limits::named("max-work", allowed)
            ));
        }
        Ok(())
    }
}
