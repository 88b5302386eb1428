//! Plans credentials: roles become types, the other schemes become setters of the client, sessions types of their own.

use trueline_spec::model::{Api, ApiKeyLocation, Roles, SecurityScheme, SecuritySchemeKind};

use crate::names::{Scope, method_name, type_name, variant_name};
use crate::plan::access::tokens;
use crate::plan::hints::session_names::{SESSION, SessionNames, session_name, session_parameters};
use crate::plan::model::client::{
    CredentialPlacement, CredentialsPlan, EnvironmentPlan, RolePlan, RolesPlan, SchemePlan, SessionPlan,
};
use crate::plan::model::unsupported::Unsupported;

/// Names of types in the generated `credentials` module that no role or session may take.
const TAKEN: [&str; 7] = ["AnyKey", "Environment", "Key", "KeyError", "Role", "Session", "Form"];

/// Security schemes that a client has setters for, at most.
pub(crate) const SCHEME_LIMIT: usize = 1024;

/// Roles of keys that are types, at most.
pub(crate) const ROLE_LIMIT: usize = 256;

/// Plans every scheme of the document, and its sessions.
pub(crate) fn plan(
    api: &Api,
    names: &SessionNames,
    methods: &mut Scope,
    unsupported: &mut Vec<Unsupported>,
) -> CredentialsPlan {
    let mut plan = CredentialsPlan::default();
    let mut types = Scope::reserving(TAKEN);
    if let Some((_, first)) = api.security_schemes.get_index(SCHEME_LIMIT) {
        unsupported.push(Unsupported {
            origin: first.origin,
            feature: format!("{} security schemes, {SCHEME_LIMIT} at most (SCHEME_LIMIT)", api.security_schemes.len()),
            instead: "this one and those after it have no setters, and requests are sent without them",
        });
    }
    for scheme in api.security_schemes.values().take(SCHEME_LIMIT) {
        let Some(sent) = sent(scheme) else {
            plan.certificates.push(scheme.name.clone());
            continue;
        };
        match &scheme.roles {
            Some(roles) if plan.roles.is_none() && usable(scheme, roles, unsupported) => {
                plan.roles = Some(roles_plan(scheme, roles, sent, &mut types));
            }
            other => {
                if other.is_some() && plan.roles.is_some() {
                    unsupported.push(Unsupported {
                        origin: scheme.origin,
                        feature: format!("roles of a second security scheme, `{}`", scheme.name),
                        instead: "its keys are strings, and their roles are not checked",
                    });
                }
                let method = methods.claim(method_name(&scheme.name).with_prefix("with_"));
                plan.schemes.push(SchemePlan {
                    scheme: scheme.name.clone(),
                    tokens: tokens::plan(scheme, &method, methods),
                    method,
                    sent,
                    description: scheme.description.clone(),
                });
            }
        }
    }
    plan.sessions = sessions(api, names, &mut types);
    plan
}

/// How a credential is sent; none where connections are made with it.
fn sent(scheme: &SecurityScheme) -> Option<CredentialPlacement> {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => Some(match location {
            ApiKeyLocation::Header => CredentialPlacement::Header(name.clone()),
            ApiKeyLocation::Query => CredentialPlacement::Query(name.clone()),
            ApiKeyLocation::Cookie => CredentialPlacement::Cookie(name.clone()),
        }),
        SecuritySchemeKind::HttpBearer { .. }
        | SecuritySchemeKind::OAuth2(_)
        | SecuritySchemeKind::OpenIdConnect { .. } => Some(CredentialPlacement::Authorization("Bearer".to_owned())),
        SecuritySchemeKind::HttpBasic => Some(CredentialPlacement::Basic),
        SecuritySchemeKind::HttpOther(name) => Some(CredentialPlacement::Authorization(registered(name))),
        SecuritySchemeKind::MutualTls => None,
    }
}

/// The name of a scheme of HTTP as the registry writes it; case says nothing, but some servers do not know.
fn registered(name: &str) -> String {
    const REGISTERED: [&str; 12] = [
        "Concealed",
        "Digest",
        "DPoP",
        "GNAP",
        "HOBA",
        "Mutual",
        "Negotiate",
        "OAuth",
        "PrivateToken",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
        "vapid",
    ];
    REGISTERED
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .map_or_else(|| name.split('-').map(capitalised).collect::<Vec<_>>().join("-"), |known| (*known).to_owned())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// Whether the roles' patterns can be matched at run time.
fn usable(scheme: &SecurityScheme, roles: &Roles, unsupported: &mut Vec<Unsupported>) -> bool {
    let roles_patterns = roles.roles.iter().map(|role| &role.key_pattern);
    let patterns = roles_patterns.chain(roles.environments.iter().map(|environment| &environment.key_pattern));
    let wrong = patterns.filter(|pattern| regex_lite::Regex::new(&pattern.0).is_err()).count();
    if wrong > 0 || roles.roles.is_empty() {
        unsupported.push(Unsupported {
            origin: scheme.origin,
            feature: format!("roles of `{}` whose key patterns need more than a regular language", scheme.name),
            instead: "its keys are strings, and their roles are not checked",
        });
    }
    if roles.roles.len() > ROLE_LIMIT {
        unsupported.push(Unsupported {
            origin: scheme.origin,
            feature: format!("{} roles of `{}`, {ROLE_LIMIT} at most (ROLE_LIMIT)", roles.roles.len(), scheme.name),
            instead: "its keys are strings, and their roles are not checked",
        });
        return false;
    }
    wrong == 0 && !roles.roles.is_empty()
}

fn roles_plan(scheme: &SecurityScheme, roles: &Roles, sent: CredentialPlacement, types: &mut Scope) -> RolesPlan {
    let role = |role: &trueline_spec::model::Role, types: &mut Scope| RolePlan {
        name: role.name.clone(),
        type_name: types.claim(type_name(&role.name)),
        pattern: role.key_pattern.0.clone(),
        description: role.description.clone(),
    };
    let mut variants = Scope::default();
    RolesPlan {
        scheme: scheme.name.clone(),
        sent,
        roles: roles.roles.iter().map(|one| role(one, types)).collect(),
        environments: roles
            .environments
            .iter()
            .map(|environment| EnvironmentPlan {
                name: environment.name.clone(),
                variant: variants.claim(variant_name(&environment.name)),
                pattern: environment.key_pattern.0.clone(),
                live: environment.live,
            })
            .collect(),
    }
}

/// One type a session parameter, as it was named among all.
fn sessions(api: &Api, names: &SessionNames, types: &mut Scope) -> Vec<SessionPlan> {
    // One of them may have the name that roles may not take.
    let mut is_free = true;
    let plan = |parameter: String| {
        let wanted = names.of(&parameter).cloned().unwrap_or_else(|| session_name(&parameter));
        let is_plain = wanted == type_name(SESSION) && std::mem::take(&mut is_free);
        SessionPlan { type_name: if is_plain { wanted } else { types.claim(wanted) }, parameter }
    };
    session_parameters(api).into_iter().map(plan).collect()
}
