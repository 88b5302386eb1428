//! Why the valid requests of an operation do not succeed.

use indexmap::IndexMap;

use super::runner::Run;
use crate::case::Class;
use crate::check::{refusal, refusal_key};
use crate::redact::Redacted;
use crate::report::WithoutSuccess;
use crate::transport::Answered;

/// Characters of a reason that are shown.
const LONGEST_REASON: usize = 200;

/// Reasons of one operation that are distinguished.
const MOST: usize = 64;

/// How often valid requests of an operation came to nothing, by what distinguishes the reasons, with the first of each.
#[derive(Default)]
pub(super) struct Refusals(IndexMap<String, (usize, Redacted)>);

impl Run<'_> {
    /// Notes whether a valid request succeeded, and why it did not.
    pub(super) fn succeeds(&mut self, class: &Class, answer: &Answered) {
        if !class.is_valid() || self.has_succeeded {
            return;
        }
        let (key, reason) = match answer {
            Ok(received) if received.status < 400 => {
                self.has_succeeded = true;
                return;
            }
            Ok(received) => (refusal_key(received), refusal(received)),
            Err(error) => (format!("{:?}", error.kind), error.message.clone()),
        };
        if self.refusals.0.len() >= MOST && !self.refusals.0.contains_key(&key) {
            return;
        }
        let redactor = &self.redactor;
        let first = || (0, redactor.redact_start(&reason, LONGEST_REASON).0);
        self.refusals.0.entry(key).or_insert_with(first).0 += 1;
    }

    /// Why no valid request of the operation succeeded: the reason of most of them, or why there are none. Nothing where one
    /// did, or the run ended before.
    pub(super) fn without_success(&self) -> Option<WithoutSuccess> {
        if self.has_succeeded {
            return None;
        }
        let often = self.refusals.0.iter().rev().max_by_key(|(_, (count, _))| *count);
        if let Some((key, (_, reason))) = often {
            return Some(WithoutSuccess { group: self.id(key), reason: reason.clone() });
        }
        let reason = self.without_valid.as_ref().filter(|_| self.halt.is_none())?;
        let reason = Redacted::ours("not made: ").with(reason);
        Some(WithoutSuccess { group: self.id(&reason), reason })
    }
}
