//! What was created can be read at once through its link, as it was sent, by its owner alone (`x-trueline-readable`).

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{
    Link, LinkTarget, Location, Operation, OperationId, Readable, SchemaKind, Session, ValueSource,
};

use super::echo::brief;
use super::environment;
use super::page::Page;
use super::seen::Seen;
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::{Rule, evaluate};
use crate::request::{ArgumentValue, CaseBuilder, Content, RequestTemplate, media_type_of};
use crate::schema::{is_same_value, json_pointer};

/// Texts that come back as they were sent, or not at all: what servers cut, trim, normalise, escape or mistake.
const TEXTS: [&str; 12] = [
    "Does the blue jacket run small?",
    "Größe, ñandú, Ærøskøbing, 東京, العربية",
    "🧥👩‍👩‍👧 family, 👍🏽 tone, 𝒻 beyond the basic plane",
    "e\u{301} decomposed and \u{e9} composed; \u{fb01} ligature; \u{212b} sign",
    "  two spaces before,  within and after  ",
    "quote \" apostrophe ' backslash \\ slash / back\\nslash-n",
    "<b>bold</b> &amp; &lt; {{ braces }} %20 %s ${x} `ticks`",
    "first line\nsecond line\r\nthird\ttabbed",
    "MiXeD CaSe İıŞß",
    "null",
    "0123.4500e+5",
    "--; DROP TABLE '1'='1' \u{feff}with a mark",
];
/// Characters of a long text, and of one that a server may find too long.
const LONG: usize = 6000;
const TOO_LONG: usize = 70_000;
/// Listed values of members that are created.
const LISTED: usize = 24;

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let long = |length: usize| "ä1 ".chars().cycle().take(length).collect::<String>();
    let mut texts: Vec<(String, bool)> = TEXTS.iter().map(|text| ((*text).to_owned(), false)).collect();
    texts.extend([(long(LONG), false), ("y".to_owned(), false)]);
    // A server may refuse these; what it takes it keeps.
    texts.extend([(long(TOO_LONG), true), ("before\u{0}after".to_owned(), true), (String::new(), true)]);
    for (link, readable, target) in links(builder.operation) {
        let reader = builder.of(target);
        let mut first = None;
        for (number, (text, is_tolerable)) in texts.iter().enumerate() {
            let owner = if number % 2 == 0 { Owner::Session } else { Owner::Member };
            let template = creation(trial, readable, (text, number), owner)?;
            let read = created(trial, &reader, (link, readable), &template, *is_tolerable).await?;
            first = first.or(read);
        }
        for template in of_each_kind(trial, readable)? {
            created(trial, &reader, (link, readable), &template, true).await?;
        }
        if let Some(first) = first {
            still_there(trial, (link, readable), &reader, &first).await?;
        }
    }
    Ok(())
}

/// What was created, and how it is read.
struct Created<'a> {
    exchange: usize,
    made: Seen<'a>,
    read: RequestTemplate,
}

/// After all other creations it is there, with what was sent; what else it says may have moved on.
async fn still_there<'a>(
    trial: &mut Trial<'a>,
    (link, readable): (&Link, &Readable),
    reader: &CaseBuilder<'a>,
    first: &Created<'a>,
) -> Result<(), Stop> {
    let (number, seen) = trial.ask(reader, &first.read).await.map_err(|stop| stop.after(first.exchange))?;
    match difference(reader, readable, &first.made, &seen)? {
        None => Ok(()),
        Some(message) => {
            let rule = Rule::new(link.origin, "x-trueline-readable");
            Err(Stop::broken(Check::Readable, message, rule, vec![first.exchange, number]))
        }
    }
}

/// Creations with each listed value of a member of the body.
fn of_each_kind(trial: &Trial<'_>, readable: &Readable) -> Result<Vec<RequestTemplate>, Stop> {
    let builder = trial.builder;
    let plain = creation(trial, readable, (TEXTS[0], 0), Owner::Session)?;
    let Some(Content::Value { media_type, .. }) = &plain.content else { return Ok(Vec::new()) };
    let body = media_type_of(builder.operation, *media_type).and_then(|media_type| media_type.schema);
    let Some(body) = body.map(|body| builder.api.schemas.as_one(body)) else { return Ok(Vec::new()) };
    let SchemaKind::Object(object) = &builder.api.schemas[body].kind else { return Ok(Vec::new()) };
    let mut drafts = Vec::new();
    for (name, property) in &object.properties {
        let kind = &builder.api.schemas[builder.api.schemas.as_one(property.schema)].kind;
        let SchemaKind::Enum(listed) = kind else { continue };
        for value in listed.values.iter().take(LISTED) {
            let mut template = plain.clone();
            if let Some(Value::Object(members)) = template.body_mut() {
                members.insert(name.clone(), value.value.clone());
            }
            let is_valid =
                |value: &Value| builder.validators.is_valid(builder.api, body, Direction::Request, value) == Ok(true);
            drafts.extend(template.body().is_some_and(is_valid).then_some(template));
        }
    }
    drafts.truncate(LISTED);
    Ok(drafts)
}

