//! What requests are made for.

use std::sync::Arc;

use trueline_spec::model::{Api, Checked, OperationId};

use crate::case::Lender;
use crate::judge::{Router, Validators};
use crate::redact::Redactor;
use crate::request::{Drafter, Twins};
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
    twins: Twins,
    target: Target,
    /// Nothing is asked, so that nothing is known.
    things: Things,
    redactor: Redactor,
}

impl Subject {
    pub(super) fn new(api: Arc<Checked<Api>>, id: OperationId, target: Target) -> Self {
        let (router, twins) = (Router::new(&api), Twins::new(&api));
        let validators = Validators::of_operations(&api, &[id]);
        let redactor = target.redactor();
        let things = Things::default();
        Self { known: Arc::new(Known { api, validators, router, twins, target, things, redactor }), id }
    }

    pub(super) fn at(self, target: Target) -> Self {
        Self::new(Arc::clone(&self.known.api), self.id, target)
    }

    pub(super) fn redactor(&self) -> &Redactor {
        &self.known.redactor
    }
}

impl Lender for Subject {
    fn drafter(&self) -> Drafter<'_> {
        let Known { api, validators, router, twins, target, things, .. } = &*self.known;
        Drafter::new(api, validators, router, twins, target, things, self.id)
    }
}
