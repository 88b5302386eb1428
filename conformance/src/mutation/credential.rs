//! Credentials that are missing, malformed or not enough.

use trueline_spec::model::{Roles, SecurityScheme, SecuritySchemeKind};

use super::{Change, Mutation};
use crate::judge::Rule;
use crate::request::{Drafter, Presented};

pub(super) fn mutations(drafter: &Drafter<'_>) -> Vec<Mutation> {
    let security = &drafter.operation.security;
    // An alternative without schemes makes every credential optional.
    if security.is_empty() || security.iter().any(|requirement| requirement.schemes.is_empty()) {
        return Vec::new();
    }
    let Some(required) = security.first().and_then(|requirement| requirement.schemes.first()) else {
        return Vec::new();
    };
    let Some(scheme) = drafter.api.security_schemes.get(&required.name) else { return Vec::new() };
    if matches!(scheme.kind, SecuritySchemeKind::MutualTls) {
        return Vec::new();
    }
    let mut found = vec![unrecognized(scheme, "missing", "no credential is sent", Vec::new())];
    let malformed = Presented { scheme: scheme.name.clone(), text: "trueline".to_owned(), whole: false };
    found.push(unrecognized(scheme, "malformed", "the credential is of no known form", vec![malformed]));
    if let Some(other) = other_scheme(scheme) {
        found.push(unrecognized(scheme, "other-scheme", "the credential is of another scheme", vec![other]));
    }
    found.extend(other_roles(drafter, scheme));
    found
}

fn unrecognized(scheme: &SecurityScheme, class: &str, summary: &str, credentials: Vec<Presented>) -> Mutation {
    let expects = scheme.roles.as_ref().map_or_else(|| vec![401, 403], |roles| vec![roles.unrecognized_status]);
    Mutation {
        class: format!("key/{class}"),
        summary: summary.to_owned(),
        rule: Rule::whole(scheme.origin),
        expects,
        change: Change::Credentials(credentials),
        location: None,
    }
}

/// `Authorization` with the word of another scheme.
fn other_scheme(scheme: &SecurityScheme) -> Option<Presented> {
    let text = match scheme.kind {
        SecuritySchemeKind::HttpBasic => "Bearer trueline",
        SecuritySchemeKind::HttpBearer { .. }
        | SecuritySchemeKind::OAuth2(_)
        | SecuritySchemeKind::OpenIdConnect { .. } => "Basic dHJ1ZWxpbmU6dHJ1ZWxpbmU=",
        _ => return None,
    };
    Some(Presented { scheme: scheme.name.clone(), text: text.to_owned(), whole: true })
}

/// Keys of roles that the operation does not list.
fn other_roles(drafter: &Drafter<'_>, scheme: &SecurityScheme) -> Vec<Mutation> {
    let Some(Roles { roles, forbidden_status, .. }) = &scheme.roles else { return Vec::new() };
    let requirements = drafter.operation.security.iter().flat_map(|requirement| &requirement.schemes);
    let listed: Vec<&str> = requirements
        .filter(|required| required.name == scheme.name)
        .flat_map(|required| required.scopes.iter().map(String::as_str))
        .collect();
    roles
        .iter()
        .filter(|role| !listed.is_empty() && !listed.contains(&role.name.as_str()))
        .filter_map(|role| {
            let secret = drafter.target.credential(&scheme.name, std::slice::from_ref(&role.name))?;
            let shown = Presented { scheme: scheme.name.clone(), text: secret.expose().to_owned(), whole: false };
            Some(Mutation {
                class: format!("key/role-{}", role.name),
                summary: format!("the key is of the role `{}`", role.name),
                rule: Rule::new(drafter.operation.origin, "security"),
                expects: vec![*forbidden_status],
                change: Change::Credentials(vec![shown]),
                location: None,
            })
        })
        .collect()
}
