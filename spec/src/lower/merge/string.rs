//! Strings.

use super::Obstacle;
use super::tighten::{highest, lowest, possible, the_same};
use crate::model::StringSchema;

pub(super) fn unite(strings: &[&StringSchema]) -> Result<StringSchema, Obstacle> {
    let all = || strings.iter();
    let min_length = highest(all().map(|string| string.min_length));
    let max_length = lowest(all().map(|string| string.max_length));
    possible(min_length, max_length)?;
    Ok(StringSchema {
        min_length,
        max_length,
        pattern: the_same(all().map(|string| &string.pattern))?,
        format: the_same(all().map(|string| &string.format))?,
        content_encoding: the_same(all().map(|string| &string.content_encoding))?,
        content_schema: the_same(all().map(|string| &string.content_schema))?,
        content_media_type: the_same(all().map(|string| &string.content_media_type))?,
    })
}
