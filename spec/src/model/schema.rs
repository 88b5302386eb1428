//! Schemas, with the meaning of JSON Schema 2020-12.

use std::ops::Index;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::Number;
use crate::source::Origin;

/// The index of a schema in [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(u32);

impl SchemaId {
    /// The index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every schema of a document.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    list: Vec<Schema>,
    /// One schema in place of an `allOf`.
    merged: FxHashMap<SchemaId, SchemaId>,
    /// Where references lead that lead to further references.
    ends: FxHashMap<SchemaId, SchemaId>,
}

impl Schemas {
    /// Every schema with its id.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        self.list.iter().enumerate().map(|(index, schema)| (Self::id(index), schema))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Follows plain references to the schema that says something itself.
    #[must_use]
    pub fn resolve(&self, mut id: SchemaId) -> SchemaId {
        for _ in 0..self.list.len() {
            match self[id].kind {
                SchemaKind::Ref(target) => id = self.ends.get(&id).copied().unwrap_or(target),
                _ => break,
            }
        }
        id
    }

    /// Notes where every reference leads in the end, once none of them leads back to itself: chains of them may be long.
    pub(crate) fn note_ends(&mut self) {
        self.ends.clear();
        for index in 0..self.list.len() {
            let mut chain = Vec::new();
            let mut id = Self::id(index);
            while let SchemaKind::Ref(target) = self[id].kind {
                if let Some(end) = self.ends.get(&id) {
                    id = *end;
                    break;
                }
                chain.push(id);
                id = target;
            }
            self.ends.extend(chain.into_iter().map(|reference| (reference, id)));
        }
    }

    /// One schema that says the same as an `allOf`, without `allOf` at its top, where that can be said.
    ///
    /// Properties that several parts declare are themselves an `allOf` of what each says. Words for people are those of
    /// the `allOf`, then those of the first part that has them.
    #[must_use]
    pub fn merged(&self, id: SchemaId) -> Option<SchemaId> {
        self.merged.get(&id).copied()
    }

    /// The schema that says in one what holds of a value: plain references followed, and `allOf` replaced by what it
    /// is merged to, where it is.
    #[must_use]
    pub fn as_one(&self, id: SchemaId) -> SchemaId {
        let mut id = self.resolve(id);
        for _ in 0..self.list.len() {
            match self.merged(id) {
                Some(merged) => id = self.resolve(merged),
                None => break,
            }
        }
        id
    }

    /// Notes what an `allOf` is merged to.
    pub(crate) fn set_merged(&mut self, id: SchemaId, merged: SchemaId) {
        self.merged.insert(id, merged);
    }

    /// Adds a schema.
    pub(crate) fn push(&mut self, schema: Schema) -> SchemaId {
        self.list.push(schema);
        Self::id(self.list.len() - 1)
    }

    /// Replaces a schema, for those that are reserved before they are read.
    pub(crate) fn replace(&mut self, id: SchemaId, schema: Schema) {
        self.list[id.index()] = schema;
    }

    pub(crate) fn get_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.list[id.index()]
    }

    pub(crate) fn id(index: usize) -> SchemaId {
        SchemaId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.list[id.index()]
    }
}

/// A schema: what it says of values, and what it says to people.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it was read.
    pub origin: Origin,
    /// The key in `components.schemas`, `$defs` or `definitions`, for a schema that stands there itself.
    pub name: Option<String>,
    /// The annotations, for people.
    pub annotations: Annotations,
    /// The constraints of values.
    pub kind: SchemaKind,
    /// Whether the document wrote `type`, or the kind follows from the other keywords.
    pub type_keyword: TypeKeyword,
}

/// Whether a document says `type` where the kind needs one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeKeyword {
    /// It is written: values of other types are invalid.
    Written,
    /// It is not: `properties` alone, for instance, means an object to people, but says nothing of other values.
    Implied,
}

