//! What can be wrong with a value, by its schema: one mistake each.

use std::collections::VecDeque;

use serde_json::{Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{
    AdditionalProperties, Api, ArraySchema, Bound, EnumSchema, JsonType, Number, NumberSchema, ObjectSchema, SchemaId,
    SchemaKind, StringSchema, Variants,
};

use crate::judge::{EcmaPattern, Validators};
use crate::limits::{self, ARRAY_ITEMS, MISTAKE_DEPTH, MISTAKES, TEXT_LENGTH};
use crate::schema::Types;

/// How many of the schemas that a value's places have are looked at.
const LOOKS: usize = 20_000;
/// How deep unions of one variant beside `null` are looked into.
const NESTED_UNIONS: usize = 50;

/// A mistake in a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Damage {
    /// The way to the place.
    pub steps: Vec<Step>,
    /// What is wrong, as a class's name has it: `above-maximum`.
    pub name: String,
    /// The schema whose rule is broken.
    pub schema: SchemaId,
    /// The keyword that is broken.
    pub keyword: &'static str,
    /// What happens at the place.
    pub kind: DamageKind,
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// An object's member.
    Member(String),
    /// An array's item.
    Item(usize),
    /// No way at all: the place holds a value of this variant of a union.
    Variant(SchemaId),
}

/// What happens at a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DamageKind {
    /// Another value.
    Replace(Value),
    /// A text of so many characters, which is made when it is sent.
    LongText(usize),
    /// A member goes.
    Remove(String),
    /// A member comes.
    Add(String, Value),
    /// The array is cut, or its items are repeated, to a length.
    Resize(usize),
    /// The first item stands there twice.
    Repeat,
}

/// The mistakes that are made in a schema's values, and what is left out.
#[derive(Debug, Default)]
pub(crate) struct Damages {
    /// Single mistakes, the shallow ones first; at most [`MISTAKES`].
    pub found: Vec<Damage>,
    /// A reason for each limit beyond which there are others.
    pub left_out: Vec<String>,
}

/// The single mistakes of a schema's values.
pub(crate) fn damages(api: &Api, validators: &Validators, schema: SchemaId) -> Damages {
    let mut search = Search {
        api,
        validators,
        found: Vec::new(),
        waiting: VecDeque::new(),
        unions: 0,
        is_too_deep: false,
        is_cut: false,
        left_out: Vec::new(),
    };
    search.waiting.push_back((Vec::new(), schema));
    let mut looks = 0;
    while let Some((steps, schema)) = search.waiting.pop_front() {
        looks += 1;
        if let Err(reason) = validators.work.check() {
            search.left_out.push(reason);
            break;
        }
        if search.is_full() || looks > LOOKS {
            search.is_cut = true;
            break;
        }
        search.look(&steps, schema);
    }
    search.is_cut |= search.found.len() > MISTAKES;
    search.found.truncate(MISTAKES);
    search.finish()
}

struct Search<'a> {
    api: &'a Api,
    validators: &'a Validators,
    found: Vec<Damage>,
    waiting: VecDeque<(Vec<Step>, SchemaId)>,
    /// How many unions of one variant the search is within.
    unions: usize,
    is_too_deep: bool,
    is_cut: bool,
    left_out: Vec<String>,
}

