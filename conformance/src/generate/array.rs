//! Arrays.

use rustc_hash::FxHashSet;
use serde_json::Value;
use trueline_spec::model::{ArraySchema, SchemaId};

use super::{Completeness, Generator, Impossible, NoValue, anything, generator::Generated};
use crate::limits::ARRAY_ITEMS;

/// How many items beyond the least are drawn at most.
const FURTHER: usize = 3;

pub(super) fn array(generator: &mut Generator<'_>, id: SchemaId, schema: &ArraySchema, depth: usize) -> Generated {
    let least = count(schema.min_items.unwrap_or(0));
    let least_of_contains = schema.contains.as_ref().map_or(0, |contains| count(contains.min));
    if least.max(least_of_contains) > ARRAY_ITEMS {
        return Err(Impossible::new(id, NoValue::ArrayTooLong { items: least.max(least_of_contains) }));
    }
    let most = schema.max_items.map_or(usize::MAX, count);
    let wanted = wanted(generator, schema, least, most, depth);
    let mut items: Vec<Value> = Vec::new();
    let mut known: FxHashSet<String> = FxHashSet::default();
    let mut attempts = 0;
    while items.len() < wanted && attempts < wanted.saturating_mul(8) + 8 {
        attempts += 1;
        let item = match (schema.prefix_items.get(items.len()).or(schema.items.as_ref()), &schema.contains) {
            (Some(item), _) => generator.generate(*item, depth + 1),
            (None, Some(contains)) => generator.generate(contains.schema, depth + 1),
            (None, None) if generator.completeness == Completeness::Random => Ok(anything::part(generator)),
            (None, None) => Ok(Value::from(items.len())),
        };
        match item {
            Ok(item) if schema.unique_items && !known.insert(item.to_string()) => {}
            Ok(item) => items.push(item),
            Err(_) if items.len() >= least => break,
            Err(impossible) => return Err(impossible),
        }
    }
    if let Some(contains) = &schema.contains {
        while items.len() < most && items.len() < count(contains.min).max(1) {
            items.push(generator.generate(contains.schema, depth + 1)?);
        }
    }
    Ok(items.into())
}

fn wanted(generator: &mut Generator<'_>, schema: &ArraySchema, least: usize, most: usize, depth: usize) -> usize {
    let shown = generator.shows_optional(depth);
    let usual = match generator.completeness {
        Completeness::Minimal => least,
        Completeness::AllDeclared => least.max(usize::from(shown)).max(schema.prefix_items.len()),
        Completeness::Random if !shown => least,
        Completeness::Random if generator.rng.one_in(6) && most < 200 => most,
        Completeness::Random => least.saturating_add(generator.rng.below(FURTHER + 1)),
    };
    usual.clamp(least, most.max(least))
}

fn count(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