/// Annotations (JSON Schema 2020-12 Validation section 9).
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `default`
    pub default: Option<Value>,
    /// `example` and `examples`
    pub examples: Vec<Value>,
    /// `deprecated`
    pub deprecated: bool,
    /// `readOnly`: only in responses
    pub read_only: bool,
    /// `writeOnly`: only in requests
    pub write_only: bool,
    /// Specification extensions (`x-...`).
    pub extensions: IndexMap<String, Value>,
}

/// What a schema says of values. Keywords of several kinds beside each other become [`SchemaKind::AllOf`] with
/// unnamed parts; several types become [`SchemaKind::AnyOf`] with unnamed variants, `null` the last.
#[derive(Debug, Clone)]
pub enum SchemaKind {
    /// Every value: `true`, `{}`, or annotations alone.
    Any,
    /// No value: `false`.
    Never,
    /// `null`
    Null,
    /// `boolean`
    Boolean,
    /// `number` or `integer`
    Number(NumberSchema),
    /// `string`
    String(StringSchema),
    /// `array`
    Array(Box<ArraySchema>),
    /// `object`
    Object(Box<ObjectSchema>),
    /// `enum` or `const`
    Enum(EnumSchema),
    /// A plain reference.
    Ref(SchemaId),
    /// Every part holds; [`Schemas::merged`] says them in one, where one can.
    AllOf(Vec<SchemaId>),
    /// At least one variant holds.
    AnyOf(Variants),
    /// Exactly one variant holds.
    OneOf(Variants),
    /// The schema does not hold.
    Not(SchemaId),
    /// `if`, `then`, `else`
    Conditional {
        /// `if`
        condition: SchemaId,
        /// `then`
        then: Option<SchemaId>,
        /// `else`
        otherwise: Option<SchemaId>,
    },
}

/// The types of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the specification's own values of `type`")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    /// The value of `type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A numeric schema.
#[derive(Debug, Clone, Default)]
pub struct NumberSchema {
    /// Only whole numbers.
    pub integer: bool,
    /// The lower bound.
    pub minimum: Option<Bound>,
    /// The upper bound.
    pub maximum: Option<Bound>,
    /// Every value is a multiple of it; greater than zero.
    pub multiple_of: Option<Number>,
    /// `format` as written: `int32`, `int64`, `float`, `double`, `decimal`, ...
    pub format: Option<String>,
}

impl NumberSchema {
    /// The least and the greatest integer of the format, as the OpenAPI Format Registry has it (OpenAPI 3.1.0 section
    /// 4.4); nothing where the schema allows fractions, or its format says nothing of bounds.
    #[must_use]
    pub fn format_bounds(&self) -> Option<(i128, i128)> {
        let format = self.format.as_deref().filter(|_| self.integer)?;
        Some(match format {
            "int8" => (i8::MIN.into(), i8::MAX.into()),
            "int16" => (i16::MIN.into(), i16::MAX.into()),
            "int32" => (i32::MIN.into(), i32::MAX.into()),
            "int64" => (i64::MIN.into(), i64::MAX.into()),
            "uint8" => (0, u8::MAX.into()),
            "uint16" => (0, u16::MAX.into()),
            "uint32" => (0, u32::MAX.into()),
            "uint64" => (0, u64::MAX.into()),
            _ => return None,
        })
    }
}

/// A bound of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The bound.
    pub value: Number,
    /// Whether the bound itself is outside.
    pub exclusive: bool,
}

/// A schema of strings.
#[derive(Debug, Clone, Default)]
pub struct StringSchema {
    /// The least number of Unicode scalar values.
    pub min_length: Option<u64>,
    /// The greatest number of Unicode scalar values.
    pub max_length: Option<u64>,
    /// Every pattern must match.
    pub pattern: Option<Pattern>,
    /// `format` as written.
    pub format: Option<String>,
    /// `contentEncoding`; 3.0's `format: byte` is raised to `base64`.
    pub content_encoding: Option<String>,
    /// `contentMediaType`; 3.0's `format: binary` is raised to `application/octet-stream`.
    pub content_media_type: Option<String>,
    /// `contentSchema`: of what the text holds, once it is decoded as its media type.
    pub content_schema: Option<SchemaId>,
}

/// A regular expression of ECMA-262, not anchored, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern(pub String);

