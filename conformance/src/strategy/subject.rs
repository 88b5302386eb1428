//! What requests are made for.

use std::sync::Arc;

use trueline_spec::model::{Api, Checked, OperationId};

use crate::case::Lender;
use crate::judge::{Router, Validators};
use crate::redact::Redactor;
use crate::request::{AmbiguousSiblings, CaseBuilder};
use crate::resources::Things;
use crate::target::Target;

/// An operation with all that is known of it. It owns what a run borrows, so that a strategy and its trees have no lifetime.
#[derive(Clone)]
pub(super) struct Subject {
    known: Arc<Known>,
    id: OperationId,
}

struct Known {
    api: Arc<Checked<Api>>,
    validators: Validators,
    router: Router,
    ambiguous_siblings: AmbiguousSiblings,
    target: Target,
    /// Nothing is asked, so that nothing is known.
    things: Things,
    redactor: Redactor,
}

impl Subject {
    pub(super) fn new(api: Arc<Checked<Api>>, id: OperationId, target: Target) -> Self {
        let (router, ambiguous_siblings) = (Router::new(&api), AmbiguousSiblings::new(&api));
        let validators = Validators::of_operations(&api, &[id]);
        let redactor = target.redactor();
        let things = Things::default();
        Self { known: Arc::new(Known { api, validators, router, ambiguous_siblings, target, things, redactor }), id }
    }

    pub(super) fn at(self, target: Target) -> Self {
        Self::new(Arc::clone(&self.known.api), self.id, target)
    }

    pub(super) fn redactor(&self) -> &Redactor {
        &self.known.redactor
    }
}

impl Lender for Subject {
    fn builder(&self) -> CaseBuilder<'_> {
        let Known { api, validators, router, ambiguous_siblings, target, things, .. } = &*self.known;
        CaseBuilder::new(api, validators, router, ambiguous_siblings, target, things, self.id)
    }
}
