//! Where the causes of a run show beside the place that is reported.

use indexmap::IndexMap;

use super::{Failure, Repeated};

/// The operations in which each cause shows, and their classes, beside the first; in the order of the run.
#[derive(Debug, Default)]
pub(super) struct Repeats(IndexMap<usize, IndexMap<String, Elsewhere>>);

/// What an operation shows of a cause.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    pub classes: Vec<String>,
    /// What the cause is noticed by there; see [`Repeated::keys`].
    pub keys: Vec<u64>,
}

impl Repeats {
    pub(super) fn add(&mut self, repeated: &Repeated) {
        let operations = self.0.entry(repeated.number).or_default();
        let elsewhere = operations.entry(repeated.operation.to_string()).or_default();
        elsewhere.classes.push(repeated.class.to_string());
        elsewhere.keys.extend(repeated.keys.iter().copied());
    }

    /// The operations of a failure with their classes. Its own has those beside the class that is reported.
    pub(super) fn of(&self, failure: &Failure) -> impl Iterator<Item = (&str, &Elsewhere)> {
        let operations = self.0.get(&failure.number).into_iter().flatten();
        operations.map(|(operation, elsewhere)| (operation.as_str(), elsewhere))
    }

    /// The keys of the other operations in which a failure shows.
    pub(super) fn others<'r>(&'r self, failure: &'r Failure) -> impl Iterator<Item = &'r str> {
        self.of(failure).map(|(operation, _)| operation).filter(|operation| *operation != failure.operation.as_str())
    }
}
