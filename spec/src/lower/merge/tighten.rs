//! Bounds and words that several schemas have.

use super::Obstacle;

/// The greatest lower count.
pub(super) fn highest<T: PartialOrd>(bounds: impl Iterator<Item = Option<T>>) -> Option<T> {
    bounds.flatten().reduce(|one, other| if other > one { other } else { one })
}

/// The least upper count.
pub(super) fn lowest<T: PartialOrd>(bounds: impl Iterator<Item = Option<T>>) -> Option<T> {
    bounds.flatten().reduce(|one, other| if other < one { other } else { one })
}

/// A lower and an upper count that leave something between them.
pub(super) fn possible(low: Option<u64>, high: Option<u64>) -> Result<(), Obstacle> {
    match (low, high) {
        (Some(low), Some(high)) if low > high => Err(Obstacle::Impossible),
        _ => Ok(()),
    }
}

/// What all say that say anything, where they say the same.
pub(super) fn the_same<'a, T: PartialEq + Clone + 'a>(
    values: impl Iterator<Item = &'a Option<T>>,
) -> Result<Option<T>, Obstacle> {
    let mut values = values.flatten();
    let Some(first) = values.next() else { return Ok(None) };
    if values.all(|other| other == first) { Ok(Some(first.clone())) } else { Err(Obstacle::Unsayable) }
}
