//! How a request changes.

use std::fmt;

use rustc_hash::FxHashSet;
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{SchemaId, SchemaKind};

use super::NotChanged;
use super::left_out::LeftOut;
use super::meant::is_meant;
use super::value_mutation::{MutationKind, Step, ValueMutation};
use super::wrong::{Wrong, proposals};
use crate::generate::{Completeness, Generator, SeededRng, TextPosition};
use crate::limits::REQUEST_SIZE;
use crate::request::{ArgumentValue, CaseBuilder, Content, RequestTemplate, SentCredential};
use crate::schema::{json_pointer, subschema, value_size};

/// How often an item is drawn that is to differ from the others.
const DRAWS_FOR_EACH_ITEM: usize = 8;
/// Wrong values of which one is taken.
const FITTING: usize = 6;

/// A change of a valid request.
#[derive(Clone, PartialEq)]
pub(crate) enum RequestEdit {
    /// A parameter is not sent.
    Withhold(usize),
    /// A text is sent for a parameter.
    Text(usize, String),
    /// A parameter's value is changed.
    Argument(usize, ValueMutation),
    /// The body's value is changed.
    Body(ValueMutation),
    /// Bytes are sent as the body, as its own content type or another.
    RawBody {
        /// The content type in place of the body's own.
        content_type: Option<String>,
        /// The bytes in place of the body's own.
        bytes: Option<Vec<u8>>,
    },
    /// No body is sent.
    NoBody,
    /// Other credentials are shown.
    Credentials(Vec<SentCredential>),
    /// Members of the body are set, and a parameter is sent or not.
    Owner {
        /// Pointer and value of the body's member.
        member: (String, Value),
        /// The parameter and what is sent for it.
        parameter: (usize, Option<String>),
    },
    /// Another method.
    Method(String),
    /// A pair more in the query.
    Query(String),
    /// Another value of a header that every request has.
    Header(&'static str, &'static str),
    /// The body's bytes, spoiled.
    Spoiled(Spoiling),
    /// None: the reason why it is not made.
    LeftOut(LeftOut),
}

/// How bytes are spoiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoiling {
    /// The last byte is missing.
    Cut,
    /// More text follows.
    Followed,
    /// A byte within a text is not UTF-8.
    NotUtf8,
}

impl fmt::Debug for RequestEdit {
    /// Without what is sent, which may be the session of an actor.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Withhold(index) => write!(f, "Withhold({index})"),
            Self::Text(index, _) => write!(f, "Text({index}, [...])"),
            Self::Argument(index, value_mutation) => write!(f, "Argument({index}, {value_mutation:?})"),
            Self::Body(value_mutation) => write!(f, "Body({value_mutation:?})"),
            Self::RawBody { .. } => f.write_str("RawBody([...])"),
            Self::NoBody => f.write_str("NoBody"),
            Self::Credentials(credentials) => write!(f, "Credentials({credentials:?})"),
            Self::Owner { member: (pointer, _), parameter: (index, _) } => {
                write!(f, "Owner({pointer:?}, {index}, [...])")
            }
            Self::Method(method) => write!(f, "Method({method:?})"),
            Self::Query(pair) => write!(f, "Query({pair:?})"),
            Self::Header(name, value) => write!(f, "Header({name:?}, {value:?})"),
            Self::Spoiled(spoiling) => write!(f, "Spoiled({spoiling:?})"),
            Self::LeftOut(_) => f.write_str("LeftOut"),
        }
    }
}

impl RequestEdit {
    /// Applies it.
    ///
    /// # Errors
    ///
    /// Why this request cannot be changed so.
    pub(crate) fn apply(
        &self,
        builder: &CaseBuilder<'_>,
        template: &mut RequestTemplate,
        rng: &mut SeededRng,
    ) -> Result<(), NotChanged> {
        match self {
            Self::Withhold(index) => template.withhold(*index),
            Self::Text(index, text) => template.give(*index, ArgumentValue::Text(text.clone())),
            Self::Argument(index, value_mutation) => {
                return damage_argument(builder, template, *index, value_mutation, rng);
            }
            Self::Body(value_mutation) => return mutate_body(builder, template, value_mutation, rng),
            Self::RawBody { content_type, bytes } => {
                return raw_body(builder, template, content_type.as_deref(), bytes.as_deref(), rng);
            }
            Self::NoBody => template.content = None,
            Self::Credentials(credentials) => template.credentials.clone_from(credentials),
            Self::Owner { member, parameter } => return set_owner(builder, template, member, parameter, rng),
            Self::Method(method) => template.method.clone_from(method),
            Self::Query(pair) => template.extra_query.push(pair.clone()),
            Self::Header(name, value) => template.other_headers.push(((*name).to_owned(), (*value).to_owned())),
            Self::Spoiled(spoiling) => return spoil(builder, template, *spoiling, rng),
            Self::LeftOut(left_out) => return Err(left_out.clone().into()),
        }
        Ok(())
    }
}

