//! Who asks, by the credentials of a request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use trueline_spec::model::{
    Api, ApiKeyLocation, Operation, RequiredScheme, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};

use super::fixture::Fixture;
use crate::judge::{environment_of_key, role_of_key};
use crate::target::CredentialConfig;
use crate::wire::RequestParts;

/// What a request's credentials show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Caller {
    /// The environment that the key names.
    pub environment: Option<String>,
}

/// A refusal: the status, and the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub status: u16,
    pub message: &'static str,
}

/// Checks that one of the alternatives is met. The environment of any recognised key is reported, refused or not.
pub(super) fn check(
    api: &Api,
    fixture: &Fixture,
    operation: &Operation,
    parts: &RequestParts,
) -> (Caller, Result<(), Refusal>) {
    let has_roles = api.security_schemes.values().any(|scheme| scheme.roles.is_some());
    let caller = Caller { environment: has_roles.then(|| environment(api, operation, parts)).flatten() };
    if operation.security.is_empty() {
        return (caller, Ok(()));
    }
    let mut refusals: Vec<Refusal> = Vec::new();
    for requirement in &operation.security {
        match meets(api, fixture, requirement, parts) {
            Ok(()) => return (caller, Ok(())),
            Err(refusal) => refusals.push(refusal),
        }
    }
    // A key that is known and may not says more than one that is not known.
    let refusal = refusals.into_iter().max_by_key(|refusal| refusal.status);
    (caller, refusal.map_or(Ok(()), Err))
}

fn meets(api: &Api, fixture: &Fixture, requirement: &SecurityRequirement, parts: &RequestParts) -> Result<(), Refusal> {
    requirement.schemes.iter().try_for_each(|required| {
        let Some(scheme) = api.security_schemes.get(&required.name) else { return Ok(()) };
        meets_scheme(fixture, scheme, required, parts)
    })
}

fn meets_scheme(
    fixture: &Fixture,
    scheme: &SecurityScheme,
    required: &RequiredScheme,
    parts: &RequestParts,
) -> Result<(), Refusal> {
    // The mock speaks plain HTTP, where no certificate is shown.
    if matches!(scheme.kind, SecuritySchemeKind::MutualTls) {
        return Ok(());
    }
    let unknown = scheme.roles.as_ref().map_or(401, |roles| roles.unrecognized_status);
    let refuse = |message| Err(Refusal { status: unknown, message });
    let Some(key) = key(scheme, parts) else { return refuse("no credential was sent, or one of another form") };
    if let Some(roles) = &scheme.roles {
        return match role_of_key(roles, &key) {
            None => refuse("the credential is not of a known form"),
            Some(role) if required.scopes.is_empty() || required.scopes.iter().any(|name| name == role) => Ok(()),
            Some(_) => Err(Refusal { status: roles.forbidden_status, message: "the credential may not do this" }),
        };
    }
    match fixture.credentials.get(&scheme.name) {
        Some(CredentialConfig::Single(known)) if known.literal().is_some_and(|known| known != key) => {
            refuse("the credential is not known")
        }
        _ => Ok(()),
    }
}

/// The credential's text as its scheme sends it; for `Authorization` without the scheme's word.
fn key(scheme: &SecurityScheme, parts: &RequestParts) -> Option<String> {
    let after = |word: &str| {
        let value = parts.header("authorization")?;
        let (own, rest) = value.split_once(' ')?;
        own.eq_ignore_ascii_case(word).then(|| rest.trim().to_owned())
    };
    let found = match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => match location {
            ApiKeyLocation::Header => parts.header(name).map(str::to_owned),
            ApiKeyLocation::Query => parts.query_text(name),
            ApiKeyLocation::Cookie => parts.cookies.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()),
        },
        SecuritySchemeKind::HttpBearer { .. }
        | SecuritySchemeKind::OAuth2(_)
        | SecuritySchemeKind::OpenIdConnect { .. } => after("bearer"),
        SecuritySchemeKind::HttpBasic => after("basic").and_then(|text| decoded(&text)),
        SecuritySchemeKind::HttpOther(word) => after(word),
        SecuritySchemeKind::MutualTls => None,
    };
    found.filter(|key| !key.is_empty())
}

/// `user:password` of a Basic credential (RFC 7617 section 2).
fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok().filter(|text| text.contains(':'))
}

fn environment(api: &Api, operation: &Operation, parts: &RequestParts) -> Option<String> {
    operation.security.iter().flat_map(|requirement| &requirement.schemes).find_map(|required| {
        let scheme = api.security_schemes.get(&required.name).filter(|scheme| scheme.roles.is_some())?;
        environment_of_key(scheme, &key(scheme, parts)?)
    })
}
