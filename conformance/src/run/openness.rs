//! Operations for which the target has no credential: what needs none is tested, and where the server asks for none either,
//! all of it.

use std::sync::Arc;

use super::runner::Run;
use crate::case::{Class, Ground, make, make_from};
use crate::request::CaseBuilder;

/// What an operation takes without credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Openness {
    /// The target has credentials, or the operation asks for none.
    Closed,
    /// The target has none, and the operation asks for them.
    Locked,
    /// The target has none, and the operation answers without.
    Open,
}

impl Run<'_> {
    /// Asks an operation without a credential, where the target has none.
    pub(super) async fn look_for_openness(&mut self, builder: &CaseBuilder<'_>) {
        self.openness = Openness::Closed;
        let class = Arc::new(Class::valid());
        if builder.has_credentials()
            || !builder.can_have_credentials()
            || make(builder, &class, 0, self.settings.seed).is_ok()
        {
            return;
        }
        self.openness = Openness::Locked;
        let ground = Ground { presents_credentials: false, ..Ground::default() };
        let Ok(tree) = make_from(builder, &class, 0, self.settings.seed, ground) else { return };
        let answer = self.transport.send_patiently(&tree.case().request, self.settings.timeout).await;
        if answer.is_ok_and(|received| (200..300).contains(&received.status)) {
            self.openness = Openness::Open;
        }
    }

    /// What the case of a class is made from.
    pub(super) fn ground(&self, class: &Class, number: usize) -> Ground<'_> {
        let presents_credentials = match self.openness {
            Openness::Closed => true,
            Openness::Locked => class.needs_credentials(),
            Openness::Open => false,
        };
        Ground { base: self.bases.of(number), presents_credentials }
    }

    /// Whether the requests of a class are not made where no valid one is.
    pub(super) fn needs_valid(&self, class: &Class) -> bool {
        self.openness != Openness::Locked || class.needs_credentials()
    }
}
