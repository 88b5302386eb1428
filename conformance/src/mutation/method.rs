//! Methods that the document does not declare for a path.

use trueline_spec::model::Method;

use super::{Change, Mutation};
use crate::judge::Rule;
use crate::request::Drafter;

/// The methods to try, the least harmful first; `HEAD` and `OPTIONS` are answered by servers themselves (RFC 9110
/// section 9.3).
const TRIED: [Method; 5] = [Method::Patch, Method::Put, Method::Get, Method::Post, Method::Delete];

pub(super) fn mutations(drafter: &Drafter<'_>) -> Vec<Mutation> {
    let declared = drafter.router.methods(&drafter.operation.path);
    let undeclared = TRIED.into_iter().find(|method| !declared.contains(method.as_str()));
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
