//! How a request changes.

use std::fmt;

use rustc_hash::FxHashSet;
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{SchemaId, SchemaKind};

use super::NotChanged;
use super::damage::{Damage, DamageKind, Step};
use super::left_out::LeftOut;
use super::meant::is_meant;
use super::wrong::{Wrong, proposals};
use crate::generate::{Draw, Extent, Generator, Texts};
use crate::limits::REQUEST_SIZE;
use crate::request::{Content, Draft, Drafter, Given, Presented};
use crate::schema::{json_pointer, subschema, value_size};

/// How often an item is drawn that is to differ from the others.
const DRAWS_FOR_EACH_ITEM: usize = 8;
/// Wrong values of which one is taken.
const FITTING: usize = 6;

/// A change of a valid request.
#[derive(Clone, PartialEq)]
pub(crate) enum Change {
    /// A parameter is not sent.
    Withhold(usize),
    /// A text is sent for a parameter.
    Text(usize, String),
    /// A parameter's value is damaged.
    Argument(usize, Damage),
    /// The body's value is damaged.
    Body(Damage),
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
    Credentials(Vec<Presented>),
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

impl fmt::Debug for Change {
    /// Without what is sent, which may be the session of an actor.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Withhold(index) => write!(f, "Withhold({index})"),
            Self::Text(index, _) => write!(f, "Text({index}, [...])"),
            Self::Argument(index, damage) => write!(f, "Argument({index}, {damage:?})"),
            Self::Body(damage) => write!(f, "Body({damage:?})"),
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

impl Change {
    /// Applies it.
    ///
    /// # Errors
    ///
    /// Why this request cannot be changed so.
    pub(crate) fn apply(&self, drafter: &Drafter<'_>, draft: &mut Draft, draw: &mut Draw) -> Result<(), NotChanged> {
        match self {
            Self::Withhold(index) => draft.withhold(*index),
            Self::Text(index, text) => draft.give(*index, Given::Text(text.clone())),
            Self::Argument(index, damage) => return damage_argument(drafter, draft, *index, damage, draw),
            Self::Body(damage) => return damage_body(drafter, draft, damage, draw),
            Self::RawBody { content_type, bytes } => {
                return raw_body(drafter, draft, content_type.as_deref(), bytes.as_deref(), draw);
            }
            Self::NoBody => draft.content = None,
            Self::Credentials(credentials) => draft.credentials.clone_from(credentials),
            Self::Owner { member, parameter } => return set_owner(drafter, draft, member, parameter, draw),
            Self::Method(method) => draft.method.clone_from(method),
            Self::Query(pair) => draft.extra_query.push(pair.clone()),
            Self::Header(name, value) => draft.other_headers.push(((*name).to_owned(), (*value).to_owned())),
            Self::Spoiled(spoiling) => return spoil(drafter, draft, *spoiling, draw),
            Self::LeftOut(left_out) => return Err(left_out.clone().into()),
        }
        Ok(())
    }
}

fn damage_argument(
    drafter: &Drafter<'_>,
    draft: &mut Draft,
    index: usize,
    damage: &Damage,
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    let parameter = drafter.operation.parameters.get(index).ok_or(NotChanged::NoSuchParameter)?;
    let mut value = match draft.argument(index) {
        Some(Given::Value(value)) => value.clone(),
        _ => Value::Null,
    };
    let schema = parameter.schema().ok_or(NotChanged::NoSchemaOfParameter)?;
    inflict(drafter, schema, &mut value, damage, draw)?;
    draft.give(index, Given::Value(value));
    Ok(())
}

fn damage_body(drafter: &Drafter<'_>, draft: &mut Draft, damage: &Damage, draw: &mut Draw) -> Result<(), NotChanged> {
    with_body(drafter, draft, draw)?;
    let Some(Content::Value { media_type, value }) = &mut draft.content else { return Err(NotChanged::NoBody) };
    forget_owner(drafter, value, &damage.pointer());
    let schema = crate::request::media_type_of(drafter.operation, *media_type).and_then(|media_type| media_type.schema);
    inflict(drafter, schema.ok_or(NotChanged::NoSchemaOfBody)?, value, damage, draw)?;
    drafter.complete(draft);
    Ok(())
}

/// Takes the owner's value from a place that is broken: a part of a secret is not known as one.
fn forget_owner(drafter: &Drafter<'_>, body: &mut Value, place: &str) {
    for pointer in drafter.owner().into_iter().flat_map(|owner| owner.body.keys()) {
        let is_within =
            place.strip_prefix(pointer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if let Some(value) = body.pointer_mut(pointer).filter(|_| is_within) {
            *value = Value::Null;
        }
    }
}

/// Gives a request a body where it has none; the first media type, for which mutations are made.
fn with_body(drafter: &Drafter<'_>, draft: &mut Draft, draw: &mut Draw) -> Result<(), NotChanged> {
    let first = super::body::media_type(drafter).ok_or(NotChanged::NoBodyDeclared)?;
    if !matches!(&draft.content, Some(Content::Value { media_type, .. }) if *media_type == first) {
        let whole = drafter.body_of(first, Extent::Least, draw)?;
        draft.content = Some(Content::Value { media_type: first, value: whole });
    }
    Ok(())
}

/// Makes the place if it is missing, and damages it.
fn inflict(
    drafter: &Drafter<'_>,
    schema: SchemaId,
    value: &mut Value,
    damage: &Damage,
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    let is_removal = matches!(damage.kind, DamageKind::Remove(_));
    let way = if is_removal { &damage.steps[..damage.steps.len().saturating_sub(1)] } else { &damage.steps[..] };
    let mut place = value;
    let mut schema = Some(schema);
    for step in way {
        if let Step::Variant(variant) = step {
            become_variant(drafter, schema, *variant, place, draw)?;
            schema = Some(*variant);
            continue;
        }
        ensure(drafter, schema, place, Extent::Least, draw);
        match step {
            Step::With(other) => {
                become_like(drafter, *other, place, draw)?;
                continue;
            }
            Step::Present(name) => {
                present(drafter, schema, name, place, draw)?;
                continue;
            }
            _ => {}
        }
        schema = schema.and_then(|schema| child(drafter, schema, step));
        if let (Step::Item(1..), Value::Array(items), Some(item)) = (step, &mut *place, schema)
            && items.is_empty()
        {
            let mut first = Value::Null;
            ensure(drafter, Some(item), &mut first, Extent::Least, draw);
            items.push(first);
        }
        place = enter(place, step).ok_or(NotChanged::NoSuchPlace)?;
    }
    if !matches!(damage.kind, DamageKind::Replace(_) | DamageKind::LongText(_)) {
        ensure(drafter, schema, place, Extent::Whole, draw);
    }
    match (&damage.kind, place) {
        (DamageKind::Replace(wrong), place) => *place = wrong.clone(),
        (DamageKind::Wrong(wrong), place) => *place = broken(drafter, schema, damage, wrong, place, draw)?,
        (DamageKind::Spelled(spelling), place) => {
            *place = spelling.of(place).ok_or(NotChanged::NoSuchWriting)?.into();
        }
        (DamageKind::Like(other), place) => become_like(drafter, *other, place, draw)?,
        (DamageKind::LongText(length), place) => *place = "a".repeat(*length).into(),
        (DamageKind::Remove(name), Value::Object(members)) => drop(members.shift_remove(name)),
        (DamageKind::Add(name, added), Value::Object(members)) => drop(members.insert(name.clone(), added.clone())),
        (DamageKind::Resize(length), Value::Array(items)) => resize(drafter, schema, items, *length, draw)?,
        (DamageKind::Repeat, Value::Array(items)) => items.extend(items.first().cloned()),
        _ => return Err(NotChanged::OtherType),
    }
    Ok(())
}

fn child(drafter: &Drafter<'_>, schema: SchemaId, step: &Step) -> Option<SchemaId> {
    match step {
        Step::Item(index) => subschema::named(drafter.api, schema, &index.to_string()),
        Step::Member(name) => subschema::named(drafter.api, schema, name),
        Step::Variant(variant) => Some(*variant),
        Step::With(_) | Step::Present(_) => Some(schema),
    }
}

/// A wrong value that breaks the one rule alone: of the first proposals that the judge finds so the one whose turn it is.
fn broken(
    drafter: &Drafter<'_>,
    schema: Option<SchemaId>,
    damage: &Damage,
    wrong: &Wrong,
    valid: &Value,
    draw: &Draw,
) -> Result<Value, NotChanged> {
    let schema = schema.unwrap_or(damage.schema);
    let breaks = |value: &Value| {
        let violations = drafter.validators.violations(drafter.api, schema, Direction::Request, value);
        violations.is_ok_and(|violations| {
            !violations.is_empty()
                && violations.iter().all(|one| is_meant(damage.keyword, "", &one.keyword, &one.instance))
        })
    };
    let fitting: Vec<Value> = proposals(wrong, valid).into_iter().filter(|value| breaks(value)).take(FITTING).collect();
    let chosen = fitting.get(draw.turn.checked_rem(fitting.len()).unwrap_or(0));
    chosen.cloned().ok_or(NotChanged::NoneAlone { keyword: damage.keyword })
}

/// Makes a value one that another schema describes as well: objects get its members.
fn become_like(drafter: &Drafter<'_>, other: SchemaId, place: &mut Value, draw: &mut Draw) -> Result<(), NotChanged> {
    let is_like =
        |value: &Value| drafter.validators.is_valid(drafter.api, other, Direction::Request, value) == Ok(true);
    if is_like(place) {
        return Ok(());
    }
    let mut generator = drafter.generator(Extent::Least, Texts::Short, draw);
    let generated = generator.value(other);
    *draw = generator.draw;
    match (generated?, &mut *place) {
        (Value::Object(members), Value::Object(own)) => own.extend(members),
        (generated, place) => *place = generated,
    }
    if is_like(place) { Ok(()) } else { Err(NotChanged::NoneOfCondition) }
}

/// Gives an object a member where it has none.
fn present(
    drafter: &Drafter<'_>,
    schema: Option<SchemaId>,
    name: &str,
    place: &mut Value,
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    let Value::Object(members) = place else { return Err(NotChanged::NoObject) };
    if members.contains_key(name) {
        return Ok(());
    }
    let declared = schema.and_then(|schema| subschema::named(drafter.api, schema, name));
    let value = match declared {
        None => Value::from("text"),
        Some(declared) => {
            let mut generator = drafter.generator(Extent::Least, Texts::Short, draw);
            let generated = generator.value(declared);
            *draw = generator.draw;
            generated?
        }
    };
    members.insert(name.to_owned(), value);
    Ok(())
}

/// Puts a value of the variant at a place that holds none, as the whole union has it.
fn become_variant(
    drafter: &Drafter<'_>,
    union: Option<SchemaId>,
    variant: SchemaId,
    place: &mut Value,
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    let is_valid = |schema: SchemaId, value: &Value| {
        drafter.validators.is_valid(drafter.api, schema, Direction::Request, value) == Ok(true)
    };
    if is_valid(variant, place) {
        return Ok(());
    }
    let mut generator = drafter.generator(Extent::Least, Texts::Short, draw);
    let generated = generator.variant(union.unwrap_or(variant), variant);
    *draw = generator.draw;
    let value = generated?;
    if !is_valid(variant, &value) || union.is_some_and(|union| !is_valid(union, &value)) {
        return Err(NotChanged::NoneOfVariant);
    }
    *place = value;
    Ok(())
}

/// Generates a value where there is none, or one without the parts to step into.
fn ensure(drafter: &Drafter<'_>, schema: Option<SchemaId>, place: &mut Value, extent: Extent, draw: &mut Draw) {
    let is_bare = match place {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if let (true, Some(schema)) = (is_bare, schema) {
        let mut generator = drafter.generator(extent, Texts::Short, draw);
        let generated = generator.value(schema).ok().filter(|value| !value.is_null());
        if let Some(value) = generated.or_else(|| beside_null(drafter, &mut generator, schema)) {
            *place = value;
        }
        *draw = generator.draw;
    }
}

/// A value of a union of which `null` is one as well.
fn beside_null(drafter: &Drafter<'_>, generator: &mut Generator<'_>, schema: SchemaId) -> Option<Value> {
    let schemas = &drafter.api.schemas;
    let union = schemas.as_one(schema);
    let (SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants)) = &schemas[union].kind else { return None };
    let is_fine = |value: &Value| {
        !value.is_null() && drafter.validators.is_valid(drafter.api, union, Direction::Request, value) == Ok(true)
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
    drafter: &Drafter<'_>,
    array: Option<SchemaId>,
    items: &mut Vec<Value>,
    length: usize,
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    items.truncate(length);
    if items.len() == length {
        return Ok(());
    }
    let first = items.first().cloned().ok_or(NotChanged::EmptyArray)?;
    if value_size(&first).saturating_mul(length) > REQUEST_SIZE {
        return Err(NotChanged::ArrayTooLarge { items: length });
    }
    let kind = array.map(|array| &drafter.api.schemas[drafter.api.schemas.as_one(array)].kind);
    let others = match kind {
        Some(SchemaKind::Array(array)) if array.unique_items => array.items,
        _ => None,
    };
    let Some(schema) = others else {
        items.resize(length, first);
        return Ok(());
    };
    let mut generator = drafter.generator(Extent::Any, Texts::Short, draw);
    let mut known: FxHashSet<String> = items.iter().map(Value::to_string).collect();
    for _ in 0..DRAWS_FOR_EACH_ITEM * length {
        if items.len() == length || drafter.validators.work.check().is_err() {
            break;
        }
        items.extend(generator.value(schema).ok().filter(|value| known.insert(value.to_string())));
    }
    *draw = generator.draw;
    if items.len() == length { Ok(()) } else { Err(NotChanged::TooFewItems) }
}

fn raw_body(
    drafter: &Drafter<'_>,
    draft: &mut Draft,
    content_type: Option<&str>,
    bytes: Option<&[u8]>,
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    with_body(drafter, draft, draw)?;
    let wire = draft.encode(drafter.api, drafter.operation)?;
    let own = wire.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone());
    draft.content = Some(Content::Raw {
        content_type: content_type.map(str::to_owned).or(own),
        bytes: bytes.map_or(wire.body, <[u8]>::to_vec),
    });
    Ok(())
}

fn spoil(drafter: &Drafter<'_>, draft: &mut Draft, spoiling: Spoiling, draw: &mut Draw) -> Result<(), NotChanged> {
    raw_body(drafter, draft, None, None, draw)?;
    let Some(Content::Raw { bytes, .. }) = &mut draft.content else { return Err(NotChanged::NoBody) };
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
    drafter: &Drafter<'_>,
    draft: &mut Draft,
    (pointer, value): &(String, Value),
    (index, sent): &(usize, Option<String>),
    draw: &mut Draw,
) -> Result<(), NotChanged> {
    with_body(drafter, draft, draw)?;
    json_pointer::put(draft.body_mut().ok_or(NotChanged::NoBody)?, pointer, value.clone());
    match sent {
        Some(text) => draft.give(*index, Given::Text(text.clone())),
        None => draft.withhold(*index),
    }
    Ok(())
}