impl Search<'_> {
    fn is_full(&self) -> bool {
        self.found.len() > MISTAKES
    }

    fn finish(self) -> Damages {
        let mut left_out = self.left_out;
        left_out.truncate(20);
        if self.is_cut {
            left_out.push(format!("there are more mistakes of one value {}", limits::named("mistakes", MISTAKES)));
        }
        if self.is_too_deep {
            left_out.push(format!(
                "there are mistakes deeper in the value {}",
                limits::named("mistake-depth", MISTAKE_DEPTH)
            ));
        }
        Damages { found: self.found, left_out }
    }

    /// Notes a mistake that is not made.
    fn leave_out(&mut self, name: &str, of: u64, limit_name: &str, limit: usize) {
        self.left_out.push(format!("`{name}` of {of} {}", limits::named(limit_name, limit)));
    }

    fn look(&mut self, steps: &[Step], schema: SchemaId) {
        // The types of a variant are told for the whole union.
        if !matches!(steps.last(), Some(Step::Variant(_))) {
            self.types(steps, schema);
        }
        let shape = self.api.schemas.as_one(schema);
        match &self.api.schemas[shape].kind {
            SchemaKind::Number(number) => self.number(steps, shape, number),
            SchemaKind::String(string) => self.string(steps, shape, string),
            SchemaKind::Enum(values) => self.enumeration(steps, shape, values),
            SchemaKind::Array(array) => self.array(steps, shape, array),
            SchemaKind::Object(object) => self.object(steps, shape, object),
            SchemaKind::AllOf(parts) => self.all_of(steps, parts),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => self.variants(steps, shape, variants),
            _ => {}
        }
    }

    fn add(
        &mut self,
        steps: &[Step],
        name: impl Into<String>,
        schema: SchemaId,
        keyword: &'static str,
        kind: DamageKind,
    ) {
        self.found.push(Damage { steps: steps.to_vec(), name: name.into(), schema, keyword, kind });
    }

    fn replace(
        &mut self,
        steps: &[Step],
        name: impl Into<String>,
        schema: SchemaId,
        keyword: &'static str,
        value: Value,
    ) {
        self.add(steps, name, schema, keyword, DamageKind::Replace(value));
    }

    /// `null`, and a value of another type.
    fn types(&mut self, steps: &[Step], schema: SchemaId) {
        let types = Types::of(self.api, schema);
        let resolved = self.api.schemas.resolve(schema);
        if types == Types::ALL {
            return;
        }
        if !types.has(JsonType::Null) {
            self.replace(steps, "null", resolved, "type", Value::Null);
        }
        let candidates = [json!("text"), json!(42), json!({}), json!([]), json!(true)];
        let wrong = candidates.into_iter().find(|candidate| !types.include(candidate));
        if let Some(wrong) = wrong {
            self.replace(steps, "wrong-type", resolved, "type", wrong);
        }
        let takes_objects_alone = types.has(JsonType::Object) && !types.has(JsonType::Array);
        if takes_objects_alone && steps.is_empty() {
            self.replace(steps, "array", resolved, "type", json!([]));
        }
    }

    fn number(&mut self, steps: &[Step], schema: SchemaId, number: &NumberSchema) {
        if let Some(bound) = number.minimum {
            let keyword = if bound.exclusive { "exclusiveMinimum" } else { "minimum" };
            self.replace(steps, "below-minimum", schema, keyword, outside(bound, number.integer, -1));
            if bound.value.as_f64() > 0.0 && (bound.value.as_f64() - 1.0).abs() < f64::EPSILON
                || bound.value.as_f64() > 1.0
            {
                self.replace(steps, "negative", schema, keyword, json!(-1));
            }
            self.replace(steps, "far-below-minimum", schema, keyword, far(bound, -1));
        }
        if let Some(bound) = number.maximum {
            let keyword = if bound.exclusive { "exclusiveMaximum" } else { "maximum" };
            self.replace(steps, "above-maximum", schema, keyword, outside(bound, number.integer, 1));
            self.replace(steps, "far-above-maximum", schema, keyword, far(bound, 1));
        }
        if number.integer {
            let near = number.minimum.map_or(1.0, |bound| bound.value.as_f64()) + 0.5;
            self.replace(steps, "not-an-integer", schema, "type", json!(near));
        }
        if let Some(multiple) = number.multiple_of {
            let start = number.minimum.map_or(0.0, |bound| bound.value.as_f64());
            let step = multiple.as_f64();
            let wrong =
                ((start / step).ceil() * step + step / 2.0 * f64::from(u8::from(step > 1.0)) + 0.1 * step).floor();
            let wrong =
                if number.integer { json!(whole(wrong)) } else { json!((start / step).ceil() * step + step * 0.3) };
            self.replace(steps, "not-a-multiple", schema, "multipleOf", wrong);
        }
        if let (Some((_, greatest)), None) = (number.format_bounds(), number.maximum) {
            let beyond = Number::Integer(greatest + 1).to_json();
            let name = format!("beyond-{}", number.format.as_deref().unwrap_or_default());
            self.replace(steps, name, schema, "format", beyond);
        }
        if let (Some((0, _)), None) = (number.format_bounds(), number.minimum) {
            self.replace(steps, "negative", schema, "format", json!(-1));
        }
    }

    fn string(&mut self, steps: &[Step], schema: SchemaId, string: &StringSchema) {
        if let Some(min) = string.min_length.filter(|min| *min > 0) {
            match usize::try_from(min - 1).ok().filter(|length| *length < TEXT_LENGTH) {
                Some(length) => self.add(steps, "too-short", schema, "minLength", text_of(length)),
                None => self.leave_out("too-short", min, "text-length", TEXT_LENGTH),
            }
        }
        if let Some(max) = string.max_length {
            match usize::try_from(max).ok().filter(|length| *length < TEXT_LENGTH) {
                Some(length) => self.add(steps, "too-long", schema, "maxLength", text_of(length + 1)),
                None => self.leave_out("too-long", max, "text-length", TEXT_LENGTH),
            }
        }
        if let Some(text) = string.pattern.as_ref().and_then(|pattern| self.unlike(&pattern.0, string)) {
            self.replace(steps, "against-pattern", schema, "pattern", text.into());
        }
        if let Some(format) = &string.format
            && let Some(text) = self.not_of_format(schema, format)
        {
            self.replace(steps, format!("not-a-{format}"), schema, "format", text.into());
        }
    }

    fn unlike(&self, pattern: &str, string: &StringSchema) -> Option<String> {
        unlike(self.validators.patterns.get(pattern)?.as_ref(), string)
    }

    /// A text that the validator refuses for its format.
    fn not_of_format(&self, schema: SchemaId, format: &str) -> Option<String> {
        let candidates =
            [format!("not-a-{format}"), "not a valid text".to_owned(), "%%%".to_owned(), "\u{e9}[".to_owned()];
        candidates.into_iter().find(|text| {
            let value = Value::from(text.as_str());
            let violations =
                self.validators.violations(self.api, schema, Direction::Request, &value).unwrap_or_default();
            violations.iter().any(|violation| violation.keyword == "format")
        })
    }

    fn enumeration(&mut self, steps: &[Step], schema: SchemaId, values: &EnumSchema) {
        let keyword = if values.is_const { "const" } else { "enum" };
        let is_listed = |value: &Value| values.values.iter().any(|listed| listed.value == *value);
        let candidates = match values.values.first().map(|first| &first.value) {
            Some(Value::Number(_)) => vec![json!(987_654), json!(-987_654)],
            Some(Value::Bool(flag)) => vec![json!(!flag)],
            _ => vec![json!("trueline-unknown"), json!("trueline-unlisted")],
        };
        if let Some(wrong) = candidates.into_iter().find(|value| !is_listed(value)) {
            self.replace(steps, "not-in-enum", schema, keyword, wrong);
        }
    }

    fn array(&mut self, steps: &[Step], schema: SchemaId, array: &ArraySchema) {
        let length = |bound: u64| usize::try_from(bound).ok().filter(|length| *length < ARRAY_ITEMS);
        if let Some(min) = array.min_items.filter(|min| *min > 0) {
            match length(min) {
                Some(min) => self.add(steps, "too-few", schema, "minItems", DamageKind::Resize(min - 1)),
                None => self.leave_out("too-few", min, "array-items", ARRAY_ITEMS),
            }
        }
        if let Some(max) = array.max_items {
            match length(max) {
                Some(max) => self.add(steps, "too-many", schema, "maxItems", DamageKind::Resize(max + 1)),
                None => self.leave_out("too-many", max, "array-items", ARRAY_ITEMS),
            }
        }
        if array.unique_items {
            self.add(steps, "repeated", schema, "uniqueItems", DamageKind::Repeat);
        }
        for (index, item) in array.prefix_items.iter().enumerate() {
            self.descend(steps, Step::Item(index), *item);
        }
        if let (Some(item), true) = (array.items, array.prefix_items.is_empty()) {
            self.descend(steps, Step::Item(0), item);
        }
    }

    fn object(&mut self, steps: &[Step], schema: SchemaId, object: &ObjectSchema) {
        let schemas = &self.api.schemas;
        let sent = object.properties.iter().filter(|(_, found)| !schemas.is_hidden(found.schema, Direction::Request));
        let sent: Vec<_> = sent.collect();
        let declared = sent.iter().filter(|(_, property)| property.required).map(|(name, _)| *name);
        for name in declared.chain(&object.required_undeclared) {
            if self.is_full() {
                return;
            }
            let inner = [steps, &[Step::Member(name.clone())]].concat();
            self.found.push(Damage {
                steps: inner,
                name: "missing".to_owned(),
                schema,
                keyword: "required",
                kind: DamageKind::Remove(name.clone()),
            });
        }
        for (name, property) in sent {
            self.descend(steps, Step::Member(name.clone()), property.schema);
        }
        if object.additional == AdditionalProperties::Forbidden && object.pattern_properties.is_empty() {
            let kind = DamageKind::Add("trueline_undeclared".to_owned(), json!("text"));
            self.add(steps, "undeclared-member", schema, "additionalProperties", kind);
        }
        for (name, needed) in &object.dependent_required {
            for needed in needed {
                if self.is_full() {
                    return;
                }
                let inner = [steps, &[Step::Member(needed.clone())]].concat();
                self.found.push(Damage {
                    steps: inner,
                    name: format!("missing-beside-{name}"),
                    schema,
                    keyword: "dependentRequired",
                    kind: DamageKind::Remove(needed.clone()),
                });
            }
        }
    }

    fn all_of(&mut self, steps: &[Step], parts: &[SchemaId]) {
        for part in parts {
            let shape = self.api.schemas.as_one(*part);
            if let SchemaKind::Object(object) = &self.api.schemas[shape].kind {
                self.object(steps, shape, object);
            }
        }
    }

    /// With one variant beside `null` that variant's mistakes; with several a value that suits none, and the mistakes of
    /// each.
    fn variants(&mut self, steps: &[Step], schema: SchemaId, variants: &Variants) {
        let schemas = &self.api.schemas;
        let others: Vec<SchemaId> = variants
            .schemas
            .iter()
            .copied()
            .filter(|variant| !matches!(schemas[schemas.resolve(*variant)].kind, SchemaKind::Null))
            .collect();
        if let [only] = others.as_slice() {
            if self.unions > NESTED_UNIONS {
                self.is_too_deep = true;
                return;
            }
            let before = self.found.len();
            self.unions += 1;
            self.look(steps, *only);
            self.unions -= 1;
            let own: Vec<Damage> = self.found.drain(before..).collect();
            // Its types are told already, for the whole.
            let is_told = |damage: &Damage| {
                damage.steps == steps && matches!(damage.name.as_str(), "null" | "wrong-type" | "array")
            };
            self.found.extend(own.into_iter().filter(|damage| !is_told(damage)));
            return;
        }
        let candidates = [json!({}), json!("trueline-unknown"), json!(-987_654), json!([[]]), json!(true)];
        let is_wrong = |value: &Value| {
            self.validators.is_valid(self.api, schema, Direction::Request, value) == Ok(false)
                && Types::of(self.api, schema).include(value)
        };
        if let Some(wrong) = candidates.into_iter().find(is_wrong) {
            let keyword = if matches!(schemas[schema].kind, SchemaKind::OneOf(_)) { "oneOf" } else { "anyOf" };
            self.replace(steps, "no-variant", schema, keyword, wrong);
        }
        for variant in others {
            self.descend(steps, Step::Variant(variant), variant);
        }
    }

    fn descend(&mut self, steps: &[Step], step: Step, schema: SchemaId) {
        if steps.len() >= MISTAKE_DEPTH {
            self.is_too_deep = true;
        } else if self.waiting.len() < LOOKS {
            self.waiting.push_back(([steps, &[step]].concat(), schema));
        } else {
            self.is_cut = true;
        }
    }
}

