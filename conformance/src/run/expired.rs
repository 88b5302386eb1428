//! Credentials that the target takes no more: a request that it took before is sent again, and refused. What renews
//! credentials (`session`) did what it could before.

use super::halt::Halt;
use super::runner::Run;
use crate::case::Case;
use crate::report::StopKind;
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Answered;

/// A request with credentials that was accepted.
#[derive(Default)]
pub(super) struct Accepted(Option<WireRequest>);

impl Run<'_> {
    /// Keeps a request that was accepted with credentials, and that changes nothing.
    pub(super) fn keep_accepted(&mut self, builder: &CaseBuilder<'_>, case: &Case, answer: &Answered) {
        let is_accepted = answer.as_ref().is_ok_and(|received| (200..300).contains(&received.status));
        let has_credentials = case.class.is_valid() && !builder.operation.security.is_empty();
        if is_accepted && has_credentials && case.request.method == "GET" {
            self.accepted = Accepted(Some((*case.request).clone()));
        }
    }

    /// Looks, before answers of 401 are reported, whether the credentials are taken at all: if not, the run ends.
    pub(super) async fn look_at_credentials<'a>(&mut self, mut answers: impl Iterator<Item = &'a Answered>) {
        let is_unauthorized = |answer: &Answered| answer.as_ref().is_ok_and(|received| received.status == 401);
        let Some(request) = self.accepted.0.clone().filter(|_| answers.any(is_unauthorized)) else { return };
        let again = self.transport.send_alone(&request, self.settings.timeout).await;
        if is_unauthorized(&again) {
            let ends = match &self.session {
                Some(session) => session.ends().await,
                None => Vec::new(),
            };
            let asked = "; has a session expired, or did a request end it?".to_owned();
            let reason = format!(
                "the target takes the credentials no more: {} {} was accepted before and is answered with 401{}",
                request.method,
                self.redactor.redact(&request.target),
                ends.into_iter().map(|end| format!("; {end}")).reduce(|all, end| all + &end).unwrap_or(asked)
            );
            self.halt = Some(Halt::Run(StopKind::CredentialsExpired, reason));
        }
    }
}
