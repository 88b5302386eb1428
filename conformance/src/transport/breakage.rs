//! What ends a run because something of its own fails, and not the target.

use std::sync::{Arc, OnceLock};

use super::{TransportError, TransportErrorKind};

/// Why a run cannot go on: clones of one are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Breakage(Arc<OnceLock<String>>);

impl Breakage {
    /// Notes the first reason.
    pub(crate) fn note(&self, reason: String) -> TransportError {
        let message = self.0.get_or_init(|| reason).clone();
        TransportError { kind: TransportErrorKind::Interrupted, message }
    }

    /// The reason.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}
