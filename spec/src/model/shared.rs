//! Lists that many operations have in common.

use std::ops::Deref;
use std::sync::Arc;

/// A list that is held once however often it is had: servers and credentials of a document, which its operations inherit.
#[derive(Debug, Clone)]
pub struct Shared<T>(Arc<[T]>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::from(Vec::new()))
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(list: Vec<T>) -> Self {
        Self(list.into())
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'s, T> IntoIterator for &'s Shared<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
