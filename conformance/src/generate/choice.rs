//! `allOf`, `anyOf`, `oneOf`.

use serde_json::{Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{Discriminator, SchemaId, SchemaKind, Variants};

use super::{Completeness, Generator, Impossible, NoValue, generator::Generated};
use crate::schema::subschema;

/// How often a value that suits more than one variant of `oneOf` is drawn anew.
const ATTEMPTS: usize = 6;
/// How many members of another variant are tried to keep it from a value.
const MEMBERS: usize = 8;

/// Objects of all parts together, else a value of a part that suits the others.
pub(super) fn all_of(generator: &mut Generator<'_>, whole: SchemaId, parts: &[SchemaId], depth: usize) -> Generated {
    let mut together: Option<Value> = None;
    let mut failure = None;
    for part in parts {
        match (generator.generate(*part, depth + 1), &mut together) {
            (Ok(Value::Object(members)), Some(Value::Object(all))) => {
                for (name, value) in members {
                    if !all.get(&name).is_some_and(|earlier| earlier.is_object() && !value.is_object()) {
                        all.insert(name, value);
                    }
                }
            }
            (Ok(value), Some(earlier)) if !generator.is_valid(whole, earlier) => *earlier = value,
            (Ok(value), None) => together = Some(value),
            (Ok(_), Some(_)) => {}
            (Err(impossible), _) => failure = Some(impossible),
        }
    }
    match (together, failure) {
        (Some(value), None) => Ok(value),
        (Some(value), Some(_)) if generator.is_valid(whole, &value) => Ok(value),
        (_, Some(impossible)) => Err(impossible),
        (None, None) => Ok(Value::Object(serde_json::Map::new())),
    }
}

pub(super) fn any_of(generator: &mut Generator<'_>, whole: SchemaId, variants: &Variants, depth: usize) -> Generated {
    in_turn(generator, variants, depth, |_, _| true).ok_or_else(|| none(generator, whole))
}

pub(super) fn one_of(generator: &mut Generator<'_>, whole: SchemaId, variants: &Variants, depth: usize) -> Generated {
    let fits = |generator: &Generator<'_>, value: &Value| generator.is_valid(whole, value);
    let exact = in_turn(generator, variants, depth, fits);
    let exact = exact.or_else(|| disambiguated(generator, whole, variants, depth));
    let exact = exact.or_else(|| (1..ATTEMPTS).find_map(|_| in_turn(generator, variants, depth, fits)));
    exact.ok_or_else(|| none(generator, whole))
}

/// An object of one variant that the others are kept from by a member of theirs with a value that they do not allow.
/// Open objects without required members suit each other's schemas, and nothing else makes a value that suits but one.
/// No client would send it, so that only answers are made so.
fn disambiguated(generator: &mut Generator<'_>, whole: SchemaId, variants: &Variants, depth: usize) -> Option<Value> {
    if generator.direction != Direction::Response {
        return None;
    }
    variants.schemas.iter().find_map(|own| {
        if generator.is_spent() {
            return None;
        }
        let mut value = generator.generate(*own, depth + 1).ok()?;
        if !value.is_object() {
            return None;
        }
        for other in variants.schemas.iter().filter(|other| *other != own) {
            if generator.is_valid(*other, &value) {
                value = make_invalid_for(generator, *own, *other, &value)?;
            }
        }
        generator.is_valid(whole, &value).then_some(value)
    })
}

/// An object of `own` with one member more, which `other` refuses.
fn make_invalid_for(generator: &Generator<'_>, own: SchemaId, other: SchemaId, value: &Value) -> Option<Value> {
    let schemas = &generator.api.schemas;
    let SchemaKind::Object(object) = &schemas[schemas.as_one(other)].kind else { return None };
    let names = object.properties.keys().filter(|name| value.get(name.as_str()).is_none()).take(MEMBERS);
    let told = names.flat_map(|name| [json!(true), json!("-"), json!(0)].map(|wrong| (name, wrong)));
    told.take_while(|_| !generator.is_spent()).find_map(|(name, wrong)| {
        let mut told = value.clone();
        told.as_object_mut()?.insert(name.clone(), wrong);
        (generator.is_valid(own, &told) && !generator.is_valid(other, &told)).then_some(told)
    })
}

fn none(generator: &Generator<'_>, whole: SchemaId) -> Impossible {
    if generator.is_spent() {
        return generator.spent(whole);
    }
    Impossible::new(whole, NoValue::NoVariant)
}

/// Starts at a drawn variant and takes the first that gives a value.
fn in_turn(
    generator: &mut Generator<'_>,
    variants: &Variants,
    depth: usize,
    fits: impl Fn(&Generator<'_>, &Value) -> bool,
) -> Option<Value> {
    let count = variants.schemas.len();
    let start =
        if generator.completeness == Completeness::Random && depth < 8 { generator.rng.below(count) } else { 0 };
    let order = (0..count).map(|step| variants.schemas[(start + step) % count]);
    for variant in order {
        if generator.is_spent() {
            return None;
        }
        let Ok(mut value) = generator.generate(variant, depth + 1) else { continue };
        if let Some(discriminator) = &variants.discriminator {
            name_variant(generator, discriminator, variant, &mut value);
        }
        if fits(generator, &value) {
            return Some(value);
        }
    }
    None
}

/// Puts the variant's name where the discriminator looks for it, unless the variant says that it has another there:
/// without a mapping the name is that of the schema, which documents often contradict.
pub(super) fn name_variant(
    generator: &Generator<'_>,
    discriminator: &Discriminator,
    variant: SchemaId,
    value: &mut Value,
) {
    let schemas = &generator.api.schemas;
    let is_it = |id: SchemaId| schemas.resolve(id) == schemas.resolve(variant);
    generator.validators.work.charge(u64::try_from(discriminator.mapping.len() / 16).unwrap_or(u64::MAX));
    let name = discriminator.mapping.iter().find(|(_, target)| is_it(*target)).map(|(name, _)| name.as_str());
    let (Some(name), Value::Object(members)) = (name, value) else { return };
    let own = subschema::named(generator.api, variant, &discriminator.property);
    let name = Value::from(name);
    if own.is_none_or(|schema| generator.is_valid(schema, &name)) {
        members.insert(discriminator.property.clone(), name);
    }
}
