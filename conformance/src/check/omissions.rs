//! What answers had that the document does not mention: statuses, content types, and null where a value is declared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, MediaType, ResponseStatus, SchemaId, SchemaKind};
use trueline_spec::source::Origin;

use super::{Check, Finding};
use crate::judge::{Validators, essence_of};
use crate::transport::Received;

/// Bytes of a body that is held against schemas.
const LONGEST_BODY: usize = 256 * 1024;

/// Content types of one place that are noted; a server may make up more.
const MOST_CONTENT_TYPES: usize = 16;

/// Something that the document does not mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A status of an operation.
    Status(Origin, u16),
    /// A content type of a declared response.
    Content(Origin),
    /// Null for a schema.
    Null(Origin),
}

/// All that was seen of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The number of the cause that was found first.
    pub number: usize,
    /// The media types, and the schema that every body of one is of.
    pub content: BTreeMap<String, Bodies>,
    /// Whether there was an answer without a body.
    pub is_empty: bool,
}

/// The schemas of refusals that every body so far is of; unknown before the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bodies(Option<Vec<SchemaId>>);

impl Bodies {
    /// The first of them.
    pub(crate) fn schema(&self) -> Option<SchemaId> {
        self.0.as_ref().and_then(|schemas| schemas.first().copied())
    }
}

/// What a run saw and the document does not mention.
#[derive(Debug, Clone, Default)]
pub(crate) struct Omissions(BTreeMap<Place, Seen>);

impl Omissions {
    /// Notes what a finding says of the document; `number` is that of its cause.
    pub(crate) fn notice(
        &mut self,
        api: &Api,
        validators: &Validators,
        finding: &Finding,
        number: usize,
        received: &Received,
    ) {
        let Some(rule) = &finding.rule else { return };
        let place = match finding.check {
            Check::UndeclaredStatus => Place::Status(rule.origin, received.status),
            Check::ContentType if received.header("content-type").is_some() => Place::Content(rule.origin),
            Check::Body if finding.is_null => Place::Null(rule.origin),
            _ => return,
        };
        let seen = self.0.entry(place).or_insert_with(|| Seen { number, ..Seen::default() });
        if matches!(place, Place::Null(_)) {
            return;
        }
        let content_type = essence_of(received.header("content-type").unwrap_or_default());
        if received.body.is_empty() || content_type.is_empty() {
            seen.is_empty = true;
            return;
        }
        if seen.content.len() >= MOST_CONTENT_TYPES && !seen.content.contains_key(&content_type) {
            return;
        }
        let bodies = seen.content.entry(content_type).or_default();
        let is_refusal = matches!(place, Place::Status(_, 400..));
        if bodies.0.as_ref().is_none_or(|schemas| !schemas.is_empty()) {
            let known =
                bodies.0.take().unwrap_or_else(|| if is_refusal { schemas_of_refusals(api) } else { Vec::new() });
            let value = (received.body.len() <= LONGEST_BODY).then(|| serde_json::from_slice::<Value>(&received.body));
            let value = value.and_then(Result::ok);
            let fits =
                |schema: &SchemaId| value.as_ref().is_some_and(|value| is_of_shape(api, validators, *schema, value));
            bodies.0 = Some(known.into_iter().filter(fits).collect());
        }
    }

    /// All of them, in the order of the document.
    pub(crate) fn into_all(self) -> impl Iterator<Item = (Place, Seen)> {
        self.0.into_iter()
    }
}

/// The named schemas that the document gives refusals, in the order of the document.
fn schemas_of_refusals(api: &Api) -> Vec<SchemaId> {
    let is_refusal = |status: ResponseStatus| match status {
        ResponseStatus::Code(code) => code >= 400,
        ResponseStatus::Class(class) => class >= 4,
        ResponseStatus::Default => true,
    };
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    let content = responses.filter(|response| is_refusal(response.status)).flat_map(|response| &response.content);
    let schemas = content.filter(|media_type| media_type.is_json()).filter_map(|MediaType { schema, .. }| *schema);
    let schemas: BTreeSet<SchemaId> = schemas.map(|schema| api.schemas.resolve(schema)).collect();
    let named: BTreeSet<SchemaId> = api.named_schemas.values().map(|schema| api.schemas.resolve(*schema)).collect();
    schemas.intersection(&named).copied().collect()
}

/// Whether a value is an object of a schema, with none but the members that it declares.
fn is_of_shape(api: &Api, validators: &Validators, schema: SchemaId, value: &Value) -> bool {
    let (SchemaKind::Object(object), Value::Object(members)) = (&api.schemas[schema].kind, value) else { return false };
    !members.is_empty()
        && members.keys().all(|name| object.properties.contains_key(name))
        && validators.is_valid(api, schema, Direction::Response, value) == Ok(true)
}
