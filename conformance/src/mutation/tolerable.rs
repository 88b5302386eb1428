//! What a server may rightly take or refuse, as HTTP and JSON have it, but must not break on.

use serde_json::{Value, json};

use super::body::media_type;
use super::value_mutation::{Mistake, MutationKind, ValueMutation};
use super::{INVALID, Mutation, RequestEdit, Validity};
use crate::judge::Rule;
use crate::request::{CaseBuilder, media_type_of};
use crate::wire::is_json;

/// How deep an unknown member nests.
const DEPTH: usize = 300;

pub(super) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let origin = builder.operation.origin;
    let mutation = |class: &str, summary: &str, change: RequestEdit| Mutation {
        class: class.to_owned(),
        summary: summary.to_owned(),
        rule: Rule::whole(origin),
        expects: INVALID.to_vec(),
        validity: Validity::Disputed,
        change,
        location: None,
    };
    let mut found = vec![
        mutation(
            "query/unknown",
            "a query parameter that nobody declares",
            RequestEdit::Query("trueline=unknown".to_owned()),
        ),
        mutation(
            "header/accept",
            "no media type of the answer is accepted",
            RequestEdit::Header("accept", "application/x-trueline"),
        ),
    ];
    let Some(media_type) = media_type(builder).and_then(|index| media_type_of(builder.operation, index)) else {
        return found;
    };
    if !is_json(&media_type.essence()) {
        return found;
    }
    let charset =
        RequestEdit::RawBody { content_type: Some(format!("{}; charset=utf-8", media_type.essence())), bytes: None };
    found.push(mutation("body/charset", "the content type names UTF-8", charset));
    if let Some(schema) = media_type.schema {
        let member = |value: Value| {
            let kind = MutationKind::Add("trueline_unknown".to_owned(), value);
            RequestEdit::Body(ValueMutation {
                steps: Vec::new(),
                mistake: Mistake::UnknownMember,
                schema,
                keyword: "",
                kind,
            })
        };
        found.push(mutation(
            "body/unknown-member",
            "the body has a member that nobody declares",
            member(json!("text")),
        ));
        let deep = (0..DEPTH).fold(json!(1), |inner, _| Value::Array(vec![inner]));
        let summary = "the body has a member that nobody declares, and that nests deep";
        found.push(mutation("body/deep-unknown-member", summary, member(deep)));
    }
    found
}