/// A text of so many characters.
fn text_of(length: usize) -> DamageKind {
    const SHORT: usize = 1000;
    if length > SHORT { DamageKind::LongText(length) } else { DamageKind::Replace("a".repeat(length).into()) }
}

/// The nearest number outside a bound, on the side of `sign`.
fn outside(bound: Bound, integer: bool, sign: i8) -> Value {
    match bound.value {
        value if bound.exclusive => value.to_json(),
        Number::Integer(value) => Number::Integer(value.saturating_add(sign.into())).to_json(),
        Number::Float(value) if integer => {
            json!(whole(if sign < 0 { value.ceil() - 1.0 } else { value.floor() + 1.0 }))
        }
        Number::Float(value) => json!(value + f64::from(sign) * value.abs().max(1.0) / 1000.0),
    }
}

/// A number far outside a bound.
fn far(bound: Bound, sign: i8) -> Value {
    let distance = 1_000_000_007_i128;
    match bound.value {
        Number::Integer(value) => Number::Integer(value.saturating_add(i128::from(sign) * distance)).to_json(),
        Number::Float(value) => json!(value + f64::from(sign) * 1e9),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the cast saturates, as is meant")]
fn whole(value: f64) -> i64 {
    value as i64
}

/// A text of the right length that a pattern does not match.
fn unlike(compiled: &EcmaPattern, string: &StringSchema) -> Option<String> {
    let min = usize::try_from(string.min_length.unwrap_or(0)).unwrap_or(0).min(10_000);
    let max = string.max_length.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
    let seeds = ["!", " ", "\u{e9}", "a", "0", "A", "\n", ""];
    seeds
        .into_iter()
        .map(|seed| seed.repeat(min.max(1)).chars().take(max).collect::<String>())
        .find(|text| text.chars().count() >= min && compiled.decide(text) == Some(false))
}