/// How a creation says whose it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// By the session alone.
    Session,
    /// By the session and the body's member.
    Member,
}

fn links(operation: &Operation) -> impl Iterator<Item = (&Link, &Readable, OperationId)> {
    let links = operation.responses.iter().flat_map(|response| &response.links);
    links.filter_map(|link| match (&link.readable, &link.target) {
        (Some(readable), LinkTarget::Operation(target)) => Some((link, readable, *target)),
        _ => None,
    })
}

/// A request that creates something of an owner, with a text wherever it is to come back.
/// Each member has a text of its own, so that none is taken for another.
fn creation(
    trial: &Trial<'_>,
    readable: &Readable,
    (text, number): (&str, usize),
    owner: Owner,
) -> Result<RequestTemplate, Stop> {
    let builder = trial.builder;
    let mut template = trial.plainest(builder)?;
    let compared = readable.equal.iter().filter_map(|comparison| match &comparison.source {
        ValueSource::Request(pointer) => Some(pointer),
        ValueSource::Response(_) => None,
    });
    let echoed = builder.operation.laws.echoes.iter().map(|echo| &echo.request);
    let members: Vec<&String> = compared.chain(echoed).collect();
    for (at, pointer) in members.iter().enumerate() {
        let own = if at == number % members.len() { text.to_owned() } else { format!("{text} {at}") };
        put_text(builder, &mut template, pointer, &own);
    }
    for (index, session, token) in sessions(builder) {
        if let (Owner::Member, Some(member)) = (owner, &session.owner)
            && let Some(value) = builder.primary_actor().and_then(|owner| owner.body.get(member))
            && let Some(body) = template.body_mut()
        {
            json_pointer::put(body, member, value.clone());
        }
        template.give(index, ArgumentValue::Text(token));
    }
    Ok(template)
}

/// The operation's sessions, with what the owner sends.
fn sessions<'a>(builder: &CaseBuilder<'a>) -> Vec<(usize, &'a Session, String)> {
    let parameters = builder.operation.parameters.iter().enumerate();
    parameters
        .filter_map(|(index, parameter)| Some((index, parameter.session.as_ref()?, builder.configured(parameter)?)))
        .collect()
}

/// Puts a text in a member of the body, where it is valid there.
fn put_text(builder: &CaseBuilder<'_>, template: &mut RequestTemplate, pointer: &str, text: &str) {
    let Some(Content::Value { media_type, value }) = &mut template.content else { return };
    let schema = media_type_of(builder.operation, *media_type).and_then(|media_type| media_type.schema);
    let (Some(schema), Some(Value::String(_))) = (schema, value.pointer(pointer)) else { return };
    let mut changed = value.clone();
    json_pointer::put(&mut changed, pointer, text.into());
    if builder.validators.is_valid(builder.api, schema, Direction::Request, &changed) == Ok(true) {
        *value = changed;
    }
}

async fn created<'a>(
    trial: &mut Trial<'a>,
    reader: &CaseBuilder<'a>,
    (link, readable): (&Link, &Readable),
    template: &RequestTemplate,
    is_tolerable: bool,
) -> Result<Option<Created<'a>>, Stop> {
    let (creation, received) = trial.send(trial.builder, template).await?;
    if is_tolerable && (400..500).contains(&received.status) {
        return Ok(None);
    }
    let class = std::sync::Arc::clone(&trial.class);
    let made = trial.judged(trial.builder, &class, creation)?;
    let made = made.ok_or_else(|| Stop::Undecided(format!("an answer of {} is not read", received.status)))?;
    let mut read = trial.plainest(reader)?;
    for (name, expression) in &link.parameters {
        let (index, value) = linked(reader.operation, name)
            .zip(evaluate(expression, &made.asked, &made.body))
            .ok_or_else(|| Stop::Undecided(format!("the link's parameter `{name}` has no value")))?;
        read.give(index, ArgumentValue::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    }
    let rule = || Rule::new(link.origin, "x-trueline-readable");
    let (number, received) = trial.send(reader, &read).await?;
    if matches!(received.status, 401 | 403 | 404 | 410) {
        let message = format!("what was created is answered with {} when its owner reads it", received.status);
        return Err(Stop::broken(Check::Readable, message, rule(), vec![creation, number]));
    }
    let seen = trial.judged(reader, &class, number).map_err(|stop| stop.after(creation))?;
    let seen = seen.ok_or_else(|| Stop::Undecided(format!("an answer of {} is not read", received.status)))?;
    if let Some(message) = difference(reader, readable, &made, &seen)? {
        return Err(Stop::broken(Check::Readable, message, rule(), vec![creation, number]));
    }
    let items = seen.body.pointer(&readable.items).cloned();
    again(trial, reader, readable, &read, items.as_ref(), vec![creation, number]).await?;
    foreign(trial, reader, &read).await.map_err(|stop| stop.after(creation))?;
    environment::unseen(trial, reader, &read).await.or_else(|stop| match stop {
        broken @ Stop::Broken(_) => Err(broken.after(creation)),
        // A server that knows its keys says nothing of one that is made up.
        Stop::Undecided(_) => Ok(()),
    })?;
    Ok(Some(Created { exchange: creation, made, read }))
}

