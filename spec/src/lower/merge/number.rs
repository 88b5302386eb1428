//! Numbers.

use super::Obstacle;
use super::tighten::the_same;
use crate::model::{Bound, Number, NumberSchema, TypeKeyword};

pub(super) fn unite(numbers: &[(&NumberSchema, TypeKeyword)]) -> Result<NumberSchema, Obstacle> {
    let all = || numbers.iter().map(|(number, _)| *number);
    let minimum = all().filter_map(|number| number.minimum).reduce(|one, other| tighter(one, other, |a, b| a > b));
    let maximum = all().filter_map(|number| number.maximum).reduce(|one, other| tighter(one, other, |a, b| a < b));
    if let (Some(low), Some(high)) = (minimum, maximum)
        && (low.value > high.value || (low.value == high.value && (low.exclusive || high.exclusive)))
    {
        return Err(Obstacle::Impossible);
    }
    let integer = is_integer(numbers)?;
    // What a wider number is written as says nothing of the integers among them.
    let formats = all().filter(|number| number.integer == integer).map(|number| &number.format);
    Ok(NumberSchema {
        integer,
        minimum,
        maximum,
        multiple_of: multiple_of(all().filter_map(|number| number.multiple_of))?,
        format: the_same(formats)?,
    })
}

/// `integer` that only a format implies says something else beside a `number` that is written.
fn is_integer(numbers: &[(&NumberSchema, TypeKeyword)]) -> Result<bool, Obstacle> {
    let is_written = |keyword: TypeKeyword| keyword == TypeKeyword::Written;
    let any_written = numbers.iter().any(|(_, keyword)| is_written(*keyword));
    let any_integer = numbers.iter().any(|(number, _)| number.integer);
    let integer = numbers.iter().any(|(number, keyword)| number.integer && is_written(*keyword) == any_written);
    if integer == any_integer { Ok(integer) } else { Err(Obstacle::Unsayable) }
}

fn tighter(one: Bound, other: Bound, is_tighter: fn(Number, Number) -> bool) -> Bound {
    if is_tighter(other.value, one.value) || (other.value == one.value && other.exclusive) { other } else { one }
}

/// The one that is a multiple of all the others.
fn multiple_of(mut multiples: impl Iterator<Item = Number>) -> Result<Option<Number>, Obstacle> {
    let Some(first) = multiples.next() else { return Ok(None) };
    multiples.try_fold(first, common_multiple).map(Some)
}

fn common_multiple(one: Number, other: Number) -> Result<Number, Obstacle> {
    if one == other {
        return Ok(one);
    }
    match (one, other) {
        (Number::Integer(one), Number::Integer(other)) if one != 0 && other % one == 0 => Ok(Number::Integer(other)),
        (Number::Integer(one), Number::Integer(other)) if other != 0 && one % other == 0 => Ok(Number::Integer(one)),
        _ => Err(Obstacle::Unsayable),
    }
}
