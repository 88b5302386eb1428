//! Where the causes of a run show beside the place that is told.

use indexmap::IndexMap;

use super::{Failure, Repeated};

/// The operations in which each cause shows, and their classes, beside the first; in the order of the run.
#[derive(Debug, Default)]
pub(super) struct Repeats(IndexMap<usize, IndexMap<String, Vec<String>>>);

impl Repeats {
    pub(super) fn add(&mut self, repeated: &Repeated) {
        let operations = self.0.entry(repeated.number).or_default();
        operations.entry(repeated.operation.to_string()).or_default().push(repeated.class.to_string());
    }

    /// The operations of a failure with their classes. Its own has those beside the class that is told.
    pub(super) fn of(&self, failure: &Failure) -> impl Iterator<Item = (&str, &[String])> {
        let operations = self.0.get(&failure.number).into_iter().flatten();
        operations.map(|(operation, classes)| (operation.as_str(), classes.as_slice()))
    }

    /// The keys of the other operations in which a failure shows.
    pub(super) fn others<'r>(&'r self, failure: &'r Failure) -> impl Iterator<Item = &'r str> {
        self.of(failure).map(|(operation, _)| operation).filter(|operation| *operation != failure.operation.as_str())
    }
}
