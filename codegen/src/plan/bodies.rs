//! Plans the body of a request: which of the declared media types is written, and how.

use quote::quote;
use trueline_spec::model::{Api, MediaType, Operation, RequestBody, SchemaId, SchemaKind, Style};

use super::client::{BodyForm, BodyPlan, EncodingPlan, Omission, PartPlan};
use super::operations::{Context, Types};
use super::parameters::styled;
use super::types::Use;
use crate::names::{Scope, field_name};

/// Plans the body of an operation, where it has one that can be written.
pub fn plan(context: &mut Context<'_>, operation: &Operation, scope: &mut Scope) -> Option<BodyPlan> {
    let body = operation.body.as_ref()?;
    let chosen = choose(body)?;
    for other in body.content.iter().filter(|media| !std::ptr::eq(*media, chosen)) {
        context.omissions.push(Omission {
            origin: other.origin,
            feature: format!("the body of `{}` as `{}`", operation.key, other.name),
            instead: "it is sent as the media type that the client prefers: JSON, else the first",
        });
    }
    let form = form(context.api, chosen, context.types, &mut context.omissions);
    let is_value = !matches!(form, BodyForm::Bytes);
    Some(BodyPlan {
        name: scope.claim(field_name("body")),
        docs: body.description.clone().unwrap_or_else(|| "The body of the request.".to_owned()),
        required: body.required,
        content_type: content_type(chosen),
        form,
        rule: chosen.schema.filter(|_| is_value).and_then(|schema| context.rules.rule(schema)),
    })
}

fn choose(body: &RequestBody) -> Option<&MediaType> {
    body.content.iter().find(|media| media.is_json()).or_else(|| body.content.first())
}

/// A range cannot be sent: bytes stand for every one.
fn content_type(media: &MediaType) -> String {
    let essence = media.essence();
    if media.is_json() && essence.contains('*') {
        "application/json".to_owned()
    } else if essence == "text/*" {
        "text/plain; charset=utf-8".to_owned()
    } else if essence.contains('*') {
        "application/octet-stream".to_owned()
    } else {
        media.name.clone()
    }
}

fn form(api: &Api, media: &MediaType, types: &dyn Types, omissions: &mut Vec<Omission>) -> BodyForm {
    let essence = media.essence();
    let value =
        || media.schema.map_or_else(|| quote!(::serde_json::Value), |schema| types.rust_type(schema, Use::Request));
    if media.is_json() {
        return BodyForm::Json(value());
    }
    match essence.as_str() {
        "application/x-www-form-urlencoded" => BodyForm::Form(value(), fields(media)),
        "multipart/form-data" => BodyForm::Multipart(value(), parts(api, media, omissions)),
        text if text.starts_with("text/") => {
            let is_text = media.schema.is_none_or(|schema| !is_structured(api, schema));
            if is_text { BodyForm::Text(quote!(String)) } else { BodyForm::Bytes }
        }
        other => {
            let structured = media.schema.is_some_and(|schema| is_structured(api, schema));
            if structured {
                omissions.push(Omission {
                    origin: media.origin,
                    feature: format!("values written as `{other}`"),
                    instead: "the body is given as bytes",
                });
            }
            BodyForm::Bytes
        }
    }
}

fn is_structured(api: &Api, schema: SchemaId) -> bool {
    matches!(api.schemas[api.schemas.shape(schema)].kind, SchemaKind::Object(_) | SchemaKind::Array(_))
}

fn fields(media: &MediaType) -> Vec<(String, EncodingPlan)> {
    let field = |encoding: &trueline_spec::model::Encoding| {
        if encoding.content_type.as_deref().is_some_and(|text| text.contains("json")) {
            return (encoding.property.clone(), EncodingPlan::Json);
        }
        let style = encoding.style.unwrap_or(Style::Form);
        let explode = encoding.explode.unwrap_or(style == Style::Form);
        (encoding.property.clone(), styled(style, explode, encoding.allow_reserved))
    };
    media.encodings.iter().map(field).collect()
}

fn parts(api: &Api, media: &MediaType, omissions: &mut Vec<Omission>) -> Vec<PartPlan> {
    let Some(SchemaKind::Object(object)) = media.schema.map(|schema| &api.schemas[api.schemas.shape(schema)].kind)
    else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    for (name, property) in &object.properties {
        let encoding = media.encodings.iter().find(|encoding| encoding.property == *name);
        for header in encoding.iter().flat_map(|encoding| &encoding.headers) {
            omissions.push(Omission {
                origin: header.origin,
                feature: format!("the header `{}` of the part `{name}`", header.name),
                instead: "the part is sent without it",
            });
        }
        let binary = is_binary(api, property.schema);
        let content_type = encoding
            .and_then(|encoding| encoding.content_type.as_deref())
            .and_then(|text| text.split(',').map(str::trim).find(|text| !text.contains('*')))
            .map(str::to_owned);
        if binary || content_type.is_some() {
            parts.push(PartPlan { name: name.clone(), content_type, binary });
        }
    }
    parts
}

/// Whether values are bytes, or lists of them.
fn is_binary(api: &Api, schema: SchemaId) -> bool {
    match &api.schemas[api.schemas.shape(schema)].kind {
        SchemaKind::String(string) => string.content_encoding.is_none() && string.content_media_type.is_some(),
        SchemaKind::Array(array) => array.items.is_some_and(|items| {
            matches!(&api.schemas[api.schemas.shape(items)].kind, SchemaKind::String(string)
                if string.content_encoding.is_none() && string.content_media_type.is_some())
        }),
        _ => false,
    }
}
