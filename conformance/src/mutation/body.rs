//! Bodies that are missing, malformed or wrong.

use trueline_spec::model::{Api, JsonType};

use super::{
    INVALID, Mutation, RequestEdit, Spoiling, Validity,
    parameter::{class_of, words},
    value_mutation::{Mistake, Step, ValueMutation},
    value_mutations::value_mutations,
};
use crate::judge::Rule;
use crate::request::{CaseBuilder, media_type_of};
use crate::schema::Types;
use crate::wire::{concrete, is_json};

/// The media type whose bodies are broken: JSON where there is any.
pub(super) fn media_type(builder: &CaseBuilder<'_>) -> Option<usize> {
    let content = &builder.operation.body.as_ref()?.content;
    let json = content.iter().position(trueline_spec::model::MediaType::is_json);
    json.or_else(|| (!content.is_empty()).then_some(0))
}

pub(super) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let Some(body) = &builder.operation.body else { return Vec::new() };
    let Some(media_type) = media_type(builder).and_then(|index| media_type_of(builder.operation, index)) else {
        return Vec::new();
    };
    let whole = |class: &str, summary: &str, keyword: &str, expects: &[u16], change: RequestEdit| Mutation {
        class: format!("body/{class}"),
        summary: summary.to_owned(),
        rule: Rule::new(body.origin, keyword),
        expects: expects.to_vec(),
        validity: Validity::Invalid,
        change,
        location: Some("body".to_owned()),
    };
    let mut found = Vec::new();
    if body.required {
        found.push(whole(
            "missing",
            "a body is required and none is sent",
            "required",
            &[400, 415, 422],
            RequestEdit::NoBody,
        ));
        let empty = RequestEdit::RawBody { content_type: None, bytes: Some(Vec::new()) };
        found.push(whole("empty", "the body is empty", "required", &[400, 415, 422], empty));
    }
    if is_json(&media_type.essence()) {
        let malformed = RequestEdit::RawBody { content_type: None, bytes: Some(b"{\"trueline\": ".to_vec()) };
        found.push(whole("malformed", "the body is no JSON", "content", INVALID, malformed));
        for (class, summary, spoiling) in [
            ("cut-short", "the body lacks its last byte", Spoiling::Cut),
            ("followed-by-text", "text follows the body's JSON", Spoiling::Followed),
            ("not-utf-8", "the body has a byte that is not UTF-8", Spoiling::NotUtf8),
        ] {
            found.push(whole(class, summary, "content", INVALID, RequestEdit::Spoiled(spoiling)));
        }
    }
    if !declares_everything(builder) {
        let other = RequestEdit::RawBody { content_type: Some("application/x-trueline".to_owned()), bytes: None };
        let summary = "the content type is none that is declared";
        found.push(whole("other-content-type", summary, "content", &[400, 415, 422], other));
        if !declares_text(builder) && is_json(&media_type.essence()) {
            let text = RequestEdit::RawBody { content_type: Some("text/plain".to_owned()), bytes: None };
            let summary = "the content type is that of plain text, which is not declared";
            found.push(whole("text-content-type", summary, "content", &[400, 415, 422], text));
        }
    }
    if let Some(schema) = media_type.schema {
        let value_mutations = value_mutations(builder.api, builder.validators, schema);
        let rule = Rule::new(media_type.origin, "schema");
        let left_out = value_mutations.left_out.into_iter().map(|reason| Mutation::left_out("body", &rule, reason));
        let left_out: Vec<Mutation> = left_out.collect();
        let value_mutations = value_mutations.found.into_iter();
        let has_types = is_json(&concrete(&media_type.essence()));
        let can_be_sent = |value_mutation: &ValueMutation| has_types || can_be_text(builder.api, value_mutation);
        found.extend(value_mutations.filter(can_be_sent).map(|value_mutation| Mutation {
            class: class_of(builder.api, "body", &value_mutation),
            summary: format!("the body's {}", words(&value_mutation)),
            rule: Rule::new(builder.api.schemas[value_mutation.schema].origin, value_mutation.keyword),
            expects: INVALID.to_vec(),
            location: Some(format!("body{}", value_mutation.pointer())),
            validity: Validity::Invalid,
            change: RequestEdit::Body(value_mutation),
        }));
        found.extend(left_out);
    }
    found
}

/// Whether a body that is no JSON can have such a mistake: its values are texts, so that none is `null`, each is a
/// string and a single one is an array as well.
fn can_be_text(api: &Api, value_mutation: &ValueMutation) -> bool {
    let is_of_another_type = value_mutation.mistake.is_of_type();
    let is_whole = !value_mutation.steps.iter().any(|step| matches!(step, Step::Member(_)));
    let types = Types::of(api, value_mutation.schema);
    let takes_any_text = types.has(JsonType::String) || types.has(JsonType::Array);
    !is_of_another_type || !is_whole && value_mutation.mistake != Mistake::Null && !takes_any_text
}

fn declares_text(builder: &CaseBuilder<'_>) -> bool {
    let content = builder.operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
    content.iter().any(|media_type| media_type.essence().starts_with("text/"))
}

fn declares_everything(builder: &CaseBuilder<'_>) -> bool {
    let content = builder.operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
    content.iter().any(|media_type| matches!(media_type.essence().as_str(), "*/*" | "application/*"))
}
