//! Which JSON types a schema allows, as far as the schema says it plainly.

use rustc_hash::FxHashMap;
use serde_json::Value;
use trueline_spec::model::{Api, JsonType, SchemaId, SchemaKind, TypeKeyword};

/// How deep references and combinations are followed.
const DEPTH: u8 = 16;

/// A set of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(0b111_1111);

    /// The types of a schema; all where it does not say.
    pub(crate) fn of(api: &Api, schema: SchemaId) -> Self {
        of(api, schema, DEPTH, &mut FxHashMap::default())
    }

    pub(crate) fn has(self, json_type: JsonType) -> bool {
        self.0 & Self::only(json_type).0 != 0
    }

    /// Whether values that JSON calls numbers are allowed, whole ones included.
    pub(crate) fn has_number(self) -> bool {
        self.has(JsonType::Number) || self.has(JsonType::Integer)
    }

    /// Whether a value is of one of the types.
    pub(crate) fn include(self, value: &Value) -> bool {
        match value {
            Value::Null => self.has(JsonType::Null),
            Value::Bool(_) => self.has(JsonType::Boolean),
            Value::Number(number) => {
                self.has(JsonType::Number)
                    || (self.has(JsonType::Integer) && number.as_f64().is_some_and(|number| number.fract() == 0.0))
            }
            Value::String(_) => self.has(JsonType::String),
            Value::Array(_) => self.has(JsonType::Array),
            Value::Object(_) => self.has(JsonType::Object),
        }
    }

    fn only(json_type: JsonType) -> Self {
        Self(1 << json_type as u8)
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Every whole number is a number.
    fn within(self, other: Self) -> Self {
        let wider = |types: Self| {
            if types.has(JsonType::Number) { types.with(Self::only(JsonType::Integer)) } else { types }
        };
        Self(wider(self).0 & wider(other).0)
    }
}

/// The types at every depth at which a schema was met: schemas that lead to others several times are read once.
type Known = FxHashMap<(SchemaId, u8), Types>;

fn of(api: &Api, schema: SchemaId, depth: u8, known: &mut Known) -> Types {
    let Some(depth) = depth.checked_sub(1) else { return Types::ALL };
    if let Some(types) = known.get(&(schema, depth)) {
        return *types;
    }
    let types = read(api, schema, depth, known);
    known.insert((schema, depth), types);
    types
}

fn read(api: &Api, schema: SchemaId, depth: u8, known: &mut Known) -> Types {
    let schema = &api.schemas[schema];
    let typed = |json_type| {
        if schema.type_keyword == TypeKeyword::Written { Types::only(json_type) } else { Types::ALL }
    };
    match &schema.kind {
        SchemaKind::Any | SchemaKind::Not(_) | SchemaKind::Conditional { .. } => Types::ALL,
        SchemaKind::Never => Types::NONE,
        SchemaKind::Null => Types::only(JsonType::Null),
        SchemaKind::Boolean => Types::only(JsonType::Boolean),
        SchemaKind::Number(number) => typed(if number.integer { JsonType::Integer } else { JsonType::Number }),
        SchemaKind::String(_) => typed(JsonType::String),
        SchemaKind::Array(_) => typed(JsonType::Array),
        SchemaKind::Object(_) => typed(JsonType::Object),
        SchemaKind::Enum(values) => {
            values.values.iter().fold(Types::NONE, |types, value| types.with(of_value(&value.value)))
        }
        SchemaKind::Ref(target) => of(api, *target, depth, known),
        SchemaKind::AllOf(parts) => {
            parts.iter().fold(Types::ALL, |types, part| types.within(of(api, *part, depth, known)))
        }
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
            variants.schemas.iter().fold(Types::NONE, |types, variant| types.with(of(api, *variant, depth, known)))
        }
    }
}

fn of_value(value: &Value) -> Types {
    Types::only(match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(number) if number.is_f64() => JsonType::Number,
        Value::Number(_) => JsonType::Integer,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    })
}
