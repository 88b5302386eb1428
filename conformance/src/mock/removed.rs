//! What was deleted is gone: its place, and all below it, until something is put there again (RFC 9110 section 9.3.5).

use std::collections::VecDeque;

use rustc_hash::FxHashSet;
use trueline_spec::model::OperationId;
use trueline_spec::resources::{KindId, Resources, Role};

/// Places of deleted things that are remembered.
const MOST: usize = 10_000;

/// The place of a thing: its kind, and the values of its path.
pub(super) type ThingPlace = (KindId, Vec<String>);

/// The places of the things that were deleted.
#[derive(Default)]
pub(super) struct Removed {
    places: FxHashSet<ThingPlace>,
    order: VecDeque<ThingPlace>,
}

/// The places of the things in an operation's path, the outermost first.
pub(super) fn places(resources: &Resources, id: OperationId, path: &[(String, String)]) -> Vec<ThingPlace> {
    let kinds = resources.in_path(id).iter();
    let place = |kind: &KindId| {
        let count = resources.kind(*kind).parameters.len();
        (*kind, path.iter().take(count).map(|(_, value)| value.clone()).collect())
    };
    kinds.map(place).collect()
}

impl Removed {
    /// Whether a valid request finds what its path names; one that deletes is noted, and so is one that puts it there again.
    pub(super) fn allow(&mut self, role: Option<(KindId, Role)>, places: &[ThingPlace]) -> bool {
        let Some((own, others)) = places.split_last() else { return true };
        if others.iter().any(|place| self.places.contains(place)) {
            return false;
        }
        match role.filter(|(kind, _)| *kind == own.0).map(|(_, role)| role) {
            Some(Role::Replace) => {
                if self.places.remove(own) {
                    self.order.retain(|place| place != own);
                }
                true
            }
            Some(Role::Delete) => self.remove(own),
            _ => !self.places.contains(own),
        }
    }

    /// Notes that a thing is deleted: whether it was there.
    fn remove(&mut self, place: &ThingPlace) -> bool {
        if !self.places.insert(place.clone()) {
            return false;
        }
        self.order.push_back(place.clone());
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.places.remove(&oldest);
        }
        true
    }
}
