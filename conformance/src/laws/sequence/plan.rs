//! What is done in a sequence, and with which of the things that it created.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::select;

use super::super::ways::Ways;

/// The longest sequence, without what is read and listed at its end.
const LONGEST: usize = 18;
/// The shortest.
const SHORTEST: usize = 10;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    Read,
    Change,
    Delete,
    List,
}

/// A step of a sequence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub action: Action,
    /// The thing, of those that are known then: its number, or what is left when it is divided by theirs.
    pub thing: usize,
}

/// Sequences of what a kind of thing has operations for. They shrink by steps that are left out.
pub(super) fn sequences(ways: &Ways) -> impl Strategy<Value = Vec<Step>, Tree: Send> + use<> {
    // How often each is done.
    let actions = [
        (Action::Create, 6, true),
        (Action::Read, 1, true),
        (Action::Change, 2, ways.changer.is_some()),
        (Action::Delete, 3, ways.deleter.is_some()),
        (Action::List, 1, ways.lister.is_some()),
    ];
    let actions = actions.into_iter().filter(|(_, _, has)| *has);
    let actions: Vec<Action> = actions.flat_map(|(action, times, _)| std::iter::repeat_n(action, times)).collect();
    let step = (select(actions), any::<u8>());
    vec(step.prop_map(|(action, thing)| Step { action, thing: thing.into() }), SHORTEST..=LONGEST)
}