/// A schema of arrays.
#[derive(Debug, Clone, Default)]
pub struct ArraySchema {
    /// Schemas of the first items, by position.
    pub prefix_items: Vec<SchemaId>,
    /// The schema of every further item; none where any is allowed.
    pub items: Option<SchemaId>,
    /// The least number of items.
    pub min_items: Option<u64>,
    /// The greatest number of items.
    pub max_items: Option<u64>,
    /// Whether no two items are equal.
    pub unique_items: bool,
    /// Items that must be among the others.
    pub contains: Option<Contains>,
    /// `unevaluatedItems`
    pub unevaluated_items: Option<SchemaId>,
}

/// `contains` with its bounds.
#[derive(Debug, Clone)]
pub struct Contains {
    /// The schema of the items that count.
    pub schema: SchemaId,
    /// The least number of them; 1 where the document says nothing.
    pub min: u64,
    /// The greatest number of them.
    pub max: Option<u64>,
}

/// A schema of objects.
#[derive(Debug, Clone, Default)]
pub struct ObjectSchema {
    /// Declared properties by name, in the order of the document.
    pub properties: IndexMap<String, Property>,
    /// Required names that no declared property has.
    pub required_undeclared: Vec<String>,
    /// Schemas by patterns of names.
    pub pattern_properties: Vec<(Pattern, SchemaId)>,
    /// Properties that are neither declared nor matched.
    pub additional: AdditionalProperties,
    /// The schema of every name.
    pub property_names: Option<SchemaId>,
    /// The least number of properties.
    pub min_properties: Option<u64>,
    /// The greatest number of properties.
    pub max_properties: Option<u64>,
    /// Names that a name requires.
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// A schema for the whole object that a name brings with it.
    pub dependent_schemas: Vec<(String, SchemaId)>,
    /// `unevaluatedProperties`
    pub unevaluated_properties: Option<SchemaId>,
    /// The property that distinguishes subtypes, on a base type that others extend by `allOf`.
    pub discriminator: Option<Discriminator>,
}

/// A declared property.
#[derive(Debug, Clone)]
pub struct Property {
    /// Where it was read.
    pub origin: Origin,
    /// The schema of the value.
    pub schema: SchemaId,
    /// Whether an object without it is invalid.
    pub required: bool,
}

/// `additionalProperties`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdditionalProperties {
    /// Not declared: any are allowed.
    #[default]
    Unstated,
    /// `true` or `{}`: any are expected.
    Any,
    /// `false`
    Forbidden,
    /// Each holds to a schema.
    Schema(SchemaId),
}

/// A closed list of values.
#[derive(Debug, Clone)]
pub struct EnumSchema {
    /// The values, without repetitions, in the order of the document; those that contradict `type` or a bound beside
    /// it are left out.
    pub values: Vec<EnumValue>,
    /// Whether the document declares `const`.
    pub is_const: bool,
    /// `format` beside it.
    pub format: Option<String>,
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// The value.
    pub value: Value,
    /// A name for people (`x-enum-varnames`, `x-enumNames`).
    pub name: Option<String>,
    /// A description (`x-enum-descriptions`).
    pub description: Option<String>,
}

/// The variants of `anyOf` or `oneOf`.
#[derive(Debug, Clone)]
pub struct Variants {
    /// The variants, in the order of the document.
    pub schemas: Vec<SchemaId>,
    /// The property that distinguishes them.
    pub discriminator: Option<Discriminator>,
    /// Whether the document wrote `anyOf` or `oneOf`; else they come from several types or from `nullable`.
    pub written: bool,
}

/// `discriminator` (OpenAPI 3.1.0 section 4.8.25).
#[derive(Debug, Clone)]
pub struct Discriminator {
    /// Where it was read.
    pub origin: Origin,
    /// The property whose value names the variant.
    pub property: String,
    /// Every value with its variant: `mapping`, and the variants' own names where they are not mapped. Of a base type
    /// that lists no variants they are the named schemas that extend it by `allOf`, through others as well.
    pub mapping: Vec<(String, SchemaId)>,
}
