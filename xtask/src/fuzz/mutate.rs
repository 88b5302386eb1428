//! Changes of a document: of its structure mostly, of its text now and then.

use serde_json::{Map, Value};

use super::seeds::Seed;
use super::vocabulary::{key, text, value};
use crate::draw::Draw;

/// How deep a change may be.
const DEPTH: usize = 40;

/// A changed document: JSON, or text that may be neither JSON nor YAML.
pub(super) fn mutant(draw: &mut Draw, seeds: &[Seed]) -> String {
    let Some(seed) = draw.one_of(seeds) else { return String::new() };
    if draw.one_in(8) {
        return changed_text(draw, &seed.text);
    }
    let mut document = seed.value.clone();
    for _ in 0..=draw.below(6) {
        // What is put in may come from another document.
        let donor = if draw.one_in(3) { draw.one_of(seeds).unwrap_or(seed) } else { seed };
        change(draw, &mut document, &donor.value);
    }
    document.to_string()
}

/// Changes one place, wherever it is.
fn change(draw: &mut Draw, document: &mut Value, donor: &Value) {
    let depth = 1 + draw.below(DEPTH);
    let mut place = document;
    for _ in 0..depth {
        let count = count(place);
        if count == 0 || draw.one_in(14) {
            break;
        }
        let index = draw.below(count);
        let Some(next) = child(place, index) else { return };
        place = next;
    }
    match draw.below(11) {
        0 => *place = value(draw),
        1 => *place = picked(draw, donor).clone(),
        2 => remove(draw, place),
        3 => rename(draw, place),
        4 | 5 => insert(draw, place, donor),
        6 => nest(draw, place),
        7 => duplicate(draw, place),
        8 => reverse(place),
        9 => *place = other_type(place),
        _ => redirect(draw, place, donor),
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

fn child(value: &mut Value, index: usize) -> Option<&mut Value> {
    match value {
        Value::Array(items) => items.get_mut(index),
        Value::Object(members) => members.values_mut().nth(index),
        _ => None,
    }
}

/// A part of a document.
fn picked<'v>(draw: &mut Draw, document: &'v Value) -> &'v Value {
    let mut place = document;
    for _ in 0..=draw.below(12) {
        let next = match place {
            Value::Array(items) => draw.one_of(items),
            Value::Object(members) => members.values().nth(draw.below(members.len())),
            _ => None,
        };
        let Some(next) = next else { break };
        place = next;
    }
    place
}

fn remove(draw: &mut Draw, place: &mut Value) {
    match place {
        Value::Array(items) if !items.is_empty() => drop(items.remove(draw.below(items.len()))),
        Value::Object(members) => {
            let key = members.keys().nth(draw.below(members.len())).cloned().unwrap_or_default();
            members.shift_remove(&key);
        }
        _ => *place = Value::Null,
    }
}

/// Gives a member another key, in its place.
fn rename(draw: &mut Draw, place: &mut Value) {
    let Value::Object(members) = place else { return };
    let (at, key) = (draw.below(members.len()), key(draw));
    *members = std::mem::take(members)
        .into_iter()
        .enumerate()
        .map(|(index, (own, value))| (if index == at { key.clone() } else { own }, value))
        .collect();
}

fn insert(draw: &mut Draw, place: &mut Value, donor: &Value) {
    let new = if draw.one_in(2) { picked(draw, donor).clone() } else { value(draw) };
    match place {
        Value::Array(items) => items.insert(draw.below(items.len() + 1), new),
        Value::Object(members) => drop(members.insert(key(draw), new)),
        _ => *place = new,
    }
}

/// Puts a value into a list or an object of its own.
fn nest(draw: &mut Draw, place: &mut Value) {
    let inner = place.take();
    *place =
        if draw.one_in(2) { Value::Array(vec![inner]) } else { Value::Object(Map::from_iter([(key(draw), inner)])) };
}

fn duplicate(draw: &mut Draw, place: &mut Value) {
    let copy = place.clone();
    match place {
        Value::Array(items) => {
            for _ in 0..draw.below(4) {
                items.extend(draw.one_of(copy.as_array().map_or(&[], Vec::as_slice)).cloned());
            }
        }
        // An object within itself.
        Value::Object(members) => drop(members.insert(key(draw), copy)),
        Value::String(text) => *text = text.repeat(1 + draw.below(200)),
        _ => {}
    }
}

fn reverse(place: &mut Value) {
    match place {
        Value::Array(items) => items.reverse(),
        Value::Object(members) => *members = std::mem::take(members).into_iter().rev().collect(),
        Value::Bool(flag) => *flag = !*flag,
        _ => {}
    }
}

fn other_type(place: &Value) -> Value {
    match place {
        Value::String(text) => text.parse().map_or(Value::Null, Value::Number),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item.clone())).collect()
        }
        Value::Object(members) => members.values().cloned().collect(),
        other => Value::from(other.to_string()),
    }
}

/// Puts a reference here: to a place that exists, most often.
fn redirect(draw: &mut Draw, place: &mut Value, donor: &Value) {
    let sections = donor.get("components").and_then(Value::as_object);
    let section = sections.and_then(|all| all.iter().nth(draw.below(all.len())));
    let target = section.and_then(|(section, members)| {
        let name = members.as_object().and_then(|all| all.keys().nth(draw.below(all.len())).cloned())?;
        Some(format!("#/components/{section}/{name}"))
    });
    let target = target.filter(|_| !draw.one_in(5)).unwrap_or_else(|| format!("#/{}", text(draw)));
    let reference = serde_json::json!({ "$ref": target });
    match place {
        Value::Object(members) if draw.one_in(2) => drop(members.insert("$ref".to_owned(), target.into())),
        Value::Array(items) => items.push(reference),
        _ => *place = reference,
    }
}

/// A text with lines or characters changed.
fn changed_text(draw: &mut Draw, original: &str) -> String {
    let mut characters: Vec<char> = original.chars().collect();
    for _ in 0..=draw.below(8) {
        let at = draw.below(characters.len());
        let length = draw.below(40);
        let end = (at + length).min(characters.len());
        match draw.below(6) {
            0 => drop(characters.splice(at..end, [])),
            1 => {
                let inserted: Vec<char> = text(draw).chars().collect();
                characters.splice(at..at, inserted);
            }
            2 => {
                let copy = characters[at..end].to_vec();
                let to = draw.below(characters.len());
                characters.splice(to..to, copy);
            }
            3 => characters.truncate(at),
            4 => drop(characters.splice(at..at, "[{".repeat(draw.below(300)).chars())),
            _ => drop(
                characters.splice(at..end, ['\n', ' ', ':', '-', '&', '*', '"', '#', '\t'].get(draw.below(9)).copied()),
            ),
        }
    }
    characters.into_iter().collect()
}