fn damage_argument(
    builder: &CaseBuilder<'_>,
    template: &mut RequestTemplate,
    index: usize,
    value_mutation: &ValueMutation,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    let parameter = builder.operation.parameters.get(index).ok_or(NotChanged::NoSuchParameter)?;
    let mut value = match template.argument(index) {
        Some(ArgumentValue::Value(value)) => value.clone(),
        _ => Value::Null,
    };
    let schema = parameter.schema().ok_or(NotChanged::NoSchemaOfParameter)?;
    apply_at(builder, schema, &mut value, value_mutation, rng)?;
    template.give(index, ArgumentValue::Value(value));
    Ok(())
}

fn mutate_body(
    builder: &CaseBuilder<'_>,
    template: &mut RequestTemplate,
    value_mutation: &ValueMutation,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    with_body(builder, template, rng)?;
    let Some(Content::Value { media_type, value }) = &mut template.content else { return Err(NotChanged::NoBody) };
    forget_owner(builder, value, &value_mutation.pointer());
    let schema = crate::request::media_type_of(builder.operation, *media_type).and_then(|media_type| media_type.schema);
    apply_at(builder, schema.ok_or(NotChanged::NoSchemaOfBody)?, value, value_mutation, rng)?;
    builder.complete(template);
    Ok(())
}

