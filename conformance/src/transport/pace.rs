//! When the next request may be sent: at a rate, and not before a target that asked to wait is ready.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Rate;

/// The pace of a run. Turns are given in the order in which they are asked for.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    clock: Mutex<Clock>,
}

/// A clock that stands still while nothing may be sent.
#[derive(Debug)]
struct Clock {
    /// When the next turn is, were there no time of standing still.
    next: Option<Instant>,
    /// How long it stood still in all, with what is still to come.
    still: Duration,
    /// The end of the last time of standing still.
    closed_until: Option<Instant>,
}

impl Pace {
    /// The pace of a rate; without one nobody waits but for a target that asks for it.
    pub(super) fn new(rate: Option<Rate>) -> Self {
        let clock = Clock { next: None, still: Duration::ZERO, closed_until: None };
        Self { interval: rate.map_or(Duration::ZERO, Rate::interval), clock: Mutex::new(clock) }
    }

    /// Waits for a turn. It is taken at once: who drops this leaves it unused.
    pub(super) async fn turn(&self) {
        let turn = self.take_turn(Instant::now());
        // What asks to wait meanwhile moves the turns of those who wait already.
        while let Some(until) = self.due(turn, Instant::now()) {
            sleep_until(until).await;
        }
    }

    /// Sends nothing before `end`: by how much that is longer than what was to be waited anyway. Nothing changes where that
    /// is more than is allowed.
    pub(super) fn close_until(&self, end: Instant, now: Instant, allowed: Duration) -> Option<Duration> {
        let mut clock = self.clock();
        let from = clock.closed_until.map_or(now, |closed| closed.max(now));
        let longer = end.saturating_duration_since(from);
        if longer > allowed {
            return None;
        }
        if !longer.is_zero() {
            clock.still += longer;
            clock.closed_until = Some(end);
        }
        Some(longer)
    }

    /// The next turn, by the clock that stands still.
    fn take_turn(&self, now: Instant) -> Instant {
        let mut clock = self.clock();
        let now = clock.own(now);
        let turn = clock.next.map_or(now, |next| next.max(now));
        clock.next = Some(turn + self.interval);
        turn
    }

    /// When a turn is, where it is not yet.
    fn due(&self, turn: Instant, now: Instant) -> Option<Instant> {
        let clock = self.clock();
        let due = turn + clock.still;
        // Also who had their turn before the target asked to wait has not sent yet.
        let due = clock.closed_until.map_or(due, |closed| due.max(closed));
        (due > now).then_some(due)
    }

    /// What a panic elsewhere left is a whole clock.
    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock {
    /// A time by this clock.
    fn own(&self, now: Instant) -> Instant {
        let ahead = self.closed_until.map_or(Duration::ZERO, |closed| closed.saturating_duration_since(now));
        now - self.still.saturating_sub(ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milliseconds(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    #[test]
    fn turns_are_an_interval_apart_and_none_is_made_up_for() {
        let pace = Pace::new(Some("50/s".parse().expect("a rate")));
        let start = Instant::now();
        let at = |later| start + milliseconds(later);
        assert_eq!(pace.take_turn(at(0)), at(0));
        assert_eq!(pace.take_turn(at(0)), at(20));
        assert_eq!(pace.take_turn(at(5)), at(40));
        assert_eq!(pace.take_turn(at(100)), at(100), "who comes late has lost the turns before");
        assert_eq!(pace.take_turn(at(101)), at(120));
        assert_eq!((pace.due(at(120), at(110)), pace.due(at(120), at(120))), (Some(at(120)), None));
    }

    #[test]
    fn standing_still_moves_every_turn_and_keeps_their_distance() {
        let pace = Pace::new(Some("50/s".parse().expect("a rate")));
        let start = Instant::now();
        let at = |later| start + milliseconds(later);
        let turns = [pace.take_turn(at(0)), pace.take_turn(at(0)), pace.take_turn(at(0))];
        assert_eq!(pace.close_until(at(1010), at(10), milliseconds(1000)), Some(milliseconds(1000)));
        assert_eq!(turns.map(|turn| pace.due(turn, at(10))), [at(1010), at(1020), at(1040)].map(Some));
        let late = pace.take_turn(at(500));
        assert_eq!(pace.due(late, at(500)), Some(at(1060)));
        assert_eq!(pace.close_until(at(1000), at(600), Duration::ZERO), Some(Duration::ZERO), "nothing is added");
        assert_eq!(pace.close_until(at(1110), at(600), milliseconds(100)), Some(milliseconds(100)));
        assert_eq!(pace.due(late, at(600)), Some(at(1160)));
        assert_eq!(pace.close_until(at(9000), at(700), milliseconds(100)), None);
        assert_eq!(pace.due(late, at(700)), Some(at(1160)), "what is not allowed changes nothing");
        let after = pace.take_turn(at(2000));
        assert_eq!((pace.due(after, at(2000)), pace.due(pace.take_turn(at(2000)), at(2000))), (None, Some(at(2020))));
    }

    #[test]
    fn without_a_rate_nobody_waits_but_for_a_target_that_asks() {
        let pace = Pace::new(None);
        let start = Instant::now();
        let turns = [pace.take_turn(start), pace.take_turn(start)];
        assert_eq!(turns.map(|turn| pace.due(turn, start)), [None, None]);
        let end = start + milliseconds(300);
        assert_eq!(pace.close_until(end, start, milliseconds(300)), Some(milliseconds(300)));
        assert_eq!(turns.map(|turn| pace.due(turn, start)), [Some(end), Some(end)]);
        assert_eq!(turns.map(|turn| pace.due(turn, end)), [None, None]);
    }
}
