//! Smaller cases that may fail as a larger one does.

use serde_json::{Map, Value, json};

use super::case::Case;

/// Simpler cases, one step each: a member or an item less, a schema in place of one that holds it, a leaf.
pub(super) fn simpler(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    for (index, (_, schema)) in case.schemas.iter().enumerate() {
        if index > 0 && !is_used(case, index) {
            let mut without = case.clone();
            without.schemas.remove(index);
            found.push(without);
        }
        for simpler in simpler_schemas(schema) {
            let mut changed = case.clone();
            changed.schemas[index].1 = simpler;
            found.push(changed);
        }
    }
    let size = case.text().len();
    found.retain(|one| one.text().len() < size);
    found
}

/// Whether another schema refers to one.
fn is_used(case: &Case, index: usize) -> bool {
    let reference = format!("\"#/components/schemas/{}\"", case.schemas[index].0);
    let others = case.schemas.iter().enumerate().filter(|(other, _)| *other != index);
    others.into_iter().any(|(_, (_, schema))| schema.to_string().contains(&reference))
}

fn simpler_schemas(schema: &Value) -> Vec<Value> {
    let Value::Object(members) = schema else { return Vec::new() };
    let mut found = vec![json!({"type": "string"})];
    for (key, value) in members {
        match key.as_str() {
            "properties" | "patternProperties" => {
                let Value::Object(properties) = value else { continue };
                for (name, property) in properties {
                    found.push(without_property(members, key, name));
                    found.extend(simpler_schemas(property).into_iter().map(|simpler| {
                        let mut changed = properties.clone();
                        changed.insert(name.clone(), simpler);
                        with(members, key, Value::Object(changed))
                    }));
                }
            }
            "oneOf" | "anyOf" | "allOf" | "prefixItems" => {
                let Value::Array(items) = value else { continue };
                found.extend(items.iter().cloned());
                for (index, item) in items.iter().enumerate() {
                    if items.len() > 1 {
                        let mut fewer = items.clone();
                        fewer.remove(index);
                        found.push(with(members, key, Value::Array(fewer)));
                    }
                    found.extend(simpler_schemas(item).into_iter().map(|simpler| {
                        let mut changed = items.clone();
                        changed[index] = simpler;
                        with(members, key, Value::Array(changed))
                    }));
                }
            }
            "items" | "additionalProperties" if value.is_object() => {
                found.push(value.clone());
                found.push(without(members, key));
                found.extend(simpler_schemas(value).into_iter().map(|simpler| with(members, key, simpler)));
            }
            "required" | "enum" => {
                let Value::Array(items) = value else { continue };
                for index in 0..items.len() {
                    let mut fewer = items.clone();
                    fewer.remove(index);
                    let is_empty = fewer.is_empty();
                    found.push(if is_empty { without(members, key) } else { with(members, key, Value::Array(fewer)) });
                }
            }
            "type" | "$ref" => {}
            _ => found.push(without(members, key)),
        }
    }
    found
}

fn with(members: &Map<String, Value>, key: &str, value: Value) -> Value {
    let mut members = members.clone();
    members.insert(key.to_owned(), value);
    Value::Object(members)
}

fn without(members: &Map<String, Value>, key: &str) -> Value {
    let mut members = members.clone();
    members.shift_remove(key);
    Value::Object(members)
}

/// An object without a property, which is required no more.
fn without_property(members: &Map<String, Value>, key: &str, name: &str) -> Value {
    let mut members = members.clone();
    if let Some(properties) = members.get_mut(key).and_then(Value::as_object_mut) {
        properties.shift_remove(name);
    }
    if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|one| one != name);
    }
    Value::Object(members)
}
