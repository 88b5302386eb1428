//! The valid requests of an operation that its target accepted: where it refuses others, or fails on them, these are the ones that are broken,
//! so that every class is tried on a request that works.

use crate::case::{Base, Case};
use crate::request::RequestTemplate;
use crate::schema::value_size;
use crate::transport::Answered;

/// How many are kept.
const KEPT: usize = 16;
/// Refusals that speak of the target's state, or of who asks, and not of the request's values.
const OF_THE_STATE: [u16; 8] = [401, 403, 404, 409, 410, 412, 423, 429];

/// Whether a status refuses a valid request for its values.
pub(super) fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && !OF_THE_STATE.contains(&status)
}

/// What the target said of an operation's valid requests.
#[derive(Default)]
pub(super) struct Bases {
    accepted: Vec<(usize, RequestTemplate)>,
    refuses: bool,
    /// Whether the work is not enough to draw a request for each case.
    saves_work: bool,
}

impl Bases {
    /// Breaks the smallest of them in place of others that are drawn: it is made, and costs least to be judged.
    pub(super) fn save_work(&mut self) {
        self.saves_work = true;
    }

    /// Takes the answer to a valid request.
    pub(super) fn note(&mut self, case: &Case, answer: &Answered) {
        let Ok(received) = answer else { return };
        match received.status {
            200..=299 if self.accepted.len() < KEPT => self.accepted.push((case.number, case.base.clone())),
            status if status >= 400 => self.refuses |= is_refusal(status) || status >= 500,
            _ => {}
        }
    }

    /// Whether there is any.
    pub(super) fn has_accepted(&self) -> bool {
        !self.accepted.is_empty()
    }

    /// The request that the case of a number is made from; nothing where any valid one will do.
    pub(super) fn of(&self, number: usize) -> Option<Base<'_>> {
        // The plainest case of every class is the same for every seed, where that is accepted.
        let is_plainest = number == 0 && self.accepted.first().is_some_and(|(first, _)| *first == 0);
        if is_plainest {
            return None;
        }
        if self.saves_work {
            let smallest = self.accepted.iter().min_by_key(|(_, template)| template.body().map_or(0, value_size));
            return smallest.map(|(number, template)| Base { number: *number, template });
        }
        if !self.refuses || self.accepted.is_empty() {
            return None;
        }
        let (number, template) = &self.accepted[number % self.accepted.len()];
        Some(Base { number: *number, template })
    }
}
