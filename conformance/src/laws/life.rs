//! A thing of a law's own: it is created, read, changed and deleted, each at the path where it is.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Method, OperationId, SchemaId, SchemaKind};
use trueline_spec::resources::{KindId, Role};

use super::kept::{alike, is_telling, member};
use super::{Stop, Trial};
use crate::generate::{Completeness, SeededRng, TextPosition};
use crate::request::{CaseBuilder, RequestTemplate, WireRequest};
use crate::resources::{Learned, Told};
use crate::schema::subschema;
use crate::transport::Received;

/// Creations that are tried for one that is accepted.
const ATTEMPTS: usize = 4;

/// What creates things of a kind, and what reads one.
#[derive(Clone, Copy)]
pub(super) struct Life {
    pub kind: KindId,
    pub creator: OperationId,
    pub reader: OperationId,
}

/// A thing that a law made.
pub(super) struct Fresh {
    pub life: Life,
    /// The values that name it.
    pub names: Vec<Option<Value>>,
    /// The exchange that made it.
    pub exchange: usize,
    /// What the creation sent.
    pub sent: Value,
    /// Whether it says what the plainest creation says, but for words of its own.
    pub is_plain: bool,
}

impl Life {
    /// The life of the things that an operation is about.
    pub(super) fn of(builder: &CaseBuilder<'_>) -> Option<Self> {
        let (kind, _) = builder.things.resources().role(builder.id)?;
        Self::of_kind(builder, kind)
    }

    /// The life of the things of a kind.
    pub(super) fn of_kind(builder: &CaseBuilder<'_>, kind: KindId) -> Option<Self> {
        let of = builder.things.resources().kind(kind);
        let creator = of.operations.iter().find(|(id, role)| {
            let is_told = of.producers.iter().any(|producer| producer.operation == *id && producer.is_whole);
            *role == Role::Create && builder.api.operation(*id).method == Method::Post && is_told
        });
        let reader = of.operations.iter().find(|(id, role)| {
            let operation = builder.api.operation(*id);
            *role == Role::Read
                && operation.method == Method::Get
                && operation.path.as_str().trim_end_matches('/') == of.item
        });
        Some(Self { kind, creator: creator?.0, reader: reader?.0 })
    }

    /// Whether an operation stands at the very path of its reader.
    pub(super) fn is_at_its_place(self, builder: &CaseBuilder<'_>) -> bool {
        let path = |id| builder.api.operation(id).path.as_str();
        path(builder.id) == path(self.reader)
    }

    /// Makes a thing; `number` distinguishes those of one law.
    pub(super) async fn create(self, trial: &mut Trial<'_>, number: usize) -> Result<Fresh, Stop> {
        let creator = trial.builder.of(self.creator);
        let mut last = None;
        for attempt in 0..ATTEMPTS {
            let template = varied(trial, &creator, number * ATTEMPTS + attempt)?;
            match self.accepted(trial, template, &[]).await? {
                Ok(fresh) => return Ok(fresh),
                Err(status) => last = Some(status),
            }
        }
        Err(none_created(last))
    }

    /// Makes a thing within what is named. It says what the plainest one says, but for words of its own; where none such is
    /// accepted, anything.
    pub(super) async fn create_plain(
        self,
        trial: &mut Trial<'_>,
        number: usize,
        outer: &[Option<Value>],
    ) -> Result<Fresh, Stop> {
        let creator = trial.builder.of(self.creator);
        let mut last = None;
        for (is_plain, attempt) in
            [true, false].into_iter().flat_map(|is_plain| (0..ATTEMPTS).map(move |n| (is_plain, n)))
        {
            let number = number * ATTEMPTS + attempt;
            let template = if is_plain { plain(trial, &creator, number)? } else { varied(trial, &creator, number)? };
            match self.accepted(trial, template, outer).await? {
                Ok(fresh) => return Ok(Fresh { is_plain, ..fresh }),
                Err(status) => last = Some(status),
            }
        }
        Err(none_created(last))
    }

    /// Sends a creation: the thing, or the status of an answer that does not accept it.
    async fn accepted(
        self,
        trial: &mut Trial<'_>,
        mut template: RequestTemplate,
        outer: &[Option<Value>],
    ) -> Result<Result<Fresh, u16>, Stop> {
        let creator = trial.builder.of(self.creator);
        if !creator.name_thing(&mut template, outer) {
            return Err(Stop::Undecided("the name of what it belongs to does not fit the path".to_owned()));
        }
        let (exchange, received) = trial.send(&creator, &template).await?;
        if !matches!(received.status, 200 | 201) {
            return Ok(Err(received.status));
        }
        let mut learned = Learned::default();
        let told = told(&trial.exchanges[exchange].request, &received);
        creator.things.learn(creator.api, creator.id, told, &mut learned);
        let names = learned.first(self.kind).filter(|names| names.iter().all(Option::is_some)).map(<[_]>::to_vec);
        let names = names.ok_or_else(|| Stop::Undecided("the answer to the creation does not name it".to_owned()))?;
        let sent = template.body().cloned().unwrap_or_default();
        Ok(Ok(Fresh { life: self, names, exchange, sent, is_plain: false }))
    }
}