/// Read again, it is the same.
async fn again<'a>(
    trial: &mut Trial<'a>,
    reader: &CaseBuilder<'a>,
    readable: &Readable,
    read: &RequestTemplate,
    before: Option<&Value>,
    mut exchanges: Vec<usize>,
) -> Result<(), Stop> {
    let creation = exchanges[0];
    let (number, seen) = trial.ask(reader, read).await.map_err(|stop| stop.after(creation))?;
    if before == seen.body.pointer(&readable.items) {
        return Ok(());
    }
    exchanges.push(number);
    let message = "what was created is another when it is read again".to_owned();
    Err(Stop::broken(Check::Repeatable, message, Rule::whole(reader.operation.origin), exchanges))
}

/// What was created is another's for everybody else.
pub(super) async fn foreign<'a>(
    trial: &mut Trial<'a>,
    reader: &CaseBuilder<'a>,
    read: &RequestTemplate,
) -> Result<(), Stop> {
    let Some(other_actor) = reader.other_actor() else { return Ok(()) };
    for (index, session, own) in sessions(reader) {
        let parameter = &reader.operation.parameters[index];
        let Some(token) = other_actor.headers.get(&parameter.name.to_ascii_lowercase()) else { continue };
        if token.expose() == own {
            continue;
        }
        let mut template = read.clone();
        template.give(index, ArgumentValue::Text(token.expose().to_owned()));
        let rule = Rule::new(parameter.origin, "x-trueline-session");
        trial.expect_refusal(reader, &template, rule, vec![session.foreign_status]).await?;
    }
    Ok(())
}

/// The parameter that a link's parameter is: by its name, or qualified by its place (OpenAPI 3.1.0 section 4.8.20).
fn linked(operation: &Operation, name: &str) -> Option<usize> {
    let qualified = |location: Location, own: &str| {
        name.split_once('.').is_some_and(|(place, rest)| place == location.as_str() && rest == own)
    };
    operation
        .parameters
        .iter()
        .position(|parameter| parameter.name == name || qualified(parameter.location, &parameter.name))
}

/// How what is read differs from what was created.
fn difference(
    reader: &CaseBuilder<'_>,
    readable: &Readable,
    made: &Seen<'_>,
    seen: &Seen<'_>,
) -> Result<Option<String>, Stop> {
    let due: Vec<(&str, String, &Value)> = readable
        .equal
        .iter()
        .filter_map(|comparison| {
            let (value, source) = match &comparison.source {
                ValueSource::Request(pointer) => {
                    (made.asked.body.as_ref()?.pointer(pointer)?, format!("`{pointer}` of the request"))
                }
                ValueSource::Response(pointer) => {
                    (made.body.pointer(pointer)?, format!("`{pointer}` of the creation's answer"))
                }
            };
            Some((comparison.item.as_str(), source, value))
        })
        .collect();
    let items: Vec<&Value> = match seen.body.pointer(&readable.items) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => return Ok(Some(format!("there is nothing at `{}` of what is read", readable.items))),
    };
    let page = reader.operation.laws.page.as_ref();
    let identity = page.and_then(|page| page.identity.as_deref());
    let wrong = |item: &Value| {
        due.iter()
            .find(|(pointer, _, due)| !item.pointer(pointer).is_some_and(|seen| is_same_value(due, seen)))
            .cloned()
    };
    if items.iter().any(|item| wrong(item).is_none()) {
        return Ok(None);
    }
    let own = due
        .iter()
        .find(|(pointer, ..)| Some(*pointer) == identity)
        .and_then(|(pointer, _, due)| items.iter().find(|item| item.pointer(pointer) == Some(due)).copied());
    if own.is_none() && page.and_then(|page| Page::read(page, &seen.body)).is_some_and(|page| page.next.is_some()) {
        return Err(Stop::Undecided("what was created is not on the first page".to_owned()));
    }
    let Some(item) = own.or_else(|| items.first().copied().filter(|_| items.len() == 1)) else {
        return Ok(Some(format!("what was created is not among the {} items that are read", items.len())));
    };
    Ok(wrong(item).map(|(pointer, source, due)| {
        let seen = item.pointer(pointer).map_or_else(|| "missing".to_owned(), brief);
        format!("`{pointer}` of what is read is {seen}; {source} is {}", brief(due))
    }))
}
