//! The proof that a model has passed every check.

use std::ops::Deref;

use super::{Api, Operation};

/// A value that [`load`](crate::load) has checked; it cannot be made otherwise, nor changed.
///
/// ```compile_fail,E0596
/// fn retitle(api: &mut trueline_spec::model::Checked<trueline_spec::model::Api>) {
///     api.info.title.push('!');
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Checked<T>(T);

impl<T> Checked<T> {
    /// Only the checks of this crate call it.
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }
}

impl Checked<Api> {
    /// The same without the operations and webhooks that are not kept: fewer operations break no rule that more obey.
    #[must_use]
    pub fn with_operations(&self, is_kept: impl Fn(&Operation) -> bool) -> Self {
        let mut api = self.0.clone();
        api.operations.retain(&is_kept);
        for webhook in &mut api.webhooks {
            webhook.operations.retain(&is_kept);
        }
        api.webhooks.retain(|webhook| !webhook.operations.is_empty());
        // Links name operations by their places among all of them, which are other places now.
        for response in api.operations.iter_mut().flat_map(|operation| &mut operation.responses) {
            response.links.clear();
        }
        Self(api)
    }
}

impl<T> Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
