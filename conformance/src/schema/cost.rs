//! What schemas and values cost to judge: their size and depth, known before anything is done with them.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use trueline_spec::model::{Api, SchemaId, SchemaKind};

use super::StackError;

/// Levels that any thread has the stack for.
const USUAL_LEVELS: usize = 200;
/// Bytes of stack for a level.
const STACK_OF_LEVEL: usize = 8 * 1024;

/// How many parts a value has; a long text counts as several.
pub(crate) fn value_parts(value: &Value) -> u64 {
    let mut waiting = vec![value];
    let mut parts = 0_u64;
    while let Some(value) = waiting.pop() {
        parts += 1;
        match value {
            Value::String(text) => parts += text.len() as u64 / 64,
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => waiting.extend(members.values()),
            _ => {}
        }
    }
    parts
}

/// About how many bytes a value has as JSON.
pub(crate) fn value_size(value: &Value) -> usize {
    let mut waiting = vec![value];
    let mut size = 0_usize;
    while let Some(value) = waiting.pop() {
        size += 4;
        match value {
            Value::String(text) => size += text.len(),
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                size += members.keys().map(|name| name.len() + 4).sum::<usize>();
                waiting.extend(members.values());
            }
            _ => {}
        }
    }
    size
}

/// How deep a value is; 1 for a scalar.
pub(crate) fn value_depth(value: &Value) -> usize {
    let mut waiting = vec![(value, 1)];
    let mut deepest = 1;
    while let Some((value, depth)) = waiting.pop() {
        deepest = deepest.max(depth);
        match value {
            Value::Array(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => waiting.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    deepest
}

/// How much a schema of JSON Schema holds, about: every keyword and listed value counts, long texts several times.
pub(crate) fn weight(schema: &Value) -> usize {
    usize::try_from(value_parts(schema)).unwrap_or(usize::MAX)
}

/// The steps that judging a value by a schema's own keywords takes, and those for each member of an object.
pub(crate) fn steps(schema: &Value) -> Value {
    let listed = |keyword: &str| match &schema[keyword] {
        Value::Array(items) => items.len(),
        Value::Object(members) => {
            members.values().map(|member| 1 + member.as_array().map_or(0, Vec::len)).sum::<usize>()
        }
        _ => 0,
    };
    let own: usize = ["enum", "required", "dependentRequired", "dependentSchemas"].into_iter().map(listed).sum();
    // Each is looked for in the value.
    let properties = schema["properties"].as_object().map_or(0, serde_json::Map::len);
    json!([1 + own + properties / 2, listed("patternProperties")])
}

/// The schemas that a schema of JSON Schema refers to.
pub(crate) fn uses(api: &Api, schema: &Value) -> Vec<SchemaId> {
    let mut waiting = vec![schema];
    let mut found = Vec::new();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                let target = members.get("$ref").and_then(Value::as_str);
                found.extend(target.and_then(|place| api.schemas.of_json_schema_place(place)).map(|(id, _)| id));
                waiting.extend(members.values());
            }
            _ => {}
        }
    }
    found
}

/// How deep each schema, or one that it leads to by what it `uses`, leads to schemas that judge the same value:
/// references, combinations, negations.
pub(crate) fn depths(api: &Api, schemas: &[SchemaId], uses: &[Vec<SchemaId>]) -> FxHashMap<SchemaId, usize> {
    let mut known: FxHashMap<SchemaId, Depth> = FxHashMap::default();
    let mut referring: FxHashMap<SchemaId, Vec<SchemaId>> = FxHashMap::default();
    for (schema, used) in schemas.iter().zip(uses) {
        for other in used {
            referring.entry(*other).or_default().push(*schema);
        }
    }
    let mut deepest_first: Vec<(usize, SchemaId)> =
        schemas.iter().map(|schema| (depth_of(api, *schema, &mut known), *schema)).collect();
    deepest_first.sort_by_key(|(depth, _)| std::cmp::Reverse(*depth));
    let mut depths: FxHashMap<SchemaId, usize> = FxHashMap::default();
    for (depth, schema) in deepest_first {
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            if let Entry::Vacant(entry) = depths.entry(schema) {
                entry.insert(depth);
                waiting.extend(referring.get(&schema).into_iter().flatten());
            }
        }
    }
    depths
}

#[derive(Clone, Copy)]
enum Depth {
    /// It is on the way.
    Open,
    Known(usize),
}

fn depth_of(api: &Api, start: SchemaId, known: &mut FxHashMap<SchemaId, Depth>) -> usize {
    let mut waiting = vec![start];
    while let Some(schema) = waiting.last().copied() {
        let inner = in_place(api, schema);
        match known.get(&schema) {
            Some(Depth::Known(_)) => drop(waiting.pop()),
            Some(Depth::Open) => {
                let deepest = inner.iter().filter_map(|id| match known.get(id) {
                    Some(Depth::Known(depth)) => Some(*depth),
                    _ => None,
                });
                let depth = 1 + deepest.max().unwrap_or(0);
                known.insert(schema, Depth::Known(depth));
                waiting.pop();
            }
            None => {
                known.insert(schema, Depth::Open);
                waiting.extend(inner.into_iter().filter(|id| !known.contains_key(id)));
            }
        }
    }
    match known.get(&start) {
        Some(Depth::Known(depth)) => *depth,
        _ => 1,
    }
}

/// The schemas that judge the same value as a schema.
fn in_place(api: &Api, schema: SchemaId) -> Vec<SchemaId> {
    match &api.schemas[schema].kind {
        SchemaKind::Ref(target) | SchemaKind::Not(target) => vec![*target],
        SchemaKind::AllOf(parts) => parts.clone(),
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => variants.schemas.clone(),
        SchemaKind::Conditional { condition, then, otherwise } => {
            std::iter::once(*condition).chain(*then).chain(*otherwise).collect()
        }
        SchemaKind::Object(object) => object.dependent_schemas.iter().map(|(_, id)| *id).collect(),
        _ => Vec::new(),
    }
}

/// Whether so many levels take a stack of their own.
pub(crate) fn is_deep(levels: usize) -> bool {
    levels > USUAL_LEVELS
}

/// The steps that a stack for so many levels counts as.
pub(crate) fn steps_of_stack(levels: usize) -> u64 {
    if is_deep(levels) { 500 + u64::try_from(levels).unwrap_or(u64::MAX) } else { 0 }
}

/// Does something that recurses so deep, on a thread of its own where the usual stack may not suffice.
///
/// # Errors
///
/// The system gives no thread.
pub(crate) fn with_stack_for<T: Send>(levels: usize, work: impl FnOnce() -> T + Send) -> Result<T, StackError> {
    if levels <= USUAL_LEVELS {
        return Ok(work());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(levels.saturating_mul(STACK_OF_LEVEL).max(16 << 20));
        let thread =
            thread.spawn_scoped(scope, work).map_err(|error| StackError::NoThread { system: error.to_string() })?;
        thread.join().map_err(|_| StackError::Ended)
    })
}
