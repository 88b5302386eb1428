//! What can be wrong with a value, by its schema: one mistake each.

use std::collections::VecDeque;

use serde_json::{Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{
    AdditionalProperties, Api, ArraySchema, Bound, EnumSchema, JsonType, Number, NumberSchema, ObjectSchema, SchemaId,
    SchemaKind, StringSchema, Variants,
};

use super::wrong::Wrong;
use crate::judge::Validators;
use crate::limits::{self, ARRAY_ITEMS, MISTAKE_DEPTH, MISTAKES, OBJECT_MEMBERS, TEXT_LENGTH};
use crate::schema::Types;

/// How many of the schemas that a value's places have are looked at.
const LOOKS: usize = 20_000;
/// How deep unions of one variant beside `null` are looked into.
const NESTED_UNIONS: usize = 50;
/// How deep schemas beside others (`then`, `dependentSchemas`) are looked into.
const BESIDE: usize = 8;

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

impl Damage {
    /// JSON Pointer (RFC 6901) of the place that the rule is about.
    pub(crate) fn pointer(&self) -> String {
        let is_about_parent = matches!(self.kind, DamageKind::Remove(_));
        let steps = &self.steps[..self.steps.len() - usize::from(is_about_parent)];
        let mut pointer = String::new();
        for step in steps {
            match step {
                Step::Member(name) => pointer.extend(["/", &name.replace('~', "~0").replace('/', "~1")]),
                Step::Item(index) => pointer.extend(["/", &index.to_string()]),
                Step::Variant(_) | Step::With(_) | Step::Present(_) => {}
            }
        }
        pointer
    }
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
    /// No way at all: the place holds a value that this schema describes as well.
    With(SchemaId),
    /// No way at all: the object has this member.
    Present(String),
}

/// What happens at a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DamageKind {
    /// Another value.
    Replace(Value),
    /// A value made from the valid one, of which the judge finds that it breaks the rule alone.
    Wrong(Wrong),
    /// A value that another schema describes as well.
    Like(SchemaId),
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
        beside: 0,
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
    /// How many schemas beside others the search is within.
    beside: usize,
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
            SchemaKind::Not(_) | SchemaKind::Conditional { .. } => self.look_beside(steps, shape),
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

    fn wrong(
        &mut self,
        steps: &[Step],
        name: impl Into<String>,
        schema: SchemaId,
        keyword: &'static str,
        wrong: Wrong,
    ) {
        self.add(steps, name, schema, keyword, DamageKind::Wrong(wrong));
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
        self.wrong(steps, "wrong-type", resolved, "type", Wrong::OtherType);
        if types.has(JsonType::Object) && !types.has(JsonType::Array) && steps.is_empty() {
            self.wrong(steps, "array", resolved, "type", Wrong::InAList);
        }
    }

    fn number(&mut self, steps: &[Step], schema: SchemaId, number: &NumberSchema) {
        if let Some(bound) = number.minimum {
            let keyword = if bound.exclusive { "exclusiveMinimum" } else { "minimum" };
            self.wrong(steps, "below-minimum", schema, keyword, beyond(-1, bound, number));
            let is_not_next = bound.value.as_f64() > 0.0 && (bound.value.as_f64() - 1.0).abs() < f64::EPSILON
                || bound.value.as_f64() > 1.0;
            if is_not_next && number.multiple_of.is_none() {
                self.replace(steps, "negative", schema, keyword, json!(-1));
            }
            self.replace(steps, "far-below-minimum", schema, keyword, far(bound, number, -1));
        }
        if let Some(bound) = number.maximum {
            let keyword = if bound.exclusive { "exclusiveMaximum" } else { "maximum" };
            self.wrong(steps, "above-maximum", schema, keyword, beyond(1, bound, number));
            self.replace(steps, "far-above-maximum", schema, keyword, far(bound, number, 1));
            self.wrapping(steps, schema, keyword, bound, number);
        }
        if number.integer {
            self.wrong(steps, "not-an-integer", schema, "type", Wrong::NotWhole);
        }
        if let Some(multiple) = number.multiple_of {
            self.wrong(steps, "not-a-multiple", schema, "multipleOf", Wrong::NotAMultiple(multiple));
        }
        let format = number.format.as_deref().unwrap_or_default();
        let Some((least, greatest)) = number.format_bounds() else { return };
        if number.maximum.is_none() {
            let beyond = Number::Integer(greatest + 1).to_json();
            self.replace(steps, format!("beyond-{format}"), schema, "format", beyond);
        }
        if number.minimum.is_none() {
            let name = if least == 0 { "negative".to_owned() } else { format!("below-{format}") };
            self.replace(steps, name, schema, "format", Number::Integer(least - 1).to_json());
        }
    }

    /// A number beyond the maximum that is small again where it is kept in 32 bits.
    fn wrapping(
        &mut self,
        steps: &[Step],
        schema: SchemaId,
        keyword: &'static str,
        bound: Bound,
        number: &NumberSchema,
    ) {
        let Some(most) = bound.value.as_integer().filter(|_| number.integer && number.multiple_of.is_none()) else {
            return;
        };
        let wrapped = (1_i128 << 32) + most - 1;
        if most > 1 && wrapped > most {
            let value = Number::Integer(wrapped).to_json();
            self.replace(steps, "above-maximum-by-32-bits", schema, keyword, value);
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
        if string.pattern.is_some() {
            self.wrong(steps, "against-pattern", schema, "pattern", Wrong::AgainstPattern);
        }
        if let Some(format) = string.format.as_ref().filter(|format| self.is_judged(schema, format)) {
            self.wrong(steps, format!("not-a-{format}"), schema, "format", Wrong::NotOfFormat(format.clone()));
        }
    }

    /// Whether the judge knows a format: it refuses a text for it.
    fn is_judged(&self, schema: SchemaId, format: &str) -> bool {
        let candidates =
            [format!("not-a-{format}"), "not a valid text".to_owned(), "%%%".to_owned(), "\u{e9}[".to_owned()];
        candidates.into_iter().any(|text| {
            let violations =
                self.validators.violations(self.api, schema, Direction::Request, &text.into()).unwrap_or_default();
            violations.iter().any(|violation| violation.keyword == "format")
        })
    }

    fn enumeration(&mut self, steps: &[Step], schema: SchemaId, values: &EnumSchema) {
        let keyword = if values.is_const { "const" } else { "enum" };
        let listed: Vec<Value> = values.values.iter().map(|listed| listed.value.clone()).collect();
        let texts = || listed.iter().filter_map(Value::as_str);
        let has_case = texts().any(|text| text.chars().any(char::is_alphabetic));
        self.wrong(steps, "not-in-enum", schema, keyword, Wrong::Unlisted(listed.clone()));
        if has_case {
            self.wrong(steps, "in-another-case", schema, keyword, Wrong::OtherCase);
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
        if array.contains.is_some() {
            self.wrong(steps, "without-contained", schema, "contains", Wrong::OtherItems);
        }
        for (index, item) in array.prefix_items.iter().enumerate() {
            self.descend(steps, Step::Item(index), *item);
        }
        if let (Some(item), true) = (array.items, array.prefix_items.is_empty()) {
            self.descend(steps, Step::Item(0), item);
            // A server may look at the first item alone.
            let is_plain = matches!(
                self.api.schemas[self.api.schemas.as_one(item)].kind,
                SchemaKind::Number(_) | SchemaKind::String(_) | SchemaKind::Enum(_)
            );
            if is_plain && array.max_items.is_none_or(|max| max > 1) {
                self.descend(steps, Step::Item(1), item);
            }
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
        if let Some(min) = object.min_properties.and_then(|min| usize::try_from(min).ok()).filter(|min| *min > 0) {
            self.wrong(steps, "too-few-members", schema, "minProperties", Wrong::OfMembers(min - 1));
        }
        match object.max_properties.and_then(|max| usize::try_from(max).ok()) {
            Some(max) if max < OBJECT_MEMBERS => {
                self.wrong(steps, "too-many-members", schema, "maxProperties", Wrong::OfMembers(max + 1));
            }
            Some(max) => {
                let max = u64::try_from(max).unwrap_or(u64::MAX);
                self.leave_out("too-many-members", max, "object-members", OBJECT_MEMBERS);
            }
            None => {}
        }
        if object.property_names.is_some() {
            self.wrong(steps, "wrong-name", schema, "propertyNames", Wrong::OtherName);
        }
        if let AdditionalProperties::Schema(additional) = object.additional {
            self.descend(steps, Step::Member("trueline".to_owned()), additional);
        }
        for (name, dependent) in &object.dependent_schemas {
            let present = [steps, &[Step::Present(name.clone())]].concat();
            self.look_beside(&present, *dependent);
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
            match &self.api.schemas[shape].kind {
                SchemaKind::Object(object) => self.object(steps, shape, object),
                SchemaKind::Not(_) | SchemaKind::Conditional { .. } => self.look_beside(steps, shape),
                _ => {}
            }
        }
    }

    /// What a schema says of a value that others describe as well: its types are told there.
    fn look_beside(&mut self, steps: &[Step], schema: SchemaId) {
        if self.beside > BESIDE {
            self.is_too_deep = true;
            return;
        }
        self.beside += 1;
        let shape = self.api.schemas.as_one(schema);
        match &self.api.schemas[shape].kind {
            SchemaKind::Object(object) => self.object(steps, shape, object),
            SchemaKind::AllOf(parts) => self.all_of(steps, parts),
            SchemaKind::Not(not) => self.add(steps, "excluded", shape, "not", DamageKind::Like(*not)),
            SchemaKind::Conditional { condition, then, otherwise } => {
                if let Some(then) = then {
                    self.look_beside(&[steps, &[Step::With(*condition)]].concat(), *then);
                }
                if let Some(otherwise) = otherwise {
                    self.look_beside(steps, *otherwise);
                }
            }
            SchemaKind::Number(number) => self.number(steps, shape, number),
            SchemaKind::String(string) => self.string(steps, shape, string),
            SchemaKind::Enum(values) => self.enumeration(steps, shape, values),
            SchemaKind::Array(array) => self.array(steps, shape, array),
            _ => {}
        }
        self.beside -= 1;
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
    if length > SHORT { DamageKind::LongText(length) } else { DamageKind::Wrong(Wrong::OfLength(length)) }
}

/// The nearest number outside a bound, on the side of `sign`.
fn beyond(sign: i8, bound: Bound, number: &NumberSchema) -> Wrong {
    let (up, whole) = (i128::from(sign), |value: f64| if sign > 0 { value.floor() } else { value.ceil() });
    let last = match bound.value {
        Number::Integer(value) if bound.exclusive && number.integer => Number::Integer(value.saturating_sub(up)),
        Number::Float(value) if number.integer => Number::Integer(integer(whole(value))),
        other => other,
    };
    Wrong::Beyond { sign, bound: last, multiple_of: number.multiple_of }
}

/// A number far outside a bound.
fn far(bound: Bound, number: &NumberSchema, sign: i8) -> Value {
    let distance = 1_000_000_007_i128;
    let far = match bound.value {
        Number::Integer(value) => value.saturating_add(i128::from(sign) * distance),
        Number::Float(value) => return json!(value + f64::from(sign) * 1e9),
    };
    match number.multiple_of {
        Some(Number::Integer(step)) if step > 0 => Number::Integer(far.div_euclid(step) * step).to_json(),
        _ => Number::Integer(far).to_json(),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the cast saturates, as is meant")]
fn integer(value: f64) -> i128 {
    value as i128
}
