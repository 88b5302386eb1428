//! Credentials that the target takes no more: a request that it took before is sent again, and refused.

use super::halt::Halt;
use super::runner::Run;
use crate::case::Case;
use crate::report::StopKind;
use crate::request::{Drafter, WireRequest};
use crate::transport::Answered;

/// Refusals in a row after which it is looked whether the credentials are taken still (`refusals`).
const REFUSALS: usize = 5;

/// A request that was accepted, and how many were refused since.
#[derive(Default)]
pub(super) struct Canary {
    accepted: Option<WireRequest>,
    refused: usize,
}

impl Run<'_> {
    /// Notes the answer to a valid request with credentials, and looks at the canary where many are refused.
    pub(super) async fn look_at_canary(&mut self, drafter: &Drafter<'_>, case: &Case, answer: &Answered) {
        let Ok(received) = answer else { return };
        if !case.class.is_valid() || drafter.operation.security.is_empty() {
            return;
        }
        if received.status != 401 {
            self.canary.refused = 0;
            if received.status < 300 && case.request.method == "GET" {
                self.canary.accepted = Some((*case.request).clone());
            }
            return;
        }
        self.canary.refused += 1;
        if self.canary.refused % REFUSALS != 0 {
            return;
        }
        let Some(request) = &self.canary.accepted else { return };
        let again = self.transport.send_alone(request, self.settings.timeout).await;
        if again.is_ok_and(|received| received.status == 401) {
            let reason = format!(
                "the target takes the credentials no more: {} {} was accepted before and is answered with 401; has a \
                 session expired, or did a request end it?",
                request.method,
                self.redactor.redact(&request.target)
            );
            self.halt = Some(Halt::Run(StopKind::CredentialsExpired, reason));
        }
    }
}
