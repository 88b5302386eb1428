//! Documents that are hard for `trueline conform`.

use super::document::HostileDocument;

/// All of them.
pub(super) const DOCUMENTS: &[HostileDocument] = &[];
