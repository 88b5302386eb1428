//! Values of which the document says nothing: of a schema that allows any, and of members and items without a schema.

use serde_json::{Map, Value};
use trueline_spec::model::NumberSchema;

use super::generator::TextPosition;
use super::{Completeness, Generator, number, text as texts};

/// How deep such a value nests.
const DEPTH: usize = 3;
/// Members and items of one level at most.
const WIDTH: usize = 3;
/// Characters of a text or a name at most.
const LENGTH: usize = 40;
/// Steps that drawing one part of such a value counts as.
const STEPS_OF_PART: u64 = 2;
/// Names that programs often have a meaning for, and odd ones.
const NAMES: [&str; 12] = ["id", "name", "type", "value", "key", "items", "data", "$ref", "__proto__", "a.b", "A", ""];

/// Any value: a random one nests, in a body, and has texts and names of all kinds.
pub(super) fn anything(generator: &mut Generator<'_>) -> Value {
    match (generator.completeness, is_in_body(generator)) {
        (Completeness::Random, true) => nested(generator, 0),
        (Completeness::Random, false) => flat(generator),
        _ => Value::Object(Map::new()),
    }
}

/// The value of a member or an item of which the document says nothing.
pub(super) fn part(generator: &mut Generator<'_>) -> Value {
    if generator.completeness == Completeness::Random && is_in_body(generator) {
        return nested(generator, 1);
    }
    "text".into()
}

/// How many members an object has of which the document says nothing.
pub(super) fn width(generator: &mut Generator<'_>) -> usize {
    1 + generator.rng.below(WIDTH)
}

/// A name of a member that the document does not declare.
pub(super) fn name(generator: &mut Generator<'_>, number: usize) -> String {
    if generator.completeness != Completeness::Random || !is_in_body(generator) {
        return format!("key{number}");
    }
    match generator.rng.below(4) {
        0 => generator.rng.one_of(&NAMES).map_or_else(String::new, |name| (*name).to_owned()),
        // Servers may refuse control characters in names, and need not say so.
        1 => text(generator).chars().filter(|character| !character.is_control()).collect(),
        _ => format!("key{number}"),
    }
}

fn is_in_body(generator: &Generator<'_>) -> bool {
    matches!(generator.texts, TextPosition::Anywhere | TextPosition::Short)
}

/// A value that can be written outside of a body.
fn flat(generator: &mut Generator<'_>) -> Value {
    match generator.rng.below(6) {
        0 => Value::Null,
        1 => true.into(),
        2 => i64::try_from(generator.rng.below(1000)).unwrap_or(0).into(),
        3 => Value::Array(Vec::new()),
        4 => Value::Object(Map::new()),
        _ => "text".into(),
    }
}

fn nested(generator: &mut Generator<'_>, depth: usize) -> Value {
    generator.validators.work.charge(STEPS_OF_PART);
    let kinds = if depth < DEPTH { 9 } else { 6 };
    match generator.rng.below(kinds) {
        0 => Value::Null,
        1 => generator.rng.one_in(2).into(),
        2 => number_like(generator, true),
        3 => number_like(generator, false),
        4 | 5 => text(generator).into(),
        6 => {
            let items = generator.rng.below(WIDTH + 1);
            (0..items).map(|_| nested(generator, depth + 1)).collect()
        }
        _ => {
            let members = generator.rng.below(WIDTH + 1);
            (1..=members).map(|number| (name(generator, number), nested(generator, depth + 1))).collect()
        }
    }
}

fn number_like(generator: &mut Generator<'_>, integer: bool) -> Value {
    number::number(generator, &NumberSchema { integer, ..NumberSchema::default() }).unwrap_or_else(|| 1.into())
}

fn text(generator: &mut Generator<'_>) -> String {
    texts::text(&mut generator.rng, Completeness::Random, TextPosition::Short, 0, Some(LENGTH))
}
