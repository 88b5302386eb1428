//! What sessions may take.

/// Characters of a credential that is obtained.
pub(super) const CREDENTIAL: usize = 16 * 1024;
