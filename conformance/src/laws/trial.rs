//! The exchanges of one try of a law.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use trueline_spec::model::OperationId;

use super::judge::judge_and_read;
use super::seen::Seen;
use crate::case::{Class, Intent};
use crate::check::{CausesOfGroup, Check, Finding, Sighting, Verdict};
use crate::generate::{Completeness, SeededRng, TextPosition};
use crate::judge::Rule;
use crate::limits::{self, LAW_REQUESTS};
use crate::request::{CaseBuilder, NotMade, RequestTemplate, WireRequest};
use crate::transport::{Answered, Received, Transport};

/// A request and what came of it.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub operation: OperationId,
    pub request: WireRequest,
    pub answer: Answered,
}

/// Why a law is not found to hold.
pub(crate) enum Stop {
    /// It is broken.
    Broken(Box<Broken>),
    /// It cannot be decided.
    Undecided(String),
}

/// How a law is broken.
pub(crate) struct Broken {
    pub finding: Finding,
    /// The exchanges that prove it, by their numbers, the accused one last.
    pub exchanges: Vec<usize>,
}

impl Stop {
    /// A request that it takes is not made.
    pub(super) fn not_made(reason: &NotMade) -> Self {
        Self::Undecided(reason.to_string())
    }

    /// A law of the document is broken.
    pub(super) fn broken(check: Check, message: String, rule: Rule, exchanges: Vec<usize>) -> Self {
        Self::Broken(Box::new(Broken { finding: Finding::new(check, message, Some(rule)), exchanges }))
    }

    /// The same, with an exchange before those that prove it.
    pub(super) fn after(self, earlier: usize) -> Self {
        match self {
            Self::Broken(mut broken) => {
                if !broken.exchanges.contains(&earlier) {
                    broken.exchanges.insert(0, earlier);
                }
                Self::Broken(broken)
            }
            undecided @ Self::Undecided(_) => undecided,
        }
    }
}

/// One try of a law: what it sends goes through here, is judged, and is kept.
pub(crate) struct Trial<'a> {
    pub builder: &'a CaseBuilder<'a>,
    pub transport: &'a Transport,
    pub timeout: Duration,
    pub end: Option<Instant>,
    pub seed: u64,
    pub class: Arc<Class>,
    /// How many sequences of a kind of thing are played.
    pub sequences: usize,
    /// Which of the tries with this seed it is: each makes things of its own.
    pub turn: usize,
    /// How many tries there are.
    pub turns: Arc<AtomicUsize>,
    /// What is reported already: a law goes on behind it.
    pub told: &'a CausesOfGroup,
    /// All exchanges so far.
    pub exchanges: Vec<Exchange>,
}

