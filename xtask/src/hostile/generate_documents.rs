//! Documents that are hard for `trueline generate`.

use super::document::HostileDocument;

/// All of them.
pub(super) const DOCUMENTS: &[HostileDocument] = &[];
