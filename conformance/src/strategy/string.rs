//! Strings.

use serde_json::Value;
use trueline_spec::model::StringSchema;

use super::{Generator, Texts, format, pattern, text};

/// How often a text of a pattern or format is drawn until its length is right.
const ATTEMPTS: usize = 30;

pub(super) fn string(generator: &mut Generator<'_>, schema: &StringSchema) -> Option<Value> {
    let (min, max) = bounds(schema);
    if let Some(pattern) = &schema.pattern {
        let compiled = generator.validators.patterns.get(&pattern.0)?;
        let found = (0..ATTEMPTS)
            .filter_map(|_| pattern::matching(generator, &pattern.0, min, max))
            .find(|text| compiled.matches(text) && fits(text, min, max));
        return found.map(Value::from);
    }
    if let Some(name) = named_format(schema) {
        let drawn = (0..ATTEMPTS).find_map(|_| {
            let text = format::text(&mut generator.draw, generator.extent, name)?;
            fits(&text, min, max).then_some(text)
        });
        if let Some(text) = drawn {
            return Some(text.into());
        }
    }
    let text = text::text(&mut generator.draw, generator.extent, generator.texts, min, max);
    // One very long text tells as much as several.
    if generator.texts == Texts::Anywhere && text.len() >= text::LONG {
        generator.texts = Texts::Short;
    }
    Some(text.into())
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
