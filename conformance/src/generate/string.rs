//! Strings.

use serde_json::Value;
use trueline_spec::model::{SchemaId, StringSchema};

use super::{Generator, Impossible, NoValue, TextPosition, format, pattern, text as texts};
use crate::limits::TEXT_LENGTH;

/// How often a text of a pattern or format is drawn until its length is right.
const ATTEMPTS: usize = 30;
/// Steps that writing a text of a format counts as.
const STEPS_OF_FORMAT: u64 = 8;
/// How many characters of texts of one pattern are tried.
const PATTERN_CHARACTERS: usize = 100_000;

/// A text; nothing where none is found that has the pattern, the format and the length.
///
/// # Errors
///
/// The text is longer, or the pattern larger, than what is made.
pub(super) fn string(
    generator: &mut Generator<'_>,
    id: SchemaId,
    schema: &StringSchema,
) -> Result<Option<Value>, Impossible> {
    let (min, max) = bounds(schema);
    if min > TEXT_LENGTH {
        return Err(Impossible::new(id, NoValue::TextTooLong { characters: min }));
    }
    if let Some(pattern) = &schema.pattern
        && generator.validators.patterns.get(&pattern.0).is_some_and(|compiled| compiled.is_too_large())
    {
        return Err(Impossible::new(id, NoValue::PatternTooLarge { pattern: pattern.0.clone() }));
    }
    let text = text(generator, schema, min, max);
    if let Some(text) = &text {
        generator.take(id, text.len() + 4)?;
    }
    Ok(text.map(Value::from))
}

fn text(generator: &mut Generator<'_>, schema: &StringSchema, min: usize, max: Option<usize>) -> Option<String> {
    if let Some(pattern) = &schema.pattern {
        let compiled = generator.validators.patterns.get(&pattern.0)?;
        let mut left = PATTERN_CHARACTERS;
        return (0..ATTEMPTS)
            .filter_map(|_| pattern::matching(generator, &pattern.0, min, max))
            .take_while(|text| {
                let has_room = left > 0;
                left = left.saturating_sub(text.len());
                has_room
            })
            .find(|text| fits(text, min, max) && compiled.decide(text) == Some(true));
    }
    if let Some(name) = named_format(schema) {
        let drawn = (0..ATTEMPTS).find_map(|_| {
            generator.validators.work.charge(STEPS_OF_FORMAT);
            let text = format::text(&mut generator.rng, generator.completeness, name)?;
            fits(&text, min, max).then_some(text)
        });
        if drawn.is_some() {
            return drawn;
        }
    }
    let text = texts::text(&mut generator.rng, generator.completeness, generator.texts, min, max);
    // One very long text says as much as several.
    if generator.texts == TextPosition::Anywhere && text.len() >= texts::LONG {
        generator.texts = TextPosition::Short;
    }
    Some(text)
}

fn bounds(schema: &StringSchema) -> (usize, Option<usize>) {
    let count = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    (schema.min_length.map_or(0, count), schema.max_length.map(count))
}

fn named_format(schema: &StringSchema) -> Option<&str> {
    let encoded = schema.content_encoding.as_deref().filter(|encoding| encoding.starts_with("base64"));
    encoded.or(schema.format.as_deref())
}

fn fits(text: &str, min: usize, max: Option<usize>) -> bool {
    let length = text.chars().count();
    length >= min && max.is_none_or(|max| length <= max)
}
