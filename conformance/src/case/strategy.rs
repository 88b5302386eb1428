//! The cases of a class as a strategy of `proptest`.

use std::fmt;
use std::sync::Arc;

use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use super::class::Class;
use super::make::{Case, confirmed};
use super::tree::CaseTree;
use super::unconfirmed::Unconfirmed;
use crate::generate::{Draw, Extent, Texts};
use crate::request::{Draft, Drafter};
use crate::resources::Turn;

/// Who lends what is known of an operation: a run, which borrows it, or a strategy of a user's own, which owns it.
pub(crate) trait Lender: Clone {
    /// What is known of the operation.
    fn drafter(&self) -> Drafter<'_>;
}

impl Lender for Drafter<'_> {
    fn drafter(&self) -> Drafter<'_> {
        *self
    }
}

/// The cases of a class: valid requests, changed as the class says, each confirmed to be what it is meant to be.
pub(crate) struct CaseStrategy<L> {
    pub lender: L,
    pub class: Arc<Class>,
    /// The number within the class: 0 is the plainest case, and of several ways to break a rule the number chooses one.
    pub number: usize,
    /// Whether requests have credentials.
    pub presents_credentials: bool,
    /// The valid request that is changed, by its number; without one it is drawn.
    pub base: Option<(usize, Draft)>,
}

impl<L> CaseStrategy<L> {
    /// How often a case is drawn anew where it is not what it is meant to be.
    pub(crate) const ATTEMPTS: usize = 8;
}

impl<L: Lender> CaseStrategy<L> {
    /// One attempt.
    ///
    /// # Errors
    ///
    /// Why it gives no case.
    pub(crate) fn tree(&self, runner: &mut TestRunner) -> Result<CaseTree<L>, Unconfirmed> {
        let mut draw = Draw::from_rng(runner.rng()).in_turn(self.number);
        let case = self.case(&mut draw);
        draw.give_back(runner);
        Ok(CaseTree::new(self.lender.clone(), case?))
    }

    fn case(&self, draw: &mut Draw) -> Result<Case, Unconfirmed> {
        let drafter = self.lender.drafter().in_turn(Turn { number: self.number, is_valid: self.class.is_valid() });
        let extent = if self.number == 0 { Extent::Least } else { Extent::Any };
        // Very long texts cost much and tell little beside a mistake.
        let has_long_text = self.class.is_valid() && extent == Extent::Any && draw.once_in(4);
        let texts = if has_long_text { Texts::Anywhere } else { Texts::Short };
        let base = match &self.base {
            Some((_, base)) => base.clone(),
            None if self.presents_credentials => drafter.draft(extent, texts, draw)?,
            None => drafter.draft_without_credentials(extent, texts, draw)?,
        };
        let base_number = self.base.as_ref().map(|(number, _)| *number);
        let request = Arc::new(confirmed(&drafter, &self.class, &base, draw)?);
        let (class, draw) = (Arc::clone(&self.class), draw.clone());
        Ok(Case { operation: drafter.id, class, number: self.number, request, base, base_number, draw })
    }
}

impl<L> fmt::Debug for CaseStrategy<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseStrategy")
            .field("class", &self.class.name)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl<L: Lender> Strategy for CaseStrategy<L> {
    type Tree = CaseTree<L>;
    type Value = Case;

    /// One attempt: what cannot be confirmed is told as the reason, and the runner's randomness goes on either way.
    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        self.tree(runner).map_err(|reason| reason.to_string().into())
    }
}