fn none_created(last: Option<u16>) -> Stop {
    let status = last.map_or_else(|| "nothing".to_owned(), |status| status.to_string());
    Stop::Undecided(format!("none could be created: {status}"))
}

impl Fresh {
    /// A request of an operation for this thing, which says something of its own.
    pub(super) fn request(
        &self,
        trial: &Trial<'_>,
        builder: &CaseBuilder<'_>,
        number: usize,
    ) -> Result<RequestTemplate, Stop> {
        let mut template = varied(trial, builder, number)?;
        if builder.name_thing(&mut template, &self.names) {
            Ok(template)
        } else {
            Err(Stop::Undecided("its name does not fit the path".to_owned()))
        }
    }

    /// Whether reading it shows something that its creation said: it is this thing, and no example that a stub always shows.
    pub(super) fn is_shown_in(&self, shown: &Value) -> bool {
        let sent = self.sent.as_object().into_iter().flatten();
        sent.into_iter().any(|(name, value)| is_telling(value) && alike(value, member(shown, name)))
    }

    /// Reads it, without a judgement of the answer: its number, and the answer.
    pub(super) async fn read(&self, trial: &mut Trial<'_>) -> Result<(usize, Received), Stop> {
        let reader = trial.builder.of(self.life.reader);
        let mut template = trial.plainest(&reader)?;
        if !reader.name_thing(&mut template, &self.names) {
            return Err(Stop::Undecided("its name does not fit the path".to_owned()));
        }
        trial.send(&reader, &template).await
    }
}

/// What a request and its answer show of things.
pub(crate) fn told<'a>(request: &'a WireRequest, received: &'a Received) -> Told<'a> {
    Told {
        target: &request.target,
        status: received.status,
        headers: &received.headers,
        body: &received.body,
        sent: &request.body,
    }
}

/// A valid request whose texts and numbers are its own.
fn varied(trial: &Trial<'_>, builder: &CaseBuilder<'_>, number: usize) -> Result<RequestTemplate, Stop> {
    let mut rng = rng(trial, builder, &trial.class.name, number);
    // The plainest has examples and defaults, which are no words of its own.
    builder.template(Completeness::Random, TextPosition::Short, &mut rng).map_err(|reason| Stop::not_made(&reason))
}

/// The plainest valid request, with words that nothing else says in the texts that no list, pattern or format decides on, where
/// they fit.
fn plain(trial: &Trial<'_>, builder: &CaseBuilder<'_>, number: usize) -> Result<RequestTemplate, Stop> {
    let mut template = trial.plainest(builder)?;
    let Some(Value::Object(members)) = template.body_mut() else { return Ok(template) };
    let mut rng = rng(trial, builder, "words", number);
    for (name, value) in members.iter_mut().filter(|(_, value)| value.is_string()) {
        let Some(member) = member_of_body(builder, name) else { continue };
        let kind = &builder.api.schemas[member].kind;
        let is_free = matches!(kind, SchemaKind::String(text) if text.format.is_none() && text.pattern.is_none());
        let bits = rng.bits();
        let words = [format!("w{bits:016x}"), format!("w{:06x}", bits & 0xff_ffff)].map(Value::String);
        let fits =
            |word: &Value| builder.validators.is_valid(builder.api, member, Direction::Request, word) == Ok(true);
        if let Some(word) = words.into_iter().filter(|_| is_free).find(fits) {
            *value = word;
        }
    }
    Ok(template)
}

/// The schema of a member of an operation's body.
pub(super) fn member_of_body(builder: &CaseBuilder<'_>, name: &str) -> Option<SchemaId> {
    let mut contents = builder.operation.body.iter().flat_map(|body| &body.content);
    let schema = contents.find_map(|content| content.schema)?;
    subschema::property(builder.api, schema, name).map(|member| builder.api.schemas.as_one(member))
}

/// What a try draws for a number.
fn rng(trial: &Trial<'_>, builder: &CaseBuilder<'_>, what: &str, number: usize) -> SeededRng {
    let (number, turn) = (number.to_string(), trial.turn.to_string());
    let names = [builder.operation.key.as_str(), what, &number, &turn];
    SeededRng::of(trial.seed, &names[..if trial.turn == 0 { 3 } else { 4 }])
}

/// The JSON of an answer; null where there is none.
pub(super) fn json(received: &Received) -> Value {
    serde_json::from_slice(&received.body).unwrap_or_default()
}
