//! What making the requests of a run may cost: steps, which the same document and seed take on every machine.

use std::sync::atomic::{AtomicU64, Ordering};

use super::NoWorkLeft;

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

    /// Forgets the steps since an earlier number of them: how many these were.
    pub(crate) fn take_back(&self, before: u64) -> u64 {
        let steps = self.done().saturating_sub(before);
        self.done.fetch_sub(steps, Ordering::Relaxed);
        steps
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
    pub(crate) fn check(&self) -> Result<(), NoWorkLeft> {
        if self.done() > self.allowed.load(Ordering::Relaxed) {
            return Err(NoWorkLeft { allowed: self.share.load(Ordering::Relaxed) });
        }
        Ok(())
    }
}

/// The steps that the next operation may take of those that are left: half of all is shared equally, so that something is
/// left for the last, and of the other half each may take what it needs, within reason.
pub(crate) fn share(most: u64, done: u64, index: usize, operations: usize) -> u64 {
    let count = |operations: usize| u64::try_from(operations).unwrap_or(u64::MAX).max(1);
    let (left, waiting) = (most.saturating_sub(done), count(operations - index));
    let equal = most / 2 / count(operations);
    left.saturating_sub(equal.saturating_mul(waiting - 1)).min((left / 4).max(left / waiting))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::share;

    proptest! {
        /// However greedy the first operations are, the last have their equal share of one half, and nobody more than all.
        #[test]
        fn something_is_left_for_the_last(most in 0_u64..1_000_000, wishes in prop::collection::vec(0_u64..1_000_000, 1..50)) {
            let equal = most / 2 / wishes.len() as u64;
            let mut done = 0;
            for (index, wish) in wishes.iter().enumerate() {
                let allowed = share(most, done, index, wishes.len());
                prop_assert!(allowed >= equal, "{allowed} of {most} for {index}");
                done += allowed.min(*wish);
            }
            prop_assert!(done <= most);
        }
    }
}
