//! Objects.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value};
use trueline_spec::model::{AdditionalProperties, ObjectSchema, SchemaId};

use super::generator::{Generated, TextPosition};
use super::{Completeness, Generator, Impossible, NoValue, anything, pattern};
use crate::limits::OBJECT_MEMBERS;

pub(super) fn object(generator: &mut Generator<'_>, id: SchemaId, schema: &ObjectSchema, depth: usize) -> Generated {
    let least = schema.min_properties.map_or(0, |least| usize::try_from(least).unwrap_or(usize::MAX));
    if least.saturating_sub(schema.properties.len()) > OBJECT_MEMBERS {
        return Err(Impossible::new(id, NoValue::ObjectTooLarge { members: least }));
    }
    let mut members = Map::new();
    for (name, property) in &schema.properties {
        let hidden = generator.api.schemas.is_hidden(property.schema, generator.direction);
        if hidden || !(property.required || generator.shows_optional(depth)) {
            continue;
        }
        match generator.generate(property.schema, depth + 1) {
            Ok(value) => {
                members.insert(name.clone(), value);
            }
            Err(_) if !property.required => {}
            Err(impossible) => return Err(impossible),
        }
    }
    for name in &schema.required_undeclared {
        generator.take(id, name.len() + 8)?;
        let value = undeclared(generator, schema, name, depth)?;
        members.insert(name.clone(), value);
    }
    dependents(generator, id, schema, &mut members, depth)?;
    grow(generator, schema, &mut members, depth);
    shrink(schema, &mut members);
    Ok(members.into())
}

fn undeclared(generator: &mut Generator<'_>, schema: &ObjectSchema, name: &str, depth: usize) -> Generated {
    generator.validators.work.charge(u64::try_from(schema.pattern_properties.len()).unwrap_or(u64::MAX));
    let by_pattern = schema
        .pattern_properties
        .iter()
        .find(|(pattern, _)| generator.validators.patterns.get(&pattern.0).is_some_and(|pattern| pattern.matches(name)))
        .map(|(_, schema)| *schema);
    let additional = match schema.additional {
        AdditionalProperties::Schema(schema) => Some(schema),
        _ => None,
    };
    match by_pattern.or(additional) {
        Some(schema) => generator.generate(schema, depth + 1),
        None => Ok(anything::part(generator)),
    }
}

/// What the names that are there require.
fn dependents(
    generator: &mut Generator<'_>,
    id: SchemaId,
    schema: &ObjectSchema,
    members: &mut Map<String, Value>,
    depth: usize,
) -> Result<(), Impossible> {
    for (name, needed) in &schema.dependent_required {
        if !members.contains_key(name) {
            continue;
        }
        for needed in needed {
            if members.contains_key(needed) {
                continue;
            }
            generator.take(id, needed.len() + 8)?;
            let value = match schema.properties.get(needed) {
                Some(property) => generator.generate(property.schema, depth + 1)?,
                None => undeclared(generator, schema, needed, depth)?,
            };
            members.insert(needed.clone(), value);
        }
    }
    Ok(())
}

/// Adds what no name declares: where too few are there, and now and then where any are expected.
fn grow(generator: &mut Generator<'_>, schema: &ObjectSchema, members: &mut Map<String, Value>, depth: usize) {
    let least = schema.min_properties.map_or(0, |least| usize::try_from(least).unwrap_or(usize::MAX));
    for (name, property) in &schema.properties {
        if members.len() >= least {
            break;
        }
        if members.contains_key(name) || generator.api.schemas.is_hidden(property.schema, generator.direction) {
            continue;
        }
        if let Ok(value) = generator.generate(property.schema, depth + 1) {
            members.insert(name.clone(), value);
        }
    }
    let is_map = !matches!(schema.additional, AdditionalProperties::Unstated | AdditionalProperties::Forbidden);
    let is_free = schema.additional == AdditionalProperties::Unstated && schema.properties.is_empty();
    // What is always empty shows nothing of how an object is read, and a style writes nothing of it.
    let is_in_body = matches!(generator.texts, TextPosition::Anywhere | TextPosition::Short);
    let is_map = is_map || is_free && (!is_in_body || generator.completeness == Completeness::Random);
    let wanted = match generator.completeness {
        Completeness::Minimal => least,
        Completeness::AllDeclared => least.max(members.len() + usize::from(is_map && schema.properties.is_empty())),
        Completeness::Random => {
            let further = if is_map && generator.shows_optional(depth) { anything::width(generator) } else { 0 };
            least.max(members.len() + further)
        }
    };
    let mut attempts = 0;
    while members.len() < wanted && attempts < wanted.saturating_mul(2).saturating_add(4) {
        attempts += 1;
        add_undeclared(generator, schema, members, depth, attempts);
    }
}

fn add_undeclared(
    generator: &mut Generator<'_>,
    schema: &ObjectSchema,
    members: &mut Map<String, Value>,
    depth: usize,
    number: usize,
) {
    let by_pattern = schema.pattern_properties.first();
    let name = match (schema.property_names, by_pattern) {
        (Some(names), _) => generator.generate(names, depth + 1).ok().and_then(|name| name.as_str().map(str::to_owned)),
        (None, Some((pattern, _))) => pattern::matching(generator, &pattern.0, 1, Some(40)),
        (None, None) if schema.additional == AdditionalProperties::Forbidden => None,
        (None, None) => Some(anything::name(generator, number)),
    };
    let Some(name) = name.filter(|name| !schema.properties.contains_key(name)) else { return };
    let matched = by_pattern.map(|(_, schema)| *schema);
    let value = match (matched, schema.additional) {
        (Some(schema), _) | (None, AdditionalProperties::Schema(schema)) => generator.generate(schema, depth + 1),
        (None, _) => Ok(anything::part(generator)),
    };
    if let Ok(value) = value {
        members.insert(name, value);
    }
}

/// Takes optional members out where there are too many.
fn shrink(schema: &ObjectSchema, members: &mut Map<String, Value>) {
    let most = schema.max_properties.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    if members.len() <= most {
        return;
    }
    let required: FxHashSet<&str> = schema.required_undeclared.iter().map(String::as_str).collect();
    let optional: Vec<String> = members
        .keys()
        .filter(|name| !schema.properties.get(*name).is_some_and(|property| property.required))
        .filter(|name| !required.contains(name.as_str()))
        .cloned()
        .collect();
    for name in optional.into_iter().rev() {
        if members.len() <= most {
            break;
        }
        members.shift_remove(&name);
    }
}
