//! Generating a value of a schema.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, Checked, EnumSchema, SchemaId, SchemaKind};

use super::{Impossible, NoValue, SeededRng, ValueShrinker, anything, array, choice, number, object, string};
use crate::judge::Validators;
use crate::limits::REQUEST_SIZE;
use crate::schema::value_size;

/// How deep optional parts are generated; beyond it only what is required.
const OPTIONAL_DEPTH: usize = 5;
/// How deep a value may be at all.
pub(super) const DEPTH: usize = 48;
/// How many schemas a value is drawn from at most; once half of them are drawn, optional parts are left out. Unions
/// within unions would have more than anybody waits for.
pub(super) const SCHEMAS: usize = 4000;
/// Levels of combined schemas that count as a part where a value is judged by them.
const DEPTH_OF_PART: usize = 8;
/// How often a refused value is generated anew.
const ATTEMPTS: usize = 24;
/// Steps that drawing a value of one schema counts as.
const STEPS_OF_SCHEMA: u64 = 2;
/// How many examples of a schema are tried.
const EXAMPLES: usize = 100;

/// How much of a schema a value shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Only what is required, the same at every draw as far as the schema allows: examples, defaults, plain texts.
    Minimal,
    /// Every declared property, with examples where there are any, and plain texts.
    AllDeclared,
    /// Anything that the schema allows, boundaries often.
    Random,
}

/// Where texts go, which not every character reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPosition {
    /// A body: everything.
    Anywhere,
    /// A body that has a very long text already, or needs none.
    Short,
    /// A query, escaped: no text is so long that an address has no room for it.
    Address,
    /// A segment of a path, escaped: further, nothing that addresses give a meaning of its own.
    Segment,
    /// A header's value: visible ASCII.
    Header,
    /// A cookie: what needs no escape, for RFC 6265 knows none and most servers undo none.
    Cookie,
}

/// Draws values of one document's schemas.
pub(crate) struct Generator<'a> {
    pub api: &'a Api,
    pub validators: &'a Validators,
    pub direction: Direction,
    pub completeness: Completeness,
    pub texts: TextPosition,
    pub rng: SeededRng,
    /// How many more schemas the value at hand may be drawn from.
    left: Cell<usize>,
    /// How many more bytes the value at hand may have.
    room: usize,
}

pub(super) type Generated = Result<Value, Impossible>;

impl<'a> Generator<'a> {
    pub(crate) fn new(
        api: &'a Api,
        validators: &'a Validators,
        direction: Direction,
        completeness: Completeness,
        texts: TextPosition,
        rng: SeededRng,
    ) -> Self {
        Self { api, validators, direction, completeness, texts, rng, left: Cell::new(SCHEMAS), room: REQUEST_SIZE }
    }

    /// A valid value of a schema.
    pub(crate) fn value(&mut self, schema: SchemaId) -> Generated {
        // The validator of the whole judges its parts too; built for a part first, it would be built again for each whole.
        if !matches!(self.api.schemas[self.api.schemas.as_one(schema)].kind, SchemaKind::Enum(_)) {
            self.validators.prepare(self.api, schema, self.direction);
        }
        let (mut failure, mut limits) = (None, 0);
        for _ in 0..ATTEMPTS {
            self.left.set(SCHEMAS);
            self.room = REQUEST_SIZE;
            match self.generate(schema, 0) {
                Ok(value) if self.is_valid(schema, &value) => return Ok(value),
                Ok(_) => {}
                Err(impossible) => {
                    limits += usize::from(impossible.is_limit());
                    failure = Some(impossible);
                    // What is drawn otherwise may be smaller, which is not tried for ever.
                    if limits > if self.completeness == Completeness::Random { 2 } else { 0 } {
                        break;
                    }
                }
            }
            self.validators.work.check().map_err(|spent| Impossible::new(schema, spent))?;
        }
        self.room = REQUEST_SIZE;
        self.valid_example(schema).ok_or_else(|| failure.unwrap_or_else(|| Impossible::new(schema, NoValue::NoneValid)))
    }

