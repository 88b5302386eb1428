//! Methods that the document does not declare for a path.

use trueline_spec::model::Method;

use super::{Change, Mutation};
use crate::drafter::Drafter;
use crate::rule::Rule;

/// The methods to try, the least harmful first; `HEAD` and `OPTIONS` are answered by servers themselves (RFC 9110
/// section 9.3).
const TRIED: [Method; 5] = [Method::Patch, Method::Put, Method::Get, Method::Post, Method::Delete];

pub(super) fn mutations(drafter: &Drafter<'_>) -> Vec<Mutation> {
    let is_declared = |method: Method| {
        drafter.api.operations.iter().any(|other| {
            other.method == method && same_path(sent(other.path.as_str()), sent(drafter.operation.path.as_str()))
        })
    };
    let undeclared = TRIED.into_iter().find(|method| !is_declared(*method));
    undeclared
        .map(|method| Mutation {
            class: "method/undeclared".to_owned(),
            summary: format!("the path has no {method}"),
            rule: Rule::whole(drafter.operation.origin),
            expects: vec![404, 405, 501],
            change: Change::Method(method.as_str().to_owned()),
            location: None,
        })
        .into_iter()
        .collect()
}

/// What of a template is sent as a path.
fn sent(template: &str) -> &str {
    template.split(['?', '#']).next().unwrap_or_default()
}

/// Whether two templates can be the same address: names of parameters do not count.
fn same_path(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split('/'), other.split('/'));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || a.contains('{') || b.contains('{') => {}
            _ => return false,
        }
    }
}
