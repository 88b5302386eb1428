//! Credentials that are missing, malformed or not enough.

use trueline_spec::model::{Roles, SecurityScheme, SecuritySchemeKind};

use super::{Mutation, RequestEdit, Validity};
use crate::generate::{SeededRng, text_matching};
use crate::judge::{Rule, role_of_key};
use crate::request::{CaseBuilder, SentCredential};

/// Keys of which one word is another.
const ALTERED: usize = 4;

pub(super) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let security = &builder.operation.security;
    // An alternative without schemes makes every credential optional.
    if security.is_empty() || security.iter().any(|requirement| requirement.schemes.is_empty()) {
        return Vec::new();
    }
    let Some(required) = security.first().and_then(|requirement| requirement.schemes.first()) else {
        return Vec::new();
    };
    let Some(scheme) = builder.api.security_schemes.get(&required.name) else { return Vec::new() };
    if matches!(scheme.kind, SecuritySchemeKind::MutualTls) {
        return Vec::new();
    }
    let mut found = vec![unrecognized(scheme, "missing", "no credential is sent", Vec::new())];
    let malformed = SentCredential { scheme: scheme.name.clone(), text: "trueline".to_owned(), whole: false };
    found.push(unrecognized(scheme, "malformed", "the credential is of no known form", vec![malformed]));
    if let Some(other) = other_scheme(scheme) {
        found.push(unrecognized(scheme, "other-scheme", "the credential is of another scheme", vec![other]));
    }
    found.extend(near_misses(builder, scheme));
    found.extend(other_roles(builder, scheme));
    found
}

fn unrecognized(scheme: &SecurityScheme, class: &str, summary: &str, credentials: Vec<SentCredential>) -> Mutation {
    let expects = scheme.roles.as_ref().map_or_else(|| vec![401, 403], |roles| vec![roles.unrecognized_status]);
    Mutation {
        class: format!("key/{class}"),
        summary: summary.to_owned(),
        rule: Rule::whole(scheme.origin),
        expects,
        validity: Validity::Invalid,
        change: RequestEdit::Credentials(credentials),
        location: None,
    }
}

/// `Authorization` with the word of another scheme.
fn other_scheme(scheme: &SecurityScheme) -> Option<SentCredential> {
    let text = match scheme.kind {
        SecuritySchemeKind::HttpBasic => "Bearer trueline",
        SecuritySchemeKind::HttpBearer { .. }
        | SecuritySchemeKind::OAuth2(_)
        | SecuritySchemeKind::OpenIdConnect { .. } => "Basic dHJ1ZWxpbmU6dHJ1ZWxpbmU=",
        _ => return None,
    };
    Some(SentCredential { scheme: scheme.name.clone(), text: text.to_owned(), whole: true })
}

/// Keys that are almost of a role's form, and a key that is sent under another word or none (`x-trueline-roles`).
fn near_misses(builder: &CaseBuilder<'_>, scheme: &SecurityScheme) -> Vec<Mutation> {
    let Some(roles) = &scheme.roles else { return Vec::new() };
    let shown = |text: String, whole: bool| vec![SentCredential { scheme: scheme.name.clone(), text, whole }];
    let mut found = Vec::new();
    let mut rng = SeededRng::of(0, &["near-misses", &scheme.name]);
    let made_up = roles.roles.iter().find_map(|role| {
        let texts = (0..20).filter_map(|_| text_matching(&role.key_pattern.0, &mut rng));
        texts.filter(|text| text.is_ascii() && role_of_key(roles, text).is_some()).max_by_key(String::len)
    });
    if let Some(key) = made_up {
        let is_wrong = |key: &String| !key.is_empty() && role_of_key(roles, key).is_none();
        let cut = (0..key.len()).rev().map(|end| key[..end].to_owned()).find(is_wrong);
        found.extend(cut.map(|key| unrecognized(scheme, "cut-short", "the key is cut short", shown(key, false))));
        let symbol = Some(format!("{key}!")).filter(is_wrong);
        found.extend(
            symbol.map(|key| unrecognized(scheme, "with-symbol", "the key ends in a symbol", shown(key, false))),
        );
        let dash = Some(format!("{key}-1")).filter(is_wrong);
        found.extend(
            dash.map(|key| unrecognized(scheme, "with-dash", "the key goes on behind a dash", shown(key, false))),
        );
        let upper = Some(key.to_uppercase()).filter(is_wrong);
        found
            .extend(upper.map(|key| unrecognized(scheme, "upper-case", "the key is in upper case", shown(key, false))));
        for (number, key) in altered(&key).into_iter().filter(is_wrong).take(ALTERED).enumerate() {
            let class = format!("altered-{number}");
            found.push(unrecognized(scheme, &class, "a part of the key is another", shown(key, false)));
        }
    }
    let own = builder.target.credential(&scheme.name, &[]).map(|secret| secret.expose().to_owned());
    if let (Some(own), SecuritySchemeKind::HttpBearer { .. }) = (own, &scheme.kind) {
        let other = shown(format!("Token {own}"), true);
        found.push(unrecognized(scheme, "other-word", "the key is sent as another scheme's", other));
        found.push(unrecognized(scheme, "no-word", "the key is sent without its scheme", shown(own, true)));
    }
    found
}

/// A key with each of its words replaced.
fn altered(key: &str) -> Vec<String> {
    let words: Vec<&str> = key.split('_').collect();
    let with = |at: usize| {
        let other: String = words[at].chars().map(|sign| if sign == 'q' { 'z' } else { 'q' }).collect();
        let words = words.iter().enumerate().map(|(own, word)| if own == at { other.as_str() } else { word });
        words.collect::<Vec<_>>().join("_")
    };
    (0..words.len()).map(with).collect()
}

/// Keys of roles that the operation does not list.
fn other_roles(builder: &CaseBuilder<'_>, scheme: &SecurityScheme) -> Vec<Mutation> {
    let Some(Roles { roles, forbidden_status, .. }) = &scheme.roles else { return Vec::new() };
    let requirements = builder.operation.security.iter().flat_map(|requirement| &requirement.schemes);
    let listed: Vec<&str> = requirements
        .filter(|required| required.name == scheme.name)
        .flat_map(|required| required.scopes.iter().map(String::as_str))
        .collect();
    roles
        .iter()
        .filter(|role| !listed.is_empty() && !listed.contains(&role.name.as_str()))
        .filter_map(|role| {
            let secret = builder.target.credential(&scheme.name, std::slice::from_ref(&role.name))?;
            let shown = SentCredential { scheme: scheme.name.clone(), text: secret.expose().to_owned(), whole: false };
            Some(Mutation {
                class: format!("key/role-{}", role.name),
                summary: format!("the key is of the role `{}`", role.name),
                rule: Rule::new(builder.operation.origin, "security"),
                expects: vec![*forbidden_status],
                validity: Validity::Invalid,
                change: RequestEdit::Credentials(vec![shown]),
                location: None,
            })
        })
        .collect()
}
