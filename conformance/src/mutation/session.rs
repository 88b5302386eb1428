//! Sessions that are missing, unknown or another actor's (`x-trueline-session`, `x-trueline-required-with`).

use serde_json::Value;
use trueline_spec::model::{Parameter, Session};

use super::{Change, Mutation, Validity};
use crate::judge::{Rule, location_of};
use crate::request::Drafter;

/// A session that no server knows.
const UNKNOWN: &str = "trueline-unknown-session";

pub(super) fn mutations(drafter: &Drafter<'_>) -> Vec<Mutation> {
    let parameters = drafter.operation.parameters.iter().enumerate();
    parameters
        .filter_map(|(index, parameter)| Some((index, parameter, parameter.session.as_ref()?)))
        .flat_map(|(index, parameter, session)| of_session(drafter, index, parameter, session))
        .collect()
}

fn of_session(drafter: &Drafter<'_>, index: usize, parameter: &Parameter, session: &Session) -> Vec<Mutation> {
    let mutation = |class: &str, summary: &str, keyword: &str, status: u16, change: Change| Mutation {
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
            mutation("missing", "no session is sent", "required", session.unknown_status, Change::Withhold(index));
        missing.location = Some(location_of(parameter));
        found.push(missing);
    }
    if parameter.required {
        let empty = Change::Text(index, String::new());
        found.push(mutation("empty", "the session is empty", "x-trueline-session", session.unknown_status, empty));
    }
    if let Some(own) = owner_token(drafter, parameter) {
        let longer = Change::Text(index, format!("{own}x"));
        let summary = "the session is the owner's with a character more";
        found.push(mutation("longer", summary, "x-trueline-session", session.unknown_status, longer));
    }
    let unknown = Change::Text(index, UNKNOWN.to_owned());
    let keyword = "x-trueline-session";
    found.push(mutation("unknown", "the session is not known", keyword, session.unknown_status, unknown));
    if let Some(token) = stranger_token(drafter, parameter).filter(|_| drafter.promised().is_some()) {
        let change = Change::Text(index, token);
        found.push(mutation("foreign", "the session is another actor's", keyword, session.foreign_status, change));
    }
    if let Some(required) = &parameter.required_with
        && let Some(value) = own_value(drafter, &required.body)
    {
        let change = Change::Owner { member: (required.body.clone(), value), parameter: (index, None) };
        let summary = format!("the body has `{}` and no session is sent", required.body);
        let keyword = "x-trueline-required-with";
        found.push(mutation("missing-beside-owner", &summary, keyword, required.missing_status, change));
    }
    if let Some(owner) = &session.owner
        && let Some((value, token)) = foreign_value(drafter, owner).zip(owner_token(drafter, parameter))
    {
        let change = Change::Owner { member: (owner.clone(), value), parameter: (index, Some(token)) };
        let summary = format!("`{owner}` of the body is another actor's");
        found.push(mutation("foreign-owner", &summary, keyword, session.foreign_status, change));
    }
    found
}

fn stranger_token(drafter: &Drafter<'_>, parameter: &Parameter) -> Option<String> {
    let header = drafter.stranger()?.headers.get(&parameter.name.to_ascii_lowercase())?;
    Some(header.expose().to_owned())
}

fn owner_token(drafter: &Drafter<'_>, parameter: &Parameter) -> Option<String> {
    let header = drafter.owner()?.headers.get(&parameter.name.to_ascii_lowercase())?;
    Some(header.expose().to_owned())
}

fn own_value(drafter: &Drafter<'_>, pointer: &str) -> Option<Value> {
    drafter.owner()?.body.get(pointer).cloned()
}

fn foreign_value(drafter: &Drafter<'_>, pointer: &str) -> Option<Value> {
    drafter.stranger()?.body.get(pointer).cloned()
}
