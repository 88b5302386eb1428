//! The verdict on an exchange: by the checks of this program, and by those of whoever tests.

use super::runner::Run;
use crate::case::Class;
use crate::check::Verdict;
use crate::custom::CheckedCase;
use crate::laws;
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Answered;

impl Run<'_> {
    /// Judges an answer.
    pub(super) async fn judge(
        &mut self,
        builder: &CaseBuilder<'_>,
        class: &Class,
        request: &WireRequest,
        answer: &Answered,
    ) -> Verdict {
        let verdict = laws::judge(builder, class, request, answer);
        let Ok(received) = answer else { return verdict };
        let operation = &builder.operation.key;
        let case = CheckedCase { operation, class: &class.name, is_valid: class.is_valid(), request };
        self.custom.judged(verdict, case, received).await
    }
}
