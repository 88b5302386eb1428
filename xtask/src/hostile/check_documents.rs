//! Documents that are hard for `trueline check`.

use super::document::HostileDocument;

/// All of them.
pub(super) const DOCUMENTS: &[HostileDocument] = &[];
