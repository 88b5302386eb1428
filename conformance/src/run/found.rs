//! What was found, by its cause: the first place is reported, and the others are named.

use rustc_hash::FxHashSet;
use sha2::{Digest as _, Sha256};
use trueline_spec::model::{Api, OperationId, SchemaId};

use super::failing::LONGEST_MESSAGE;
use super::runner::Run;
use crate::case::Class;
use crate::check::{Check, Finding, Noticed, OmittedPlace, Seen, Severity, Sighting};
use crate::report::{Event, GoneFinding, Omission, Omitted, Repeated};
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Answered;

/// Where a cause shows: its number, the operation, and the class.
pub(super) type Place = (usize, OperationId, String);

impl Run<'_> {
    /// Notes a finding: its number, where its cause is new, its check chosen, and any more are wanted.
    pub(super) fn notice(
        &mut self,
        builder: &CaseBuilder<'_>,
        class: &Class,
        (request, answer): (&WireRequest, &Answered),
        finding: &Finding,
    ) -> Option<usize> {
        if !self.settings.choice.takes_check(finding.check) || self.has_told_enough() {
            return None;
        }
        let is_on_accepted = self.bases.has_accepted();
        let sighting = Sighting { api: builder.api, operation: builder.id, class, request, answer, is_on_accepted };
        let group = self.groups.of(builder.id);
        let Noticed { number, is_new, keys } = self.causes.notice(group, sighting, finding);
        let keys: Vec<u64> = keys.iter().map(|key| self.id(key)).collect();
        if let Ok(received) = answer {
            self.omissions.notice(builder.api, builder.validators, finding, number, received);
        }
        let place: Place = (number, builder.id, class.name.clone());
        let is_another = self.places.insert(place);
        if is_new {
            self.keys.insert(number, keys);
        } else if is_another {
            (self.report)(Event::Repeated(Repeated {
                number,
                keys,
                operation: self.redactor.redact(&builder.operation.key),
                class: self.redactor.redact(&class.name),
            }));
        }
        is_new.then_some(number)
    }

    /// What distinguishes a cause from others in every run.
    pub(super) fn id(&self, key: &str) -> u64 {
        let hash = Sha256::digest(self.redactor.redact(key).as_str());
        hash.iter().take(8).fold(0, |id, byte| id << 8 | u64::from(*byte))
    }

    /// What distinguishes a cause from others in every run, by its number.
    pub(super) fn cause(&self, number: usize) -> Option<u64> {
        self.keys.get(&number)?.last().copied()
    }

    /// Tells what answers had and the document does not mention.
    pub(super) fn tell_omissions(&mut self, api: &Api) {
        let all = std::mem::take(&mut self.omissions).into_all();
        let omissions: Vec<Omission> = all.filter_map(|(place, seen)| self.omission(api, place, &seen)).collect();
        if !omissions.is_empty() {
            (self.report)(Event::Undocumented(omissions));
        }
    }

    fn omission(&self, api: &Api, place: OmittedPlace, seen: &Seen) -> Option<Omission> {
        let (_, operation, _) = self.places.iter().find(|(number, ..)| *number == seen.number)?;
        let (operation, what) = match place {
            OmittedPlace::Status(origin, status) => {
                let own = api.operations.iter().find(|operation| operation.origin == origin)?;
                (own, Omitted::Status { operation: origin, status })
            }
            OmittedPlace::Content(response) => (api.operation(*operation), Omitted::Content { response }),
            OmittedPlace::Null(schema) => (api.operation(*operation), Omitted::Null { schema }),
        };
        let name = |schema| {
            let is_it = |(_, other): &(&String, &SchemaId)| api.schemas.resolve(**other) == schema;
            api.named_schemas.iter().find(is_it).map(|(name, _)| name.clone())
        };
        // What has no body sometimes is not described by a content type.
        let content = seen.content.iter().filter(|_| !seen.is_empty);
        Some(Omission {
            cause: self.cause(seen.number)?,
            operation: self.redactor.redact(&operation.key),
            what,
            content: content
                .map(|(media_type, bodies)| (self.redactor.redact(media_type), bodies.schema().and_then(name)))
                .collect(),
        })
    }

    /// After the whole plan: reports what the baseline has and the run did not find.
    pub(super) fn tell_gone(&mut self) {
        let is_whole =
            self.settings.is_whole() && !self.is_cut && self.summary.stopped.is_none() && self.summary.cut == 0;
        let Some(baseline) = self.settings.baseline.as_ref().filter(|_| is_whole) else { return };
        let found: FxHashSet<u64> = self.keys.values().filter_map(|keys| keys.last().copied()).collect();
        let shown = |text: &str| self.redactor.redact_start(text, LONGEST_MESSAGE).0;
        let gone = baseline.findings().filter(|(cause, _)| !found.contains(cause)).map(|(cause, known)| GoneFinding {
            cause,
            check: shown(&known.check),
            operation: shown(&known.operation),
            message: shown(&known.message),
        });
        let gone: Vec<GoneFinding> = gone.collect();
        self.summary.gone = gone.len();
        if !gone.is_empty() {
            (self.report)(Event::KnownGone(gone));
        }
    }

    /// Whether what a check found in an answer makes no run fail.
    pub(super) fn is_noted(&self, check: Check, answer: &Answered) -> bool {
        let status = answer.as_ref().ok().map(|received| received.status);
        !self.settings.denied.contains(&Severity::of(check, status))
    }
}
