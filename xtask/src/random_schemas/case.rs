//! A named schema with those that it refers to.

use serde_json::{Map, Value, json};

use super::schema::{Dialect, Schemas, reference};
use crate::draw::Draw;

/// A named schema with those that it refers to, by their names; the first is the one that is meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    pub(super) dialect: Dialect,
    pub(super) schemas: Vec<(String, Value)>,
}

/// The most schemas that one refers to.
const HELPERS: usize = 3;

/// Levels of a schema below its name.
const DEPTH: usize = 3;

impl Case {
    /// The case of a number, always the same.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        let draw = &mut Draw::of(seed, number);
        let dialect = if draw.one_in(3) { Dialect::V30 } else { Dialect::V31 };
        let names: Vec<String> = (0..=draw.below(HELPERS + 1)).map(|index| name(number, index)).collect();
        if draw.one_in(8) && names.len() > 2 {
            return Self { dialect, schemas: tagged(draw, dialect, &names) };
        }
        let mut schemas = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let (earlier, later) = (names[..=index].to_vec(), names[index + 1..].to_vec());
            let mut drawn = Schemas { draw, dialect, later, earlier };
            schemas.push((name.clone(), drawn.any(DEPTH)));
        }
        Self { dialect, schemas }
    }

    /// The name of the schema that is meant.
    pub(super) fn name(&self) -> &str {
        self.schemas.first().map_or("", |(name, _)| name)
    }

    /// The text of its schemas, shorter where less is in them.
    pub(super) fn text(&self) -> String {
        let schemas: Map<String, Value> = self.schemas.iter().cloned().collect();
        Value::Object(schemas).to_string()
    }

    /// Whether no schema is an alternative or a part of itself, of which nobody can say what it allows.
    pub(super) fn is_grounded(&self) -> bool {
        let names: Vec<&str> = self.schemas.iter().map(|(name, _)| name.as_str()).collect();
        let mut waiting: Vec<(&str, usize)> = names.iter().map(|name| (*name, 0)).collect();
        while let Some((name, depth)) = waiting.pop() {
            if depth > names.len() {
                return false;
            }
            let schema = self.schemas.iter().find(|(other, _)| other == name).map(|(_, schema)| schema);
            let mut found = Vec::new();
            if let Some(schema) = schema {
                same_value(schema, &mut found);
            }
            waiting.extend(found.into_iter().map(|name| (name, depth + 1)));
        }
        true
    }

    /// The same under another number.
    pub(super) fn renamed(&self, number: u64) -> Self {
        let renamed = |text: &str| match text.rsplit_once('S') {
            Some((head, old)) => match old.find(|sign: char| !sign.is_ascii_digit()) {
                Some(end) => format!("{head}S{number}{}", &old[end..]),
                None => format!("{head}S{number}"),
            },
            None => text.to_owned(),
        };
        let schemas = self.schemas.iter().map(|(name, schema)| (renamed(name), with_references(schema, &renamed)));
        Self { dialect: self.dialect, schemas: schemas.collect() }
    }
}

/// The named schemas that hold of the same value as a schema.
fn same_value<'a>(schema: &'a Value, found: &mut Vec<&'a str>) {
    let reference = schema.get("$ref").and_then(Value::as_str);
    found.extend(reference.and_then(|text| text.strip_prefix("#/components/schemas/")));
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let parts = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
        parts.for_each(|part| same_value(part, found));
    }
}

fn name(number: u64, index: usize) -> String {
    let suffix = ["", "a", "b", "c"].get(index).copied().unwrap_or("d");
    format!("S{number}{suffix}")
}

/// A schema with other references.
fn with_references(schema: &Value, renamed: &impl Fn(&str) -> String) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| match value {
                Value::String(text) if text.starts_with("#/components/schemas/") => (key.clone(), json!(renamed(text))),
                other => (key.clone(), with_references(other, renamed)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| with_references(item, renamed)).collect(),
        other => other.clone(),
    }
}

/// Objects that a discriminator tells apart: by their names, by listed values, or by a mapping.
fn tagged(draw: &mut Draw, dialect: Dialect, names: &[String]) -> Vec<(String, Value)> {
    let (first, others) = (&names[0], &names[1..]);
    let style = draw.below(4);
    let mut mapping = Map::new();
    let mut schemas = Vec::new();
    for (index, name) in others.iter().enumerate() {
        let mut drawn = Schemas { draw, dialect, later: Vec::new(), earlier: names.to_vec() };
        let mut object = drawn.object(2);
        let tag = match style {
            0 => json!({"type": "string"}),
            1 => json!({"type": "string", "enum": [name]}),
            _ => json!({"type": "string", "enum": [format!("tag {index}")]}),
        };
        mapping.insert(format!("tag {index}"), reference(name)["$ref"].clone());
        if let Some(members) = object.as_object_mut() {
            let properties = members.entry("properties").or_insert_with(|| json!({}));
            properties["tag"] = tag;
            let required = members.entry("required").or_insert_with(|| json!([]));
            if let Some(required) = required.as_array_mut() {
                required.push(json!("tag"));
            }
        }
        schemas.push((name.clone(), object));
    }
    let alternatives: Vec<Value> = others.iter().map(|name| reference(name)).collect();
    let mut union = json!({ "oneOf": alternatives });
    match style {
        0 | 1 => union["discriminator"] = json!({"propertyName": "tag"}),
        2 => union["discriminator"] = json!({"propertyName": "tag", "mapping": mapping}),
        _ => {}
    }
    schemas.insert(0, (first.clone(), union));
    schemas
}