impl<'a> Trial<'a> {
    /// Another try with the same seed.
    pub(crate) fn anew(&self) -> Self {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed) + 1;
        let (class, turns) = (Arc::clone(&self.class), Arc::clone(&self.turns));
        Self { class, turn, turns, exchanges: Vec::new(), ..*self }
    }

    /// Takes over how a law is broken in another try, with what was sent there.
    pub(super) fn take(&mut self, broken: &mut Broken, other: Self) {
        for number in &mut broken.exchanges {
            *number += self.exchanges.len();
        }
        self.exchanges.extend(other.exchanges);
    }

    /// The plainest valid request of an operation.
    ///
    /// # Errors
    ///
    /// There is none.
    pub(super) fn plainest(&self, builder: &CaseBuilder<'_>) -> Result<RequestTemplate, Stop> {
        let mut rng = SeededRng::of(self.seed, &[builder.operation.key.as_str(), &self.class.name]);
        builder.template(Completeness::Minimal, TextPosition::Short, &mut rng).map_err(|reason| Stop::not_made(&reason))
    }

    /// Sends a valid request, which is bound to succeed: its number, and what was seen.
    ///
    /// # Errors
    ///
    /// The answer breaks a rule that was not reported yet, or it cannot be decided.
    pub(super) async fn ask(
        &mut self,
        builder: &CaseBuilder<'a>,
        template: &RequestTemplate,
    ) -> Result<(usize, Seen<'a>), Stop> {
        let (number, received) = self.send(builder, template).await?;
        let class = Arc::clone(&self.class);
        match self.judged(builder, &class, number)? {
            Some(seen) => Ok((number, seen)),
            None => Err(Stop::Undecided(format!("an answer of {} has no body that can be read", received.status))),
        }
    }

    /// Sends a request that is bound to be refused with one of several statuses: its number.
    ///
    /// # Errors
    ///
    /// The answer breaks a rule, or it cannot be decided.
    pub(super) async fn expect_refusal(
        &mut self,
        builder: &CaseBuilder<'a>,
        template: &RequestTemplate,
        rule: Rule,
        expects: Vec<u16>,
    ) -> Result<usize, Stop> {
        let (request, _) = builder.judge(template).map_err(|reason| Stop::not_made(&reason))?;
        let (number, _) = self.exchange(builder, request).await?;
        self.refused(builder, number, rule, expects)?;
        Ok(number)
    }

    /// Judges an exchange whose request is bound to be refused with one of several statuses.
    ///
    /// # Errors
    ///
    /// The answer breaks a rule, or it cannot be decided.
    pub(super) fn refused(
        &self,
        builder: &CaseBuilder<'_>,
        number: usize,
        rule: Rule,
        expects: Vec<u16>,
    ) -> Result<(), Stop> {
        let class = Class { intent: Intent::Violates { rule, expects }, ..(*self.class).clone() };
        self.judged(builder, &class, number).map(drop)
    }

    /// Sends a valid request: its number, and the answer.
    ///
    /// # Errors
    ///
    /// It cannot be sent, breaks a rule itself, or there is no answer.
    pub(super) async fn send(
        &mut self,
        builder: &CaseBuilder<'_>,
        template: &RequestTemplate,
    ) -> Result<(usize, Received), Stop> {
        let (request, reading) = builder.judge(template).map_err(|reason| Stop::not_made(&reason))?;
        if let Some(violation) = reading.violations.first() {
            let reason = format!("its request is not valid: {}: {}", violation.location, violation.message);
            return Err(Stop::Undecided(reason));
        }
        self.exchange(builder, request).await
    }

    async fn exchange(&mut self, builder: &CaseBuilder<'_>, request: WireRequest) -> Result<(usize, Received), Stop> {
        if self.exchanges.len() >= LAW_REQUESTS {
            let limit = limits::named("law-requests", LAW_REQUESTS);
            return Err(Stop::Undecided(format!("it takes more requests than a law may send {limit}")));
        }
        if self.end.is_some_and(|end| end <= Instant::now()) {
            return Err(Stop::Undecided("the time is over".to_owned()));
        }
        let answer = self.transport.send_patiently(&request, self.timeout).await;
        let number = self.exchanges.len();
        self.exchanges.push(Exchange { operation: builder.id, request, answer: answer.clone() });
        if let Ok(received) = answer {
            return Ok((number, received));
        }
        let class = Arc::clone(&self.class);
        self.judged(builder, &class, number)?;
        Err(Stop::Undecided("there is no answer".to_owned()))
    }

    /// Judges an exchange as every answer is judged, and reads it where it is a valid request's success.
    ///
    /// # Errors
    ///
    /// It breaks a rule that was not reported yet, or it cannot be decided.
    pub(super) fn judged<'b>(
        &self,
        builder: &CaseBuilder<'b>,
        class: &Class,
        number: usize,
    ) -> Result<Option<Seen<'b>>, Stop> {
        let exchange = &self.exchanges[number];
        let (verdict, seen) = judge_and_read(builder, class, &exchange.request, &exchange.answer);
        match verdict {
            Verdict::Conforms => Ok(seen),
            Verdict::Undecided(reason) => Err(Stop::Undecided(reason)),
            Verdict::Violates(findings) => {
                let (api, operation) = (builder.api, builder.id);
                let (request, answer) = (&exchange.request, &exchange.answer);
                let sighting = Sighting { api, operation, class, request, answer, is_on_accepted: true };
                let new = findings.into_iter().find(|finding| !self.told.knows(sighting, finding));
                match new {
                    Some(finding) => Err(Stop::Broken(Box::new(Broken { finding, exchanges: vec![number] }))),
                    None => Ok(seen),
                }
            }
        }
    }
}
