//! The cases of a class as a strategy of `proptest`.

use std::fmt;
use std::sync::Arc;

use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use super::class::Class;
use super::make::{Case, confirmed};
use super::tree::CaseTree;
use super::unconfirmed::Unconfirmed;
use crate::generate::{Completeness, SeededRng, TextPosition};
use crate::request::{CaseBuilder, RequestTemplate};
use crate::resources::Turn;

/// Who lends what is known of an operation: a run, which borrows it, or a strategy of a user's own, which owns it.
pub(crate) trait Lender: Clone {
    /// What is known of the operation.
    fn builder(&self) -> CaseBuilder<'_>;
}

impl Lender for CaseBuilder<'_> {
    fn builder(&self) -> CaseBuilder<'_> {
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
    pub base: Option<(usize, RequestTemplate)>,
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
        let mut rng = SeededRng::from_rng(runner.rng()).in_turn(self.number);
        let case = self.case(&mut rng);
        rng.give_back(runner);
        Ok(CaseTree::new(self.lender.clone(), case?))
    }

    fn case(&self, rng: &mut SeededRng) -> Result<Case, Unconfirmed> {
        let builder = self.lender.builder().in_turn(Turn { number: self.number, is_valid: self.class.is_valid() });
        let completeness = if self.number == 0 { Completeness::Minimal } else { Completeness::Random };
        // Very long texts cost much and say little beside a mistake.
        let has_long_text = self.class.is_valid() && completeness == Completeness::Random && rng.one_in(4);
        let texts = if has_long_text { TextPosition::Anywhere } else { TextPosition::Short };
        let base = match &self.base {
            Some((_, base)) => base.clone(),
            None if self.presents_credentials => builder.template(completeness, texts, rng)?,
            None => builder.template_without_credentials(completeness, texts, rng)?,
        };
        let base_number = self.base.as_ref().map(|(number, _)| *number);
        let request = Arc::new(confirmed(&builder, &self.class, &base, rng)?);
        let (class, rng) = (Arc::clone(&self.class), rng.clone());
        Ok(Case { operation: builder.id, class, number: self.number, request, base, base_number, rng })
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

    /// One attempt: what cannot be confirmed is reported as the reason, and the runner's randomness goes on either way.
    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        self.tree(runner).map_err(|reason| reason.to_string().into())
    }
}
