//! Every check of an answer, and the laws that one exchange can break.

use super::seen::Seen;
use super::{echo, page, selection};
use crate::case::Class;
use crate::check::{self, Finding, Verdict};
use crate::request::{Drafter, WireRequest};
use crate::transport::Answered;

/// Judges an answer, or that there is none.
pub(crate) fn judge(drafter: &Drafter<'_>, class: &Class, request: &WireRequest, answer: &Answered) -> Verdict {
    let verdict = check::judge(drafter, class, request, answer);
    let broken = if class.is_valid() { in_one_exchange(drafter, request, answer) } else { Vec::new() };
    if broken.is_empty() {
        return verdict;
    }
    match verdict {
        Verdict::Violates(mut findings) => {
            findings.extend(broken);
            Verdict::Violates(findings)
        }
        _ if drafter.twin().is_some() => verdict,
        _ => Verdict::Violates(broken),
    }
}

fn in_one_exchange(drafter: &Drafter<'_>, request: &WireRequest, answer: &Answered) -> Vec<Finding> {
    let laws = &drafter.operation.laws;
    if laws.page.is_none() && laws.fields.is_none() && laws.echoes.is_empty() {
        return Vec::new();
    }
    let Some(seen) = answer.as_ref().ok().and_then(|received| Seen::read(drafter, request, received)) else {
        return Vec::new();
    };
    let mut found = echo::check(&seen);
    found.extend(page::check(&seen));
    found.extend(selection::of_one_answer(&seen));
    found
}
