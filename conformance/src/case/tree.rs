//! A case with the smaller ones that it can become.

use std::vec;

use proptest::strategy::ValueTree;

use super::make::Case;
use super::shrink::{candidates, smaller_case};
use super::strategy::Lender;
use crate::request::RequestTemplate;

/// A case that shrinks. Whatever is current was confirmed as the first one was: it obeys the document, or breaks the one rule
/// of its class.
#[derive(Clone)]
pub(crate) struct CaseTree<L> {
    lender: L,
    current: Case,
    /// The case that the current one was made from, while nobody has said whether the current one is kept.
    previous: Option<Case>,
    /// The smaller requests that are not tried yet; nothing before they are needed.
    candidates: Option<vec::IntoIter<RequestTemplate>>,
}

impl<L: Lender> CaseTree<L> {
    pub(super) fn new(lender: L, case: Case) -> Self {
        Self { lender, current: case, previous: None, candidates: None }
    }

    /// The current case.
    pub(crate) fn case(&self) -> &Case {
        &self.current
    }

    /// Goes to the next smaller case: from the current one where it is kept, else from the one before it. Nothing is left where
    /// that gives none that is new.
    pub(crate) fn shrink(&mut self, is_kept: bool) -> bool {
        let is_changed = if is_kept { self.simplify() } else { self.complicate() };
        is_changed && self.previous.is_some()
    }

    /// The last case that was kept.
    pub(crate) fn into_kept(self, is_kept: bool) -> Case {
        if is_kept { self.current } else { self.previous.unwrap_or(self.current) }
    }

    fn advance(&mut self) -> bool {
        let builder = self.lender.builder();
        let waiting = self.candidates.get_or_insert_with(|| candidates(&builder, &self.current.base).into_iter());
        let Some(smaller) = waiting.find_map(|base| smaller_case(&builder, &self.current, base)) else { return false };
        self.previous = Some(std::mem::replace(&mut self.current, smaller));
        true
    }
}

impl<L: Lender> ValueTree for CaseTree<L> {
    type Value = Case;

    fn current(&self) -> Case {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        if self.previous.take().is_some() {
            self.candidates = None;
        }
        self.advance()
    }

    /// Goes back and on to the next candidate. Going back is a change of its own where there is none.
    fn complicate(&mut self) -> bool {
        let Some(previous) = self.previous.take() else { return false };
        self.current = previous;
        self.advance();
        true
    }
}
