//! Finds the files among the parts of multipart bodies: what is sent as it is, and may be a stream.

use std::collections::BTreeSet;

use trueline_spec::model::{Api, Encoding, MediaType, RequestBody, SchemaId, SchemaKind, StringSchema};

use crate::plan::facts::media::{is_file, is_text};

/// A part of a multipart body.
pub(crate) struct Part<'a> {
    /// Its name on the wire.
    pub(crate) name: &'a str,
    /// Its schema.
    pub(crate) schema: SchemaId,
    /// What the media type says of it.
    pub(crate) encoding: Option<&'a Encoding>,
}

/// The declared parts of a multipart body, those of alternatives included.
pub(crate) fn parts<'a>(api: &'a Api, media: &'a MediaType) -> Vec<Part<'a>> {
    let (mut parts, mut waiting, mut known) = (Vec::new(), Vec::from_iter(media.schema), BTreeSet::new());
    while let Some(schema) = waiting.pop() {
        let shape = api.schemas.as_one(schema);
        if !known.insert(shape) {
            continue;
        }
        match &api.schemas[shape].kind {
            SchemaKind::Object(object) => parts.extend(object.properties.iter().map(|(name, property)| Part {
                name,
                schema: property.schema,
                encoding: media.encodings.iter().find(|encoding| encoding.property == *name),
            })),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => waiting.extend(variants.schemas.iter().rev()),
            SchemaKind::AllOf(parts) => waiting.extend(parts.iter().rev()),
            _ => {}
        }
    }
    parts
}

/// Whether a media type is of several parts (OpenAPI 3.1.0 section 4.8.14.4).
pub(crate) fn is_multipart(media: &MediaType) -> bool {
    media.essence().starts_with("multipart/")
}

/// The names and schemas of the headers that parts of a body declare.
pub(crate) fn headers(body: &RequestBody) -> impl Iterator<Item = (&str, SchemaId)> {
    let encodings = body.content.iter().filter(|media| is_multipart(media)).flat_map(|media| &media.encodings);
    let headers = encodings.flat_map(|encoding| &encoding.headers);
    headers.filter_map(|header| Some((header.name.as_str(), header.encoding.schema()?)))
}

/// Every schema whose values are files, in one part or another.
pub(crate) fn schemas(api: &Api) -> BTreeSet<SchemaId> {
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    let multipart = bodies.flat_map(|body| &body.content).filter(|media| is_multipart(media));
    multipart.flat_map(|media| parts(api, media)).flat_map(|part| files_of(api, &part)).collect()
}

/// Whether a part is a file.
pub(crate) fn is_one(api: &Api, part: &Part<'_>) -> bool {
    !files_of(api, part).is_empty()
}

/// The content type of a part that is a file, where its schema says which.
pub(crate) fn media_type(api: &Api, part: &Part<'_>) -> Option<String> {
    files_of(api, part).into_iter().find_map(|schema| match &api.schemas[schema].kind {
        SchemaKind::String(string) => string.content_media_type.clone(),
        _ => None,
    })
}

/// The schemas of a part's files: its own, those of its items, those of its alternatives.
fn files_of(api: &Api, part: &Part<'_>) -> Vec<SchemaId> {
    let (mut found, mut waiting, mut known) = (Vec::new(), vec![part.schema], BTreeSet::new());
    let content_type = part.encoding.and_then(|encoding| encoding.content_type.as_deref());
    let is_declared_file = content_type.is_some_and(|text| text.split(',').all(|one| is_file(one.trim())));
    while let Some(schema) = waiting.pop() {
        let shape = api.schemas.as_one(schema);
        if !known.insert(shape) {
            continue;
        }
        match &api.schemas[shape].kind {
            SchemaKind::String(string) if is_binary(string) => found.push(shape),
            SchemaKind::Any if is_declared_file => found.push(shape),
            SchemaKind::Array(array) => waiting.extend(array.items),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => waiting.extend(&variants.schemas),
            _ => {}
        }
    }
    found
}

fn is_binary(string: &StringSchema) -> bool {
    let is_media = |text: &str| !is_text(text) && !text.ends_with("json");
    string.content_encoding.is_none()
        && (string.format.as_deref() == Some("binary") || string.content_media_type.as_deref().is_some_and(is_media))
}
