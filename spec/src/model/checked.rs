//! The proof that a model has passed every check.

use std::ops::Deref;

/// A value that [`load`](crate::load) has checked; nothing else makes one.
#[derive(Debug, Clone)]
pub struct Checked<T>(T);

impl<T> Checked<T> {
    /// Only the checks of this crate call it.
    #[allow(dead_code)]
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, without the proof.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
