//! Plans the body of a request: how each of the declared media types is written.

use std::collections::BTreeSet;

use trueline_spec::model::{
    Api, Direction, MediaType, Operation, ParameterEncoding, RequestBody, SchemaId, SchemaKind, Style,
};

use crate::code_span;
use crate::names::{Ident, Scope, field_name, method_name};
use crate::plan::facts::{files, media};
use crate::plan::model::client::{BodyForm, BodyPlan, EncodingPlan, PartHeaderPlan, PartPlan};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::Types;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::operations::client::Context;
use crate::plan::operations::parameters::styled;
use crate::plan::operations::streams;

/// Plans every media type of an operation's body that can be written: JSON first, else in the order of the document.
pub(crate) fn plan(
    context: &mut Context<'_>,
    operation: &Operation,
    (resource, method): (&Option<Ident>, &Ident),
    scope: &mut Scope,
) -> Vec<BodyPlan> {
    let Some(body) = &operation.body else { return Vec::new() };
    let mut known = BTreeSet::new();
    let mut media: Vec<&MediaType> = body.content.iter().filter(|one| known.insert(one.essence())).collect();
    media.sort_by_key(|one| !one.is_json());
    let argument = scope.claim(field_name("body"));
    let mut plans = Vec::new();
    for (index, one) in media.into_iter().enumerate() {
        if !context.take_input(one.origin) {
            break;
        }
        let suffix = if index == 0 { String::new() } else { format!("_{}", media::name(&one.essence()).as_str()) };
        let methods = context.methods.entry(resource.clone()).or_default();
        let names = Names::claim(methods, body.required, method, &argument, &suffix, scope);
        let part_headers = part_headers(context, one, scope);
        plans.push(single(context, body, one, (names, part_headers)));
    }
    plans
}

/// What the client and the builder call a body.
struct Names {
    method: Ident,
    constructor: Ident,
    name: Ident,
    is_preferred: bool,
}

impl Names {
    /// The preferred body has no suffix, and its names are claimed already.
    fn claim(
        methods: &mut Scope,
        required: bool,
        method: &Ident,
        argument: &Ident,
        suffix: &str,
        scope: &mut Scope,
    ) -> Self {
        let (constructor, is_preferred) = (method_name("new"), suffix.is_empty());
        let (method, name) = (method.clone(), argument.clone());
        if is_preferred {
            return Self { method, constructor, name, is_preferred };
        }
        if required {
            let method = methods.claim(method.with_suffix(suffix));
            return Self { method, constructor: scope.claim(constructor.with_suffix(suffix)), name, is_preferred };
        }
        Self { method, constructor, name: scope.claim(name.with_suffix(suffix)), is_preferred }
    }
}

