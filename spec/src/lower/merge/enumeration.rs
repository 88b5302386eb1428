//! Lists of values, beside each other and beside what narrows them.

use serde_json::Value;

use super::tighten::the_same;
use super::typed::Combined;
use super::{Merging, Obstacle, Outcome};
use crate::model::{
    ArraySchema, EnumSchema, EnumValue, Number, NumberSchema, ObjectSchema, Schema, SchemaId, SchemaKind, StringSchema,
    TypeKeyword,
};

/// The values that are in every list and hold to every other schema.
pub(super) fn unite(merging: &mut Merging<'_>, leaves: &[SchemaId]) -> Outcome {
    let weights = leaves.iter().filter_map(|id| list(&merging.schemas[*id])).map(|list| list.values.len()).sum();
    merging.spend(weights)?;
    let lists: Vec<EnumSchema> = leaves.iter().filter_map(|id| list(&merging.schemas[*id]).cloned()).collect();
    let Some((first, others)) = lists.split_first() else { return Err(Obstacle::Unsayable) };
    merging.spend(first.values.len().saturating_mul(leaves.len()))?;
    for other in others {
        merging.spend(first.values.len().saturating_mul(other.values.len()))?;
    }
    let in_all: Vec<EnumValue> = first.values.iter().filter_map(|value| named_in_all(value, others)).collect();
    let conditions: Vec<&Schema> =
        leaves.iter().map(|id| &merging.schemas[*id]).filter(|schema| list(schema).is_none()).collect();
    let mut values = Vec::new();
    for value in in_all {
        if holds_to_all(&value.value, &conditions)? {
            values.push(value);
        }
    }
    if values.is_empty() {
        return Err(Obstacle::Impossible);
    }
    let format = the_same(lists.iter().map(|list| &list.format))?;
    let format = format.or_else(|| conditions.iter().find_map(|schema| format_of(&schema.kind)));
    let kind = SchemaKind::Enum(EnumSchema { values, is_const: lists.iter().any(|list| list.is_const), format });
    Ok(Combined { kind, keyword: TypeKeyword::Written })
}

fn list(schema: &Schema) -> Option<&EnumSchema> {
    match &schema.kind {
        SchemaKind::Enum(list) => Some(list),
        _ => None,
    }
}

/// A value that the other lists have as well, with the first name and description that it has.
fn named_in_all(value: &EnumValue, others: &[EnumSchema]) -> Option<EnumValue> {
    let mut found = value.clone();
    for list in others {
        let same = list.values.iter().find(|other| equal(&other.value, &value.value))?;
        found.name = found.name.or_else(|| same.name.clone());
        found.description = found.description.or_else(|| same.description.clone());
    }
    Some(found)
}

/// Numbers are equal by what they are, not by how they are written.
fn equal(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && other.is_number() && one.as_f64() == other.as_f64())
}

fn holds_to_all(value: &Value, conditions: &[&Schema]) -> Result<bool, Obstacle> {
    for condition in conditions {
        if !holds_to(value, condition)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds_to(value: &Value, schema: &Schema) -> Result<bool, Obstacle> {
    match (&schema.kind, value) {
        (SchemaKind::Null, Value::Null) | (SchemaKind::Boolean, Value::Bool(_)) => Ok(true),
        (SchemaKind::Number(number), Value::Number(_)) => number_holds(number, value, schema.type_keyword),
        (SchemaKind::String(string), Value::String(text)) => string_holds(string, text),
        (SchemaKind::Array(array), Value::Array(items)) => array_holds(array, items),
        (SchemaKind::Object(object), Value::Object(_)) => object_holds(object),
        _ => Ok(schema.type_keyword == TypeKeyword::Implied),
    }
}

fn number_holds(number: &NumberSchema, value: &Value, keyword: TypeKeyword) -> Result<bool, Obstacle> {
    let Some(nearest) = value.as_f64() else { return Err(Obstacle::Unsayable) };
    let exact = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    let is_whole = exact.is_some() || nearest.fract() == 0.0;
    let value = exact.map_or(Number::Float(nearest), Number::Integer);
    let above = number.minimum.is_none_or(|low| value > low.value || (value >= low.value && !low.exclusive));
    let below = number.maximum.is_none_or(|high| value < high.value || (value <= high.value && !high.exclusive));
    let is_multiple = match (number.multiple_of, value) {
        (None, _) => true,
        (Some(Number::Integer(multiple)), Number::Integer(value)) if multiple != 0 => value % multiple == 0,
        _ => return Err(Obstacle::Unsayable),
    };
    let is_integer = is_whole || !number.integer || keyword == TypeKeyword::Implied;
    Ok(is_integer && above && below && is_multiple)
}

/// Patterns are not tried: a hostile one takes for ever.
fn string_holds(string: &StringSchema, text: &str) -> Result<bool, Obstacle> {
    if string.pattern.is_some() {
        return Err(Obstacle::Unsayable);
    }
    let length = u64::try_from(text.chars().count()).map_err(|_| Obstacle::Unsayable)?;
    Ok(string.min_length.is_none_or(|low| length >= low) && string.max_length.is_none_or(|high| length <= high))
}

fn array_holds(array: &ArraySchema, items: &[Value]) -> Result<bool, Obstacle> {
    let ArraySchema { prefix_items, items: schema, min_items, max_items, unique_items, contains, unevaluated_items } =
        array;
    let looks_inside =
        !prefix_items.is_empty() || schema.is_some() || contains.is_some() || unevaluated_items.is_some();
    if looks_inside || *unique_items {
        return Err(Obstacle::Unsayable);
    }
    let length = u64::try_from(items.len()).map_err(|_| Obstacle::Unsayable)?;
    Ok(min_items.is_none_or(|low| length >= low) && max_items.is_none_or(|high| length <= high))
}

/// Objects are rarely listed: only what says nothing more than `type: object` is judged.
fn object_holds(object: &ObjectSchema) -> Result<bool, Obstacle> {
    let is_plain = object.properties.is_empty()
        && object.required_undeclared.is_empty()
        && object.pattern_properties.is_empty()
        && matches!(
            object.additional,
            crate::model::AdditionalProperties::Unstated | crate::model::AdditionalProperties::Any
        )
        && object.property_names.is_none()
        && object.min_properties.is_none()
        && object.max_properties.is_none()
        && object.dependent_required.is_empty()
        && object.dependent_schemas.is_empty()
        && object.unevaluated_properties.is_none();
    if is_plain { Ok(true) } else { Err(Obstacle::Unsayable) }
}

fn format_of(kind: &SchemaKind) -> Option<String> {
    match kind {
        SchemaKind::Number(number) => number.format.clone(),
        SchemaKind::String(string) => string.format.clone(),
        _ => None,
    }
}