/// Takes the owner's value from a place that is broken: a part of a secret is not known as one.
fn forget_owner(builder: &CaseBuilder<'_>, body: &mut Value, place: &str) {
    for pointer in builder.primary_actor().into_iter().flat_map(|owner| owner.body.keys()) {
        let is_within =
            place.strip_prefix(pointer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if let Some(value) = body.pointer_mut(pointer).filter(|_| is_within) {
            *value = Value::Null;
        }
    }
}

/// Gives a request a body where it has none; the first media type, for which mutations are made.
fn with_body(builder: &CaseBuilder<'_>, template: &mut RequestTemplate, rng: &mut SeededRng) -> Result<(), NotChanged> {
    let first = super::body::media_type(builder).ok_or(NotChanged::NoBodyDeclared)?;
    if !matches!(&template.content, Some(Content::Value { media_type, .. }) if *media_type == first) {
        let whole = builder.body_of(first, Completeness::Minimal, rng)?;
        template.content = Some(Content::Value { media_type: first, value: whole });
    }
    Ok(())
}

/// Makes the place if it is missing, and damages it.
fn apply_at(
    builder: &CaseBuilder<'_>,
    schema: SchemaId,
    value: &mut Value,
    value_mutation: &ValueMutation,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    let is_removal = matches!(value_mutation.kind, MutationKind::Remove(_));
    let way = if is_removal {
        &value_mutation.steps[..value_mutation.steps.len().saturating_sub(1)]
    } else {
        &value_mutation.steps[..]
    };
    let mut place = value;
    let mut schema = Some(schema);
    for step in way {
        if let Step::Variant(variant) = step {
            become_variant(builder, schema, *variant, place, rng)?;
            schema = Some(*variant);
            continue;
        }
        ensure(builder, schema, place, Completeness::Minimal, rng);
        match step {
            Step::With(other) => {
                become_like(builder, *other, place, rng)?;
                continue;
            }
            Step::Present(name) => {
                present(builder, schema, name, place, rng)?;
                continue;
            }
            _ => {}
        }
        schema = schema.and_then(|schema| child(builder, schema, step));
        if let (Step::Item(1..), Value::Array(items), Some(item)) = (step, &mut *place, schema)
            && items.is_empty()
        {
            let mut first = Value::Null;
            ensure(builder, Some(item), &mut first, Completeness::Minimal, rng);
            items.push(first);
        }
        place = enter(place, step).ok_or(NotChanged::NoSuchPlace)?;
    }
    if !matches!(value_mutation.kind, MutationKind::Replace(_) | MutationKind::LongText(_)) {
        ensure(builder, schema, place, Completeness::AllDeclared, rng);
    }
    match (&value_mutation.kind, place) {
        (MutationKind::Replace(wrong), place) => *place = wrong.clone(),
        (MutationKind::Wrong(wrong), place) => *place = broken(builder, schema, value_mutation, wrong, place, rng)?,
        (MutationKind::Spelled(spelling), place) => {
            *place = spelling.of(place).ok_or(NotChanged::NoSuchWriting)?.into();
        }
        (MutationKind::Like(other), place) => become_like(builder, *other, place, rng)?,
        (MutationKind::LongText(length), place) => *place = "a".repeat(*length).into(),
        (MutationKind::Remove(name), Value::Object(members)) => drop(members.shift_remove(name)),
        (MutationKind::Add(name, added), Value::Object(members)) => drop(members.insert(name.clone(), added.clone())),
        (MutationKind::Resize(length), Value::Array(items)) => resize(builder, schema, items, *length, rng)?,
        (MutationKind::Repeat, Value::Array(items)) => items.extend(items.first().cloned()),
        _ => return Err(NotChanged::OtherType),
    }
    Ok(())
}

fn child(builder: &CaseBuilder<'_>, schema: SchemaId, step: &Step) -> Option<SchemaId> {
    match step {
        Step::Item(index) => subschema::named(builder.api, schema, &index.to_string()),
        Step::Member(name) => subschema::named(builder.api, schema, name),
        Step::Variant(variant) => Some(*variant),
        Step::With(_) | Step::Present(_) => Some(schema),
    }
}

/// A wrong value that breaks the one rule alone: of the first proposals that the judge finds so the one whose turn it is.
fn broken(
    builder: &CaseBuilder<'_>,
    schema: Option<SchemaId>,
    value_mutation: &ValueMutation,
    wrong: &Wrong,
    valid: &Value,
    rng: &SeededRng,
) -> Result<Value, NotChanged> {
    let schema = schema.unwrap_or(value_mutation.schema);
    let breaks = |value: &Value| {
        let violations = builder.validators.violations(builder.api, schema, Direction::Request, value);
        violations.is_ok_and(|violations| {
            !violations.is_empty()
                && violations.iter().all(|one| is_meant(value_mutation.keyword, "", &one.keyword, &one.instance))
        })
    };
    let fitting: Vec<Value> = proposals(wrong, valid).into_iter().filter(|value| breaks(value)).take(FITTING).collect();
    let chosen = fitting.get(rng.turn.checked_rem(fitting.len()).unwrap_or(0));
    chosen.cloned().ok_or(NotChanged::NoneAlone { keyword: value_mutation.keyword })
}

/// Makes a value one that another schema describes as well: objects get its members.
fn become_like(
    builder: &CaseBuilder<'_>,
    other: SchemaId,
    place: &mut Value,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    let is_like =
        |value: &Value| builder.validators.is_valid(builder.api, other, Direction::Request, value) == Ok(true);
    if is_like(place) {
        return Ok(());
    }
    let mut generator = builder.generator(Completeness::Minimal, TextPosition::Short, rng);
    let generated = generator.value(other);
    *rng = generator.rng;
    match (generated?, &mut *place) {
        (Value::Object(members), Value::Object(own)) => own.extend(members),
        (generated, place) => *place = generated,
    }
    if is_like(place) { Ok(()) } else { Err(NotChanged::NoneOfCondition) }
}

/// Gives an object a member where it has none.
fn present(
    builder: &CaseBuilder<'_>,
    schema: Option<SchemaId>,
    name: &str,
    place: &mut Value,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    let Value::Object(members) = place else { return Err(NotChanged::NoObject) };
    if members.contains_key(name) {
        return Ok(());
    }
    let declared = schema.and_then(|schema| subschema::named(builder.api, schema, name));
    let value = match declared {
        None => Value::from("text"),
        Some(declared) => {
            let mut generator = builder.generator(Completeness::Minimal, TextPosition::Short, rng);
            let generated = generator.value(declared);
            *rng = generator.rng;
            generated?
        }
    };
    members.insert(name.to_owned(), value);
    Ok(())
}

/// Puts a value of the variant at a place that holds none, as the whole union has it.
fn become_variant(
    builder: &CaseBuilder<'_>,
    union: Option<SchemaId>,
    variant: SchemaId,
    place: &mut Value,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    let is_valid = |schema: SchemaId, value: &Value| {
        builder.validators.is_valid(builder.api, schema, Direction::Request, value) == Ok(true)
    };
    if is_valid(variant, place) {
        return Ok(());
    }
    let mut generator = builder.generator(Completeness::Minimal, TextPosition::Short, rng);
    let generated = generator.variant(union.unwrap_or(variant), variant);
    *rng = generator.rng;
    let value = generated?;
    if !is_valid(variant, &value) || union.is_some_and(|union| !is_valid(union, &value)) {
        return Err(NotChanged::NoneOfVariant);
    }
    *place = value;
    Ok(())
}

/// Generates a value where there is none, or one without the parts to step into.
fn ensure(
    builder: &CaseBuilder<'_>,
    schema: Option<SchemaId>,
    place: &mut Value,
    completeness: Completeness,
    rng: &mut SeededRng,
) {
    let is_bare = match place {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if let (true, Some(schema)) = (is_bare, schema) {
        let mut generator = builder.generator(completeness, TextPosition::Short, rng);
        let generated = generator.value(schema).ok().filter(|value| !value.is_null());
        if let Some(value) = generated.or_else(|| beside_null(builder, &mut generator, schema)) {
            *place = value;
        }
        *rng = generator.rng;
    }
}

/// A value of a union of which `null` is one as well.
fn beside_null(builder: &CaseBuilder<'_>, generator: &mut Generator<'_>, schema: SchemaId) -> Option<Value> {
    let schemas = &builder.api.schemas;
    let union = schemas.as_one(schema);
    let (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants)) = &schemas[union].kind else { return None };
    let is_fine = |value: &Value| {
        !value.is_null() && builder.validators.is_valid(builder.api, union, Direction::Request, value) == Ok(true)
    };
    variants.schemas.iter().find_map(|variant| generator.variant(union, *variant).ok().filter(is_fine))
}

fn enter<'v>(place: &'v mut Value, step: &Step) -> Option<&'v mut Value> {
    match (step, place) {
        (Step::Member(name), Value::Object(members)) => Some(members.entry(name.clone()).or_insert(Value::Null)),
        (Step::Item(index), Value::Array(items)) => {
            while items.len() <= *index && items.len() < 2 {
                items.push(items.first().cloned().unwrap_or(Value::Null));
            }
            items.get_mut(*index)
        }
        (Step::Variant(_) | Step::With(_) | Step::Present(_), place) => Some(place),
        _ => None,
    }
}

