//! Methods that the document does not declare for a path.

use trueline_spec::model::Method;

use super::{INVALID, Mutation, RequestEdit, Validity};
use crate::judge::Rule;
use crate::request::CaseBuilder;

/// The methods to try, the least harmful first.
const TRIED: [Method; 5] = [Method::Patch, Method::Put, Method::Get, Method::Post, Method::Delete];

pub(super) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let declared = builder.router.methods(&builder.operation.path);
    let is_undeclared = |method: &Method| !declared.contains(method.as_str());
    let mutation = |class: &str, method: Method, validity: Validity| Mutation {
        class: class.to_owned(),
        summary: match method {
            Method::Options | Method::Head => format!("{method}, which the document does not mention"),
            _ => format!("the path has no {method}"),
        },
        rule: Rule::whole(builder.operation.origin),
        expects: if validity == Validity::Disputed { INVALID.to_vec() } else { vec![403, 404, 405, 501] },
        validity,
        change: RequestEdit::Method(method.as_str().to_owned()),
        location: None,
    };
    let mut found: Vec<Mutation> = TRIED
        .into_iter()
        .find(is_undeclared)
        .map(|method| mutation("method/undeclared", method, Validity::Invalid))
        .into_iter()
        .collect();
    if is_undeclared(&Method::Put) && !found.iter().any(|first| first.change == RequestEdit::Method("PUT".to_owned())) {
        found.push(mutation("method/put", Method::Put, Validity::Invalid));
    }
    // Servers answer these themselves, or say that they do not (RFC 9110 sections 9.3.2 and 9.3.7).
    if is_undeclared(&Method::Options) {
        found.push(mutation("method/options", Method::Options, Validity::Disputed));
    }
    if builder.operation.method == Method::Get && is_undeclared(&Method::Head) {
        found.push(mutation("method/head", Method::Head, Validity::Disputed));
    }
    found
}
