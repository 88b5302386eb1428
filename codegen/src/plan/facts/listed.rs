//! Listed values: an enumeration of strings, of integers or of scalars of several kinds. Where there are more than anyone
//! chooses among, the type is the plain scalar.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trueline_spec::model::{EnumSchema, SchemaId, SchemaKind, Schemas};
use trueline_spec::source::Origin;

use crate::names::{Scope, type_name, variant_name};
use crate::plan::facts::scalars;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{Docs, TypeShape};
use crate::plan::model::types::{EnumPlan, EnumVariant};
use crate::plan::model::unsupported::Unsupported;

/// Values of an enumeration, at most: no program names so many, and the compiler takes minutes over them.
pub(crate) const ENUM_LIMIT: usize = 10_000;

/// The enumeration of values of one kind, or of scalars of several; none where there are others among them, or too many.
pub(crate) fn shape(values: &EnumSchema) -> Option<TypeShape> {
    if is_beyond(values) {
        return None;
    }
    if scalars::strings_of(values).is_some() {
        return Some(TypeShape::Enum(enumeration(values, |value| value.as_str().map(str::to_owned))));
    }
    if scalars::integers_of(values).is_some() {
        return Some(TypeShape::IntegerEnum(enumeration(values, Value::as_i64)));
    }
    let scalar = |value: &Value| (!value.is_null()).then(|| as_listed(value));
    scalars::mixed_of(values).map(|_| TypeShape::MixedEnum(enumeration(values, scalar)))
}

/// Whether there is an enumeration of the values.
pub(crate) fn is_enumeration(values: &EnumSchema) -> bool {
    !is_beyond(values) && is_of_scalars(values)
}

/// Whether there would be an enumeration of the values, were there fewer.
pub(crate) fn is_beyond(values: &EnumSchema) -> bool {
    values.values.len() > ENUM_LIMIT && is_of_scalars(values)
}

fn is_of_scalars(values: &EnumSchema) -> bool {
    scalars::strings_of(values).is_some()
        || scalars::integers_of(values).is_some()
        || scalars::mixed_of(values).is_some()
}

/// The type of values that have no enumeration.
pub(crate) fn plain(values: &EnumSchema) -> RustType {
    if scalars::strings_of(values).is_some() {
        return RustType::String;
    }
    if scalars::integers_of(values).is_some() { RustType::I64 } else { scalars::listed(values) }
}

/// What is reported of schemas that list too many values: each place once, in the order of the document.
pub(crate) fn unsupported(schemas: &Schemas, ids: &BTreeSet<SchemaId>) -> impl Iterator<Item = Unsupported> {
    let places: BTreeMap<Origin, SchemaId> = ids.iter().map(|id| (schemas[*id].origin, *id)).collect();
    places.into_iter().filter_map(|(origin, id)| {
        let SchemaKind::Enum(values) = &schemas[id].kind else { return None };
        Some(Unsupported {
            origin,
            feature: format!("an enumeration of {} values, {ENUM_LIMIT} at most (ENUM_LIMIT)", values.values.len()),
            instead: match plain(values) {
                RustType::String => "its type is `String`, and the server decides which values are valid",
                RustType::I64 => "its type is `i64`, and the server decides which values are valid",
                _ => "its type is `serde_json::Value`, and the server decides which values are valid",
            },
        })
    })
}

/// What people read of values that have no enumeration because there are too many.
pub(crate) fn docs(schemas: &Schemas, id: SchemaId) -> Option<String> {
    match &schemas[id].kind {
        SchemaKind::Enum(values) if is_beyond(values) => Some(format!(
            "The API lists {} values, too many for an enumeration; the server decides whether a value is one of them.",
            values.values.len()
        )),
        _ => None,
    }
}

/// A scalar as JSON, whole numbers without a fraction: as the run-time part has what it compares.
fn as_listed(value: &Value) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and in range")]
    match value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15) {
        Some(whole) => (whole as i64).to_string(),
        None => value.to_string(),
    }
}

fn enumeration<T: ToString>(schema: &EnumSchema, wire: impl Fn(&Value) -> Option<T>) -> EnumPlan<T> {
    let mut scope = Scope::default();
    let mut variants = Vec::new();
    for value in &schema.values {
        let Some(wire) = wire(&value.value) else { continue };
        let wanted = value.name.as_deref().map_or_else(|| variant_name(&wire.to_string()), type_name);
        variants.push(EnumVariant {
            name: scope.claim(wanted),
            wire,
            docs: Docs { paragraphs: value.description.iter().cloned().collect(), deprecated: false },
        });
    }
    let unknown = (variants.len() > 1).then(|| scope.claim(type_name("unknown")));
    EnumPlan { variants, unknown }
}
