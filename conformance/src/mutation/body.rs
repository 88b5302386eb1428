//! Bodies that are missing, malformed or wrong.

use trueline_spec::model::{Api, JsonType};

use super::{
    Change, INVALID, Mutation, Spoiling, Validity,
    damage::{Damage, Mistake, Step},
    damages::damages,
    parameter::{class_of, words},
};
use crate::judge::Rule;
use crate::request::{Drafter, media_type_of};
use crate::schema::Types;
use crate::wire::{concrete, is_json};

/// The media type whose bodies are broken: JSON where there is any.
pub(super) fn media_type(drafter: &Drafter<'_>) -> Option<usize> {
    let content = &drafter.operation.body.as_ref()?.content;
    let json = content.iter().position(trueline_spec::model::MediaType::is_json);
    json.or_else(|| (!content.is_empty()).then_some(0))
}

pub(super) fn mutations(drafter: &Drafter<'_>) -> Vec<Mutation> {
    let Some(body) = &drafter.operation.body else { return Vec::new() };
    let Some(media_type) = media_type(drafter).and_then(|index| media_type_of(drafter.operation, index)) else {
        return Vec::new();
    };
    let whole = |class: &str, summary: &str, keyword: &str, expects: &[u16], change: Change| Mutation {
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
            Change::NoBody,
        ));
        let empty = Change::RawBody { content_type: None, bytes: Some(Vec::new()) };
        found.push(whole("empty", "the body is empty", "required", &[400, 415, 422], empty));
    }
    if is_json(&media_type.essence()) {
        let malformed = Change::RawBody { content_type: None, bytes: Some(b"{\"trueline\": ".to_vec()) };
        found.push(whole("malformed", "the body is no JSON", "content", INVALID, malformed));
        for (class, summary, spoiling) in [
            ("cut-short", "the body lacks its last byte", Spoiling::Cut),
            ("followed-by-text", "text follows the body's JSON", Spoiling::Followed),
            ("not-utf-8", "the body has a byte that is not UTF-8", Spoiling::NotUtf8),
        ] {
            found.push(whole(class, summary, "content", INVALID, Change::Spoiled(spoiling)));
        }
    }
    if !declares_everything(drafter) {
        let other = Change::RawBody { content_type: Some("application/x-trueline".to_owned()), bytes: None };
        let summary = "the content type is none that is declared";
        found.push(whole("other-content-type", summary, "content", &[400, 415, 422], other));
        if !declares_text(drafter) && is_json(&media_type.essence()) {
            let text = Change::RawBody { content_type: Some("text/plain".to_owned()), bytes: None };
            let summary = "the content type is that of plain text, which is not declared";
            found.push(whole("text-content-type", summary, "content", &[400, 415, 422], text));
        }
    }
    if let Some(schema) = media_type.schema {
        let damages = damages(drafter.api, drafter.validators, schema);
        let rule = Rule::new(media_type.origin, "schema");
        let left_out = damages.left_out.into_iter().map(|reason| Mutation::left_out("body", &rule, reason));
        let left_out: Vec<Mutation> = left_out.collect();
        let damages = damages.found.into_iter();
        let has_types = is_json(&concrete(&media_type.essence()));
        let can_be_sent = |damage: &Damage| has_types || can_be_text(drafter.api, damage);
        found.extend(damages.filter(can_be_sent).map(|damage| Mutation {
            class: class_of(drafter.api, "body", &damage),
            summary: format!("the body's {}", words(&damage)),
            rule: Rule::new(drafter.api.schemas[damage.schema].origin, damage.keyword),
            expects: INVALID.to_vec(),
            location: Some(format!("body{}", damage.pointer())),
            validity: Validity::Invalid,
            change: Change::Body(damage),
        }));
        found.extend(left_out);
    }
    found
}

/// Whether a body that is no JSON can have such a mistake: its values are texts, so that none is `null`, each is a
/// string and a single one is an array as well.
fn can_be_text(api: &Api, damage: &Damage) -> bool {
    let is_of_another_type = damage.mistake.is_of_type();
    let is_whole = !damage.steps.iter().any(|step| matches!(step, Step::Member(_)));
    let types = Types::of(api, damage.schema);
    let takes_any_text = types.has(JsonType::String) || types.has(JsonType::Array);
    !is_of_another_type || !is_whole && damage.mistake != Mistake::Null && !takes_any_text
}

fn declares_text(drafter: &Drafter<'_>) -> bool {
    let content = drafter.operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
    content.iter().any(|media_type| media_type.essence().starts_with("text/"))
}

fn declares_everything(drafter: &Drafter<'_>) -> bool {
    let content = drafter.operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
    content.iter().any(|media_type| matches!(media_type.essence().as_str(), "*/*" | "application/*"))
}