    /// A value of one variant of a union, which its discriminator names.
    pub(crate) fn variant(&mut self, union: SchemaId, variant: SchemaId) -> Generated {
        let mut value = self.value(variant)?;
        let kind = &self.api.schemas[self.api.schemas.as_one(union)].kind;
        if let SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) = kind
            && let Some(discriminator) = &variants.discriminator
        {
            choice::name_variant(self, discriminator, variant, &mut value);
        }
        Ok(value)
    }

    /// Whether the validator accepts a value; one that it cannot judge counts as valid.
    pub(super) fn is_valid(&self, schema: SchemaId, value: &Value) -> bool {
        // Schemas that are combined deeply take long to judge a value, at each of their levels anew.
        let depth = self.validators.depth(self.api, schema, self.direction);
        self.left.set(self.left.get().saturating_sub(depth / DEPTH_OF_PART));
        self.validators.is_valid(self.api, schema, self.direction, value).unwrap_or(true)
    }

    /// Whether nothing more can be drawn for the value at hand.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0 || self.validators.work.check().is_err()
    }

    /// That nothing more can be drawn.
    pub(super) fn spent(&self, schema: SchemaId) -> Impossible {
        match self.validators.work.check() {
            Ok(()) => Impossible::new(schema, NoValue::TooManyParts),
            Err(spent) => Impossible::new(schema, spent),
        }
    }

    /// Takes room for so many bytes of the value at hand.
    ///
    /// # Errors
    ///
    /// The value has more than may be sent.
    pub(super) fn take(&mut self, schema: SchemaId, bytes: usize) -> Result<(), Impossible> {
        self.validators.work.charge(u64::try_from(bytes / 64).unwrap_or(u64::MAX));
        match self.room.checked_sub(bytes) {
            Some(room) => {
                self.room = room;
                Ok(())
            }
            None => Err(Impossible::new(schema, NoValue::TooLarge)),
        }
    }

    /// A value that follows the schema as far as its kind goes by construction.
    pub(super) fn generate(&mut self, schema: SchemaId, depth: usize) -> Generated {
        if depth > DEPTH {
            return Err(Impossible::new(schema, NoValue::NoEnd));
        }
        self.validators.work.charge(STEPS_OF_SCHEMA);
        if self.left.get() == 0 {
            return Err(self.spent(schema));
        }
        self.left.set(self.left.get() - 1);
        self.validators.work.check().map_err(|spent| Impossible::new(schema, spent))?;
        if let Some(example) = self.example(schema) {
            return Ok(example);
        }
        let api = self.api;
        match &api.schemas[api.schemas.as_one(schema)].kind {
            SchemaKind::Any => {
                let value = anything::anything(self);
                self.take(schema, value_size(&value))?;
                Ok(value)
            }
            SchemaKind::Never => Err(Impossible::new(schema, NoValue::NoneAllowed)),
            SchemaKind::Null => Ok(Value::Null),
            SchemaKind::Boolean => Ok((self.completeness == Completeness::Random && self.rng.one_in(2)).into()),
            SchemaKind::Number(kind) => {
                number::number(self, kind).ok_or_else(|| Impossible::new(schema, NoValue::NoNumber))
            }
            SchemaKind::String(kind) => {
                string::string(self, schema, kind)?.ok_or_else(|| Impossible::new(schema, NoValue::NoText))
            }
            SchemaKind::Array(kind) => array::array(self, schema, kind, depth),
            SchemaKind::Object(kind) => object::object(self, schema, kind, depth),
            SchemaKind::Enum(values) => self.one_of_enum(schema, values),
            SchemaKind::Ref(target) => self.generate(*target, depth + 1),
            SchemaKind::AllOf(parts) => choice::all_of(self, schema, parts, depth),
            SchemaKind::AnyOf(variants) => choice::any_of(self, schema, variants, depth),
            SchemaKind::OneOf(variants) => choice::one_of(self, schema, variants, depth),
            SchemaKind::Not(_) | SchemaKind::Conditional { .. } => Ok(self.anything_else(schema)),
        }
    }

    fn one_of_enum(&mut self, schema: SchemaId, values: &EnumSchema) -> Generated {
        let value = if self.completeness == Completeness::Random {
            self.rng.one_of(&values.values)
        } else {
            values.values.first()
        };
        let value = value.ok_or_else(|| Impossible::new(schema, NoValue::EmptyEnum))?;
        self.take(schema, value_size(&value.value))?;
        Ok(value.value.clone())
    }

    /// Whether an optional part at this depth is there.
    pub(super) fn shows_optional(&mut self, depth: usize) -> bool {
        let has_room = depth < OPTIONAL_DEPTH && self.left.get() > SCHEMAS / 2;
        match self.completeness {
            Completeness::Minimal => false,
            Completeness::AllDeclared => has_room,
            Completeness::Random => has_room && self.rng.one_in(2),
        }
    }

    /// What a schema says by way of an example: always where texts are plain, else now and then.
    fn example(&mut self, schema: SchemaId) -> Option<Value> {
        if self.completeness == Completeness::Random && !self.rng.one_in(12) {
            return None;
        }
        self.valid_example(schema)
    }

    /// The first of a schema's examples that is valid and for which there is room.
    fn valid_example(&mut self, schema: SchemaId) -> Option<Value> {
        let schemas = &self.api.schemas;
        let resolved = schemas.resolve(schema);
        let places = [Some(schema), Some(resolved).filter(|resolved| *resolved != schema)];
        let examples = places.into_iter().flatten().flat_map(|id| {
            let annotations = &schemas[id].annotations;
            annotations.examples.iter().chain(&annotations.default)
        });
        for example in examples.take(EXAMPLES) {
            let size = value_size(example);
            if size <= self.room && self.is_valid(schema, example) {
                self.take(schema, size).ok()?;
                return Some(example.clone());
            }
        }
        None
    }

    /// A value that a negative rule alone allows.
    fn anything_else(&mut self, schema: SchemaId) -> Value {
        let candidates = [
            Value::Object(serde_json::Map::new()),
            "text".into(),
            1.into(),
            true.into(),
            Value::Null,
            Value::Array(Vec::new()),
        ];
        candidates.into_iter().find(|value| self.is_valid(schema, value)).unwrap_or(Value::Null)
    }
}

