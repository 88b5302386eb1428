//! Plans answers that are read while they come: server-sent events, and JSON values one after the other.

use trueline_spec::model::{Api, Direction, MediaType, ObjectSchema, SchemaId, SchemaKind};

use crate::plan::model::client::Payload;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::Types;

/// The fields of a server-sent event.
const EVENT_FIELDS: [&str; 4] = ["event", "data", "id", "retry"];

/// The stream that an answer in a media type is; none where it is none.
pub(crate) fn payload(api: &Api, types: &Types, media: &MediaType) -> Option<Payload> {
    let essence = media.essence();
    let read = |schema| types.rust_type(schema, Direction::Response);
    if essence == "text/event-stream" {
        let Some(schema) = item(api, media) else { return Some(Payload::TextEvents) };
        return Some(match event(api, schema) {
            EventSchema::Data(data) if content(api, data).is_some() => Payload::Events(read(content(api, data)?)),
            EventSchema::Data(data) if is_text(api, data) => Payload::TextEvents,
            EventSchema::Data(data) => Payload::Events(read(data)),
            EventSchema::Event => Payload::WholeEvents(read(schema)),
        });
    }
    is_sequence(&essence).then(|| Payload::Values(item(api, media).map_or(RustType::Value, read)))
}

/// Whether a media type is one of JSON values that follow each other.
pub(crate) fn is_sequence(essence: &str) -> bool {
    let Some(subtype) = essence.strip_prefix("application/") else { return false };
    let known = ["jsonl", "jsonlines", "json-lines", "ndjson", "json-stream", "stream+json", "json-seq"];
    known.contains(&subtype.strip_prefix("x-").unwrap_or(subtype)) || subtype.ends_with("+json-seq")
}

/// The schema of an item: documents give it by itself, or as that of a list.
pub(crate) fn item(api: &Api, media: &MediaType) -> Option<SchemaId> {
    let schema = media.item_schema.or(media.schema)?;
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::Array(list) if media.item_schema.is_none() && list.prefix_items.is_empty() => list.items,
        SchemaKind::Any => None,
        _ => Some(schema),
    }
}

/// What a schema of an event stream speaks of.
enum EventSchema {
    /// The data of an event.
    Data(SchemaId),
    /// An event with its name and its data.
    Event,
}

fn event(api: &Api, schema: SchemaId) -> EventSchema {
    match &api.schemas[api.schemas.as_one(schema)].kind {
        SchemaKind::Object(object) => data(object).map_or(EventSchema::Data(schema), EventSchema::Data),
        SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => {
            let is_event = |id: &SchemaId| {
                let kind = &api.schemas[api.schemas.as_one(*id)].kind;
                matches!(kind, SchemaKind::Object(object) if data(object).is_some())
            };
            if variants.schemas.iter().all(is_event) { EventSchema::Event } else { EventSchema::Data(schema) }
        }
        _ => EventSchema::Data(schema),
    }
}

/// The schema of the data, where an object has the fields of an event and no others.
fn data(object: &ObjectSchema) -> Option<SchemaId> {
    let is_event = object.properties.keys().all(|name| EVENT_FIELDS.contains(&name.as_str()));
    object.properties.get("data").filter(|_| is_event).map(|property| property.schema)
}

/// What a text holds that is JSON.
fn content(api: &Api, schema: SchemaId) -> Option<SchemaId> {
    let SchemaKind::String(string) = &api.schemas[api.schemas.as_one(schema)].kind else { return None };
    string.content_schema.filter(|_| string.content_media_type.as_deref().is_some_and(|name| name.contains("json")))
}

fn is_text(api: &Api, schema: SchemaId) -> bool {
    matches!(api.schemas[api.schemas.as_one(schema)].kind, SchemaKind::String(_))
}