/// Cuts an array, or makes it longer: by the same item again, or where each must be another by items that are drawn.
fn resize(
    builder: &CaseBuilder<'_>,
    array: Option<SchemaId>,
    items: &mut Vec<Value>,
    length: usize,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    items.truncate(length);
    if items.len() == length {
        return Ok(());
    }
    let first = items.first().cloned().ok_or(NotChanged::EmptyArray)?;
    if value_size(&first).saturating_mul(length) > REQUEST_SIZE {
        return Err(NotChanged::ArrayTooLarge { items: length });
    }
    let kind = array.map(|array| &builder.api.schemas[builder.api.schemas.as_one(array)].kind);
    let others = match kind {
        Some(SchemaKind::Array(array)) if array.unique_items => array.items,
        _ => None,
    };
    let Some(schema) = others else {
        items.resize(length, first);
        return Ok(());
    };
    let mut generator = builder.generator(Completeness::Random, TextPosition::Short, rng);
    let mut known: FxHashSet<String> = items.iter().map(Value::to_string).collect();
    for _ in 0..DRAWS_FOR_EACH_ITEM * length {
        if items.len() == length || builder.validators.work.check().is_err() {
            break;
        }
        items.extend(generator.value(schema).ok().filter(|value| known.insert(value.to_string())));
    }
    *rng = generator.rng;
    if items.len() == length { Ok(()) } else { Err(NotChanged::TooFewItems) }
}

fn raw_body(
    builder: &CaseBuilder<'_>,
    template: &mut RequestTemplate,
    content_type: Option<&str>,
    bytes: Option<&[u8]>,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    with_body(builder, template, rng)?;
    let wire = template.encode(builder.api, builder.operation)?;
    let own = wire.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone());
    template.content = Some(Content::Raw {
        content_type: content_type.map(str::to_owned).or(own),
        bytes: bytes.map_or(wire.body, <[u8]>::to_vec),
    });
    Ok(())
}

fn spoil(
    builder: &CaseBuilder<'_>,
    template: &mut RequestTemplate,
    spoiling: Spoiling,
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    raw_body(builder, template, None, None, rng)?;
    let Some(Content::Raw { bytes, .. }) = &mut template.content else { return Err(NotChanged::NoBody) };
    match spoiling {
        Spoiling::Cut => drop(bytes.pop()),
        Spoiling::Followed => bytes.extend(b" trueline"),
        Spoiling::NotUtf8 => {
            // In a member of its own: the others may hold what is the owner's.
            bytes.pop_if(|last| *last == b'}').ok_or(NotChanged::BodyNoObject)?;
            let comma: &[u8] = if bytes.ends_with(b"{") { b"" } else { b"," };
            bytes.extend([comma, b"\"trueline\":\"\xff\"}"].concat());
        }
    }
    Ok(())
}

fn set_owner(
    builder: &CaseBuilder<'_>,
    template: &mut RequestTemplate,
    (pointer, value): &(String, Value),
    (index, sent): &(usize, Option<String>),
    rng: &mut SeededRng,
) -> Result<(), NotChanged> {
    with_body(builder, template, rng)?;
    json_pointer::put(template.body_mut().ok_or(NotChanged::NoBody)?, pointer, value.clone());
    match sent {
        Some(text) => template.give(*index, ArgumentValue::Text(text.clone())),
        None => template.withhold(*index),
    }
    Ok(())
}
