//! Parameters that a target refuses whatever their value: one finding reports it, and later valid requests go without them, so that
//! they are about all else.

use trueline_spec::model::{Location, Operation};

use super::bases::is_refusal;
use super::runner::Run;
use crate::case::Case;
use crate::request::CaseBuilder;
use crate::transport::Answered;

/// Requests with a parameter that have to be refused before it is blamed.
const FEWEST: u32 = 8;
/// How likely all of them may be refused by chance, for what is refused of requests without it.
const CHANCE: f64 = 0.001;

/// How many valid requests were accepted and refused.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    accepted: u32,
    refused: u32,
}

/// What the target said of valid requests of an operation with each parameter, and without it.
#[derive(Default)]
pub(super) struct WithAndWithout(Vec<(Count, Count)>);

impl WithAndWithout {
    /// Takes the answer to a valid request.
    pub(super) fn note(&mut self, operation: &Operation, case: &Case, answer: &Answered) {
        let Ok(received) = answer else { return };
        let is_refused = is_refusal(received.status);
        if !is_refused && received.status >= 400 {
            return;
        }
        self.0.resize_with(operation.parameters.len(), Default::default);
        for (index, (with, without)) in self.0.iter_mut().enumerate() {
            let count = if case.base.argument(index).is_some() { with } else { without };
            *(if is_refused { &mut count.refused } else { &mut count.accepted }) += 1;
        }
    }

    /// The parameters that are to blame, by their places.
    fn blamed(&self) -> impl Iterator<Item = usize> {
        let is_blamed = |(with, without): &(Count, Count)| {
            // One more of either keeps few requests from proving much.
            let all = f64::from(without.accepted + without.refused + 2);
            let refused = f64::from(without.refused + 1) / all;
            with.accepted == 0
                && with.refused >= FEWEST
                && without.accepted > 0
                && refused.powf(f64::from(with.refused)) < CHANCE
        };
        self.0.iter().enumerate().filter(move |(_, counts)| is_blamed(counts)).map(|(index, _)| index)
    }
}

impl Run<'_> {
    /// Learns which headers and cookies of an operation are refused always: in the operations that depend on each other, those of
    /// one name are one. A query is an operation's own.
    pub(super) fn learn_refused_parameters(&mut self, builder: &CaseBuilder<'_>) {
        let group = self.groups.of(builder.id);
        for index in self.with_and_without.blamed() {
            let blamed = &builder.operation.parameters[index];
            if blamed.required || !is_of_the_whole_api(blamed.location) {
                continue;
            }
            for (id, operation) in builder.api.operations().filter(|(id, _)| self.groups.of(*id) == group) {
                self.learned.refuse(id, place_of(operation, blamed.location, &blamed.name));
            }
        }
    }
}

fn is_of_the_whole_api(location: Location) -> bool {
    matches!(location, Location::Header | Location::Cookie)
}

fn place_of(operation: &Operation, location: Location, name: &str) -> Option<usize> {
    operation.parameters.iter().position(|other| {
        let is_name = match location {
            Location::Header => other.name.eq_ignore_ascii_case(name),
            _ => other.name == name,
        };
        other.location == location && is_name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(with: (u32, u32), without: (u32, u32)) -> WithAndWithout {
        let count = |(accepted, refused)| Count { accepted, refused };
        WithAndWithout(vec![(count(with), count(without))])
    }

    #[test]
    fn a_parameter_is_blamed_where_chance_is_no_reason() {
        for (with, without, is_blamed) in [
            ((0, 40), (50, 0), true),
            ((0, 40), (10, 40), true),
            ((0, 8), (20, 0), true),
            ((0, 7), (20, 0), false),
            ((1, 40), (50, 0), false),
            ((0, 40), (0, 50), false),
            ((0, 10), (1, 40), false),
        ] {
            assert_eq!(counts(with, without).blamed().count(), usize::from(is_blamed), "{with:?} {without:?}");
        }
    }
}
