//! Headers that the API declares, read from answers.

use crate::support::{ErrorResponse, Response, declared_header};
impl<T> Response<T> {
    /// The environment.
    ///
    /// None where the answer does not have it, or not in its declared form.
    #[must_use]
    pub fn tybrite_environment(&self) -> Option<String> {
        declared_header(self.headers(), "tybrite-environment")
    }
}
impl<E> ErrorResponse<E> {
    /// The environment.
    ///
    /// None where the answer does not have it, or not in its declared form.
    #[must_use]
    pub fn tybrite_environment(&self) -> Option<String> {
        declared_header(self.headers(), "tybrite-environment")
    }
}
