//! What was found, by its cause: the first place is told, and the others are named.

use sha2::{Digest as _, Sha256};
use trueline_spec::model::OperationId;

use super::runner::Run;
use crate::case::Class;
use crate::check::{Check, Finding, Noticed, Severity, Sighting};
use crate::report::{Event, Repeated};
use crate::request::Drafter;
use crate::transport::Answered;

/// Where a cause shows: its number, the operation, and the class.
pub(super) type Place = (usize, OperationId, String);

impl Run<'_> {
    /// Notes a finding: its number, where its cause is new, its check chosen, and any more are wanted.
    pub(super) fn notice(
        &mut self,
        drafter: &Drafter<'_>,
        class: &Class,
        answer: &Answered,
        finding: &Finding,
    ) -> Option<usize> {
        if !self.settings.choice.takes_check(finding.check) || self.has_told_enough() {
            return None;
        }
        let sighting = Sighting { api: drafter.api, operation: drafter.id, class, answer };
        let (number, is_new) = match self.causes.notice(sighting, finding) {
            Noticed::New(number, key) => {
                self.ids.insert(number, self.id(&key));
                (number, true)
            }
            Noticed::Known(number) => (number, false),
        };
        let place: Place = (number, drafter.id, class.name.clone());
        if self.places.insert(place) && !is_new {
            (self.report)(Event::Repeated(Repeated {
                number,
                operation: self.redactor.redact(&drafter.operation.key),
                class: self.redactor.redact(&class.name),
            }));
        }
        is_new.then_some(number)
    }

    /// What tells a cause from others in every run.
    pub(super) fn id(&self, key: &str) -> u64 {
        let hash = Sha256::digest(self.redactor.redact(key).as_str());
        hash.iter().take(8).fold(0, |id, byte| id << 8 | u64::from(*byte))
    }

    /// Whether what a check found in an answer makes no run fail.
    pub(super) fn is_noted(&self, check: Check, answer: &Answered) -> bool {
        let status = answer.as_ref().ok().map(|received| received.status);
        !self.settings.denied.contains(&Severity::of(check, status))
    }
}