fn single(
    context: &mut Context<'_>,
    body: &RequestBody,
    media: &MediaType,
    (names, part_headers): (Names, Vec<PartHeaderPlan>),
) -> BodyPlan {
    let form = form(context.api, media, context.types, &mut context.unsupported);
    let is_value = match &form {
        BodyForm::Json(_) | BodyForm::Form(..) | BodyForm::Multipart(..) => true,
        BodyForm::Text(_) => media.schema.is_some_and(|schema| !is_structured(context.api, schema)),
        BodyForm::Upload | BodyForm::Values(_) => false,
    };
    let docs = body.description.as_ref().map(|text| context.docs.text(Some(text), body.origin).unwrap_or_default());
    let docs = docs.unwrap_or_else(|| "The body of the request.".to_owned());
    let Names { method, constructor, name, is_preferred } = names;
    BodyPlan {
        method,
        constructor,
        name,
        docs: if is_preferred { docs } else { format!("{docs}\n\nIt is sent as {}.", code_span(&media.name)) },
        required: body.required,
        content_type: content_type(media),
        form,
        part_headers,
        rule: media.schema.filter(|_| is_value).and_then(|schema| context.rules.check(schema)),
    }
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

fn form(api: &Api, media: &MediaType, types: &Types, unsupported: &mut Vec<Unsupported>) -> BodyForm {
    let essence = media.essence();
    let value = || media.schema.map_or(RustType::Value, |schema| types.rust_type(schema, Direction::Request));
    if streams::is_sequence(&essence) {
        let item = streams::item(api, media).map(|schema| types.rust_type(schema, Direction::Request));
        return BodyForm::Values(item.unwrap_or(RustType::Value));
    }
    if media.is_json() {
        return BodyForm::Json(value());
    }
    match essence.as_str() {
        "application/x-www-form-urlencoded" => return BodyForm::Form(value(), fields(media)),
        "multipart/form-data" => return BodyForm::Multipart(value(), parts(api, media)),
        _ if files::is_multipart(media) && !files::parts(api, media).is_empty() => {
            return BodyForm::Multipart(value(), parts(api, media));
        }
        _ => {}
    }
    let is_text = media::is_text(&essence);
    if media.schema.is_some_and(|schema| is_structured(api, schema)) {
        unsupported.push(Unsupported {
            origin: media.origin,
            feature: format!("values encoded as `{essence}`"),
            instead: if is_text { "the body is a string" } else { "the body is bytes" },
        });
    }
    if is_text { BodyForm::Text(RustType::String) } else { BodyForm::Upload }
}

fn is_structured(api: &Api, schema: SchemaId) -> bool {
    matches!(api.schemas[api.schemas.as_one(schema)].kind, SchemaKind::Object(_) | SchemaKind::Array(_))
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

/// What there is to say of parts: their content types, where the document or their kind says.
fn parts(api: &Api, media: &MediaType) -> Vec<PartPlan> {
    let mut parts = Vec::new();
    for part in files::parts(api, media) {
        let (name, encoding) = (part.name, part.encoding);
        let declared = encoding.and_then(|encoding| encoding.content_type.as_deref());
        let declared = declared.and_then(|text| text.split(',').map(str::trim).find(|text| !text.contains('*')));
        let content_type = declared.map(str::to_owned).or_else(|| files::media_type(api, &part));
        // What is no form has the document's order, and parts that say what they are.
        let usual = || {
            let is_file = files::is_one(api, &part);
            let of_value =
                if is_structured(api, part.schema) { "application/json" } else { "text/plain; charset=utf-8" };
            if is_file { "application/octet-stream" } else { of_value }.to_owned()
        };
        let is_form = media.essence() == "multipart/form-data";
        let content_type = content_type.or_else(|| (!is_form).then(usual));
        if content_type.is_some() && !parts.iter().any(|known: &PartPlan| known.name == name) {
            parts.push(PartPlan { name: name.to_owned(), content_type });
        }
    }
    parts
}

/// The headers that parts declare beside their content types (OpenAPI 3.1.0 section 4.8.15).
fn part_headers(context: &mut Context<'_>, media: &MediaType, scope: &mut Scope) -> Vec<PartHeaderPlan> {
    let mut plans = Vec::new();
    let encodings = media.encodings.iter().filter(|_| files::is_multipart(media));
    for (encoding, header) in encodings.flat_map(|one| one.headers.iter().map(move |header| (one, header))) {
        let part = &encoding.property;
        let how = match &header.encoding {
            ParameterEncoding::Style { explode, .. } => EncodingPlan::Simple { explode: *explode },
            ParameterEncoding::Content { .. } => EncodingPlan::Json,
        };
        let is_own = ["content-disposition", "content-type"].iter().any(|own| header.name.eq_ignore_ascii_case(own));
        let Some(schema) = header.encoding.schema().filter(|_| !is_own) else {
            context.unsupported.push(Unsupported {
                origin: header.origin,
                feature: format!("the header `{}` of the part `{part}`", header.name),
                instead: "the part has the header that follows from its name and its content, or none",
            });
            continue;
        };
        let docs = context.docs.text(header.description.as_ref(), header.origin);
        plans.push(PartHeaderPlan {
            part: part.clone(),
            header: header.name.clone(),
            name: scope.claim(field_name(&format!("{part} {}", header.name))),
            docs: docs
                .unwrap_or_else(|| format!("The header {} of the part {}.", code_span(&header.name), code_span(part))),
            deprecated: header.deprecated,
            encoding: how,
            value: context.types.rust_type(schema, Direction::Request),
            rule: context.rules.check(schema),
        });
    }
    plans
}