/// The valid values of a schema, as a strategy of `proptest`.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
/// use trueline_conformance::generate::{Completeness, SchemaStrategy};
/// use trueline_spec::source::{Fetch, FetchError};
/// use trueline_spec::{Direction, LoadOptions, load};
///
/// struct Text(&'static str);
/// impl Fetch for Text {
///     fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
///         Ok(self.0.as_bytes().to_vec())
///     }
/// }
///
/// let text = "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {},
///     components: {schemas: {Age: {type: integer, minimum: 18, maximum: 120}}}}";
/// let api = Arc::new(load("api.yaml", &Text(text), LoadOptions::default())?.api.ok_or(FetchError("wrong".into()))?);
/// let ages = SchemaStrategy::new(api.clone(), api.named_schemas["Age"], Direction::Request, Completeness::Random);
/// let age = ages.new_tree(&mut TestRunner::default()).map_err(|reason| FetchError(reason.to_string()))?.current();
/// assert!(age.as_i64().is_some_and(|age| (18..=120).contains(&age)));
/// # Ok::<(), FetchError>(())
/// ```
#[derive(Clone)]
pub struct SchemaStrategy {
    api: Arc<Checked<Api>>,
    validators: Arc<Validators>,
    schema: SchemaId,
    direction: Direction,
    completeness: Completeness,
}

impl SchemaStrategy {
    /// The values of `schema` that may go in a direction.
    #[must_use]
    pub fn new(api: Arc<Checked<Api>>, schema: SchemaId, direction: Direction, completeness: Completeness) -> Self {
        Self { api, validators: Arc::default(), schema, direction, completeness }
    }

    /// With validators that others of the same document have built, which in large ones costs more than the values.
    #[must_use]
    pub fn sharing(mut self, validators: Arc<Validators>) -> Self {
        self.validators = validators;
        self
    }
}

impl fmt::Debug for SchemaStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemaStrategy").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Strategy for SchemaStrategy {
    type Tree = ValueShrinker;
    type Value = Value;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let rng = SeededRng::from_rng(&runner.new_rng());
        let mut generator =
            Generator::new(&self.api, &self.validators, self.direction, self.completeness, TextPosition::Anywhere, rng);
        let value = generator.value(self.schema).map_err(|impossible| impossible.to_string())?;
        let (api, validators, schema, direction) =
            (Arc::clone(&self.api), Arc::clone(&self.validators), self.schema, self.direction);
        Ok(ValueShrinker::new(value, move |value| validators.is_valid(&api, schema, direction, value).unwrap_or(false)))
    }
}
