//! Every check of an answer, and the laws that one exchange can break.

use serde_json::Value;

use super::seen::Seen;
use super::{echo, page, selection};
use crate::case::Class;
use crate::check::{self, Finding, Judgement, Verdict};
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Answered;

/// Judges an answer, or that there is none.
pub(crate) fn judge(builder: &CaseBuilder<'_>, class: &Class, request: &WireRequest, answer: &Answered) -> Verdict {
    let laws = &builder.operation.laws;
    if laws.page.is_none() && laws.fields.is_none() && laws.echoes.is_empty() {
        return check::judge(builder, class, request, answer).verdict;
    }
    judge_and_read(builder, class, request, answer).0
}

/// The same, with the exchange as it was read, where the answer of a valid request is a success with a declared body.
pub(super) fn judge_and_read<'a>(
    builder: &CaseBuilder<'a>,
    class: &Class,
    request: &WireRequest,
    answer: &Answered,
) -> (Verdict, Option<Seen<'a>>) {
    let Judgement { verdict, body } = check::judge(builder, class, request, answer);
    let is_success = answer.as_ref().is_ok_and(|received| (200..300).contains(&received.status));
    if !class.is_valid() || !is_success {
        return (verdict, None);
    }
    let Some(seen) = body.and_then(|body: Value| Seen::of(builder, request, body)) else { return (verdict, None) };
    let broken = in_one_exchange(&seen);
    let verdict = match verdict {
        verdict if broken.is_empty() => verdict,
        Verdict::Violates(mut findings) => {
            findings.extend(broken);
            Verdict::Violates(findings)
        }
        _ if builder.ambiguous_sibling().is_some() => verdict,
        _ => Verdict::Violates(broken),
    };
    (verdict, Some(seen))
}

fn in_one_exchange(seen: &Seen<'_>) -> Vec<Finding> {
    let mut found = echo::check(seen);
    found.extend(page::check(seen));
    found.extend(selection::of_one_answer(seen));
    found
}
