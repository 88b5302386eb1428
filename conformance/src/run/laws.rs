//! The laws of an operation, after its classes.

use std::sync::Arc;

use super::failing::LONGEST_MESSAGE;
use super::halt::Halt;
use super::runner::Run;
use super::watch::Presence;
use crate::case::Class;
use crate::check::is_same;
use crate::laws::{Broken, Exchange, Law, Stop, Trial};
use crate::report::{ClassOutcome, Event, StopKind};
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Answered;

/// A sequence is played for so many cases of a class.
const CASES_OF_A_SEQUENCE: usize = 20;
/// Sequences of one kind of thing.
const MOST_SEQUENCES: usize = 100;

/// What came of trying a law.
pub(super) enum Tried {
    Holds,
    Broken(Box<Broken>),
    Undecided(String),
}

impl Run<'_> {
    /// Tries every law that an operation has.
    pub(super) async fn laws(&mut self, builder: &CaseBuilder<'_>) {
        for law in self.laws_of(builder) {
            let mut outcome = ClassOutcome {
                operation: self.redactor.redact(&builder.operation.key),
                class: self.redactor.redact(law.class()),
                summary: self.redactor.redact(law.summary()),
                ..ClassOutcome::default()
            };
            self.look_at_clock();
            let reason = match &self.halt {
                Some(halt) => Some(halt.reason().to_owned()),
                None if !self.has_succeeded => Some("no valid request of the operation succeeded".to_owned()),
                None => self.check_target().err().map(|reason| reason.to_string()),
            };
            match reason {
                Some(reason) => outcome.reason = Some(self.redactor.redact(&reason)),
                None => self.law(builder, law, &mut outcome).await,
            }
            let is_made = outcome.requests() > 0;
            *(if is_made { &mut self.summary.classes } else { &mut self.summary.unmade }) += 1;
            (self.report)(Event::ClassFinished(outcome));
        }
    }

    /// The chosen laws that an operation has.
    pub(super) fn laws_of<'d>(&self, builder: &'d CaseBuilder<'_>) -> impl Iterator<Item = Law> + use<'d> {
        let choice = self.settings.choice.clone();
        Law::ALL.into_iter().filter(move |law| law.applies(builder) && choice.takes_class(law.class()))
    }

    async fn law(&mut self, builder: &CaseBuilder<'_>, law: Law, outcome: &mut ClassOutcome) {
        let (tried, exchanges) = self.tried(builder, law, self.settings.seed).await;
        let sent = exchanges.len();
        self.summary.requests += sent;
        match tried {
            Tried::Holds => outcome.conforming = sent,
            Tried::Undecided(reason) => {
                outcome.undecided = sent.min(1);
                outcome.conforming = sent.saturating_sub(1);
                outcome.reason = Some(self.redactor.redact_start(&reason, LONGEST_MESSAGE).0);
            }
            Tried::Broken(broken) if !self.settings.choice.takes_check(broken.finding.check) => {
                outcome.conforming = sent;
            }
            Tried::Broken(_) if self.is_sabotaged(builder).await => {
                outcome.undecided = sent.min(1);
                outcome.conforming = sent.saturating_sub(1);
                outcome.reason =
                    self.halt.as_ref().map(|halt| self.redactor.redact_start(halt.reason(), LONGEST_MESSAGE).0);
            }
            Tried::Broken(broken) => {
                outcome.conforming = sent.saturating_sub(1);
                let accused = broken.exchanges.last().and_then(|number| exchanges.get(*number));
                let is_noted = accused.is_some_and(|last| self.is_noted(broken.finding.check, &last.answer));
                *(if is_noted { &mut outcome.undeclared } else { &mut outcome.violating }) = 1;
                self.tell_law(builder, law, *broken, &exchanges);
            }
        }
        self.summary.conforming += outcome.conforming;
        self.summary.violating += outcome.violating;
        self.summary.undecided += outcome.undecided;
        self.summary.undeclared += outcome.undeclared;
        for exchange in &exchanges {
            self.tally.notice_other(builder, exchange.operation, &exchange.answer);
        }
        for exchange in exchanges.iter().filter(|exchange| exchange.operation == builder.id) {
            self.identities_of(builder, law.class(), &exchange.request, &exchange.answer);
        }
    }

    /// Tries a law with a seed: what came of it, and all that was sent.
    pub(super) async fn tried(&mut self, builder: &CaseBuilder<'_>, law: Law, seed: u64) -> (Tried, Vec<Exchange>) {
        let class = Arc::new(Class::of_law(law.class(), law.summary()));
        let told = self.causes.of_group(self.groups.of(builder.id));
        let (transport, timeout, end) = (self.transport, self.settings.timeout, self.watch.end());
        let sequences = self.settings.cases.div_ceil(CASES_OF_A_SEQUENCE).min(MOST_SEQUENCES);
        let mut first = Trial {
            builder,
            transport,
            timeout,
            end,
            seed,
            class,
            sequences,
            turn: 0,
            turns: Arc::default(),
            told: &told,
            exchanges: Vec::new(),
        };
        let found = law.check(&mut first).await;
        self.presence_of(&first.exchanges).await;
        let tried = match found {
            Ok(()) => Tried::Holds,
            Err(Stop::Undecided(reason)) => Tried::Undecided(reason),
            Err(Stop::Broken(broken)) => {
                // What is reported of a server happens again.
                let again = law.check(&mut first.anew()).await;
                if is_again(&broken, &again) {
                    Tried::Broken(broken)
                } else {
                    let message = &broken.finding.message.0;
                    Tried::Undecided(format!("it was broken once, and not again: {message}"))
                }
            }
        };
        (tried, first.exchanges)
    }

    /// Reports that a law is broken, once for each of its rules.
    pub(super) fn tell_law(&mut self, builder: &CaseBuilder<'_>, law: Law, broken: Broken, exchanges: &[Exchange]) {
        let shown: Vec<&Exchange> = broken.exchanges.iter().filter_map(|number| exchanges.get(*number)).collect();
        let Some(last) = shown.last() else { return };
        let class = Class::of_law(law.class(), law.summary());
        if let Some(number) = self.notice(builder, &class, (&last.request, &last.answer), &broken.finding) {
            self.tell_exchanges(builder, &class, (number, broken.finding), &shown);
        }
    }

    /// Looks whether an answer gives an identity again.
    pub(super) fn identities_of(
        &mut self,
        builder: &CaseBuilder<'_>,
        class: &str,
        request: &WireRequest,
        answer: &Answered,
    ) {
        let Ok(received) = answer else { return };
        let Some((finding, earlier)) = self.identities.notice(builder, request, received) else { return };
        let class = Class::of_law(class, "every creation gives an identity of its own");
        if let Some(number) = self.notice(builder, &class, (request, answer), &finding) {
            let last = Exchange { operation: builder.id, request: request.clone(), answer: answer.clone() };
            let shown: Vec<&Exchange> = earlier.iter().chain([&last]).collect();
            self.tell_exchanges(builder, &class, (number, finding), &shown);
        }
    }

    /// Notices a target that went away while a law was tried.
    async fn presence_of(&mut self, exchanges: &[Exchange]) {
        for exchange in exchanges {
            match self.watch.notice(&exchange.answer, self.transport.spoke_http()) {
                Presence::There | Presence::NeverThere => {}
                Presence::Gone(reason) => self.halt = Some(Halt::Run(StopKind::Gone, reason)),
                Presence::Doubtful => self.halt = self.probe().await,
            }
        }
    }
}

/// Whether a second try broke the same.
fn is_again(broken: &Broken, again: &Result<(), Stop>) -> bool {
    matches!(again, Err(Stop::Broken(other)) if is_same(&other.finding, &broken.finding))
}
