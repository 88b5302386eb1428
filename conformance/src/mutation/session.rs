//! Sessions that are missing, unknown or another actor's (`x-trueline-session`, `x-trueline-required-with`).

use serde_json::Value;
use trueline_spec::model::{Parameter, Session};

use super::{Mutation, RequestEdit, Validity};
use crate::judge::{Rule, location_of};
use crate::request::CaseBuilder;

/// A session that no server knows.
const UNKNOWN: &str = "trueline-unknown-session";

pub(super) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let parameters = builder.operation.parameters.iter().enumerate();
    parameters
        .filter_map(|(index, parameter)| Some((index, parameter, parameter.session.as_ref()?)))
        .flat_map(|(index, parameter, session)| of_session(builder, index, parameter, session))
        .collect()
}

fn of_session(builder: &CaseBuilder<'_>, index: usize, parameter: &Parameter, session: &Session) -> Vec<Mutation> {
    let mutation = |class: &str, summary: &str, keyword: &str, status: u16, change: RequestEdit| Mutation {
        class: format!("session/{class}"),
        summary: summary.to_owned(),
        rule: Rule::new(parameter.origin, keyword),
        expects: vec![status],
        validity: Validity::Invalid,
        change,
        location: None,
    };
    let mut found = Vec::new();
    if parameter.required {
        let mut missing =
            mutation("missing", "no session is sent", "required", session.unknown_status, RequestEdit::Withhold(index));
        missing.location = Some(location_of(parameter));
        found.push(missing);
    }
    if parameter.required {
        let empty = RequestEdit::Text(index, String::new());
        found.push(mutation("empty", "the session is empty", "x-trueline-session", session.unknown_status, empty));
    }
    if let Some(own) = owner_token(builder, parameter) {
        let longer = RequestEdit::Text(index, format!("{own}x"));
        let summary = "the session is the owner's with a character more";
        found.push(mutation("longer", summary, "x-trueline-session", session.unknown_status, longer));
    }
    let unknown = RequestEdit::Text(index, UNKNOWN.to_owned());
    let keyword = "x-trueline-session";
    found.push(mutation("unknown", "the session is not known", keyword, session.unknown_status, unknown));
    if let Some(token) = stranger_token(builder, parameter).filter(|_| builder.fixture_path().is_some()) {
        let change = RequestEdit::Text(index, token);
        found.push(mutation("foreign", "the session is another actor's", keyword, session.foreign_status, change));
    }
    if let Some(required) = &parameter.required_with
        && let Some(value) = own_value(builder, &required.body)
    {
        let change = RequestEdit::Owner { member: (required.body.clone(), value), parameter: (index, None) };
        let summary = format!("the body has `{}` and no session is sent", required.body);
        let keyword = "x-trueline-required-with";
        found.push(mutation("missing-beside-owner", &summary, keyword, required.missing_status, change));
    }
    if let Some(owner) = &session.owner
        && let Some((value, token)) = foreign_value(builder, owner).zip(owner_token(builder, parameter))
    {
        let change = RequestEdit::Owner { member: (owner.clone(), value), parameter: (index, Some(token)) };
        let summary = format!("`{owner}` of the body is another actor's");
        found.push(mutation("foreign-owner", &summary, keyword, session.foreign_status, change));
    }
    found
}

fn stranger_token(builder: &CaseBuilder<'_>, parameter: &Parameter) -> Option<String> {
    let header = builder.other_actor()?.headers.get(&parameter.name.to_ascii_lowercase())?;
    Some(header.expose().to_owned())
}

fn owner_token(builder: &CaseBuilder<'_>, parameter: &Parameter) -> Option<String> {
    let header = builder.primary_actor()?.headers.get(&parameter.name.to_ascii_lowercase())?;
    Some(header.expose().to_owned())
}

fn own_value(builder: &CaseBuilder<'_>, pointer: &str) -> Option<Value> {
    builder.primary_actor()?.body.get(pointer).cloned()
}

fn foreign_value(builder: &CaseBuilder<'_>, pointer: &str) -> Option<Value> {
    builder.other_actor()?.body.get(pointer).cloned()
}
