//! Plans credentials: roles become types, the other schemes become setters of the client, sessions types of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use trueline_spec::model::{
    Api, ApiKeyLocation, Operation, Roles, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};

use super::client::{
    Access, CredentialsPlan, EnvironmentPlan, Omission, Requirements, RolePlan, RolesPlan, SchemePlan, Sent,
    SessionPlan,
};
use super::name_hint::key_text;
use super::operation_name::OperationNames;
use super::operations::Context;
use super::tokens;
use crate::names::{Ident, NameLock, Scope, method_name, type_name, variant_name};

/// Names of types in the generated `credentials` module that no role or session may take.
const TAKEN: [&str; 7] = ["AnyKey", "Environment", "Key", "KeyError", "Role", "Session", "Form"];

/// Security schemes that a client has setters for, at most.
pub const SCHEME_LIMIT: usize = 1024;

/// Alternatives of credentials of an operation with their schemes and scopes, at most.
pub const REQUIREMENT_LIMIT: usize = 256;

/// The same of all operations together.
pub const REQUIREMENTS_LIMIT: usize = 400_000;

/// Roles of keys that are types, at most.
pub const ROLE_LIMIT: usize = 256;

/// Plans every scheme of the document, and its sessions.
pub(crate) fn plan(
    api: &Api,
    names: &OperationNames,
    methods: &mut Scope,
    omissions: &mut Vec<Omission>,
) -> CredentialsPlan {
    let mut plan = CredentialsPlan::default();
    let mut types = Scope::reserving(TAKEN);
    if let Some((_, first)) = api.security_schemes.get_index(SCHEME_LIMIT) {
        omissions.push(Omission {
            origin: first.origin,
            feature: format!("{} security schemes, {SCHEME_LIMIT} at most (SCHEME_LIMIT)", api.security_schemes.len()),
            instead: "this one and those that follow it have no setters, and requests go without them",
        });
    }
    for scheme in api.security_schemes.values().take(SCHEME_LIMIT) {
        let Some(sent) = sent(scheme) else {
            plan.certificates.push(scheme.name.clone());
            continue;
        };
        match &scheme.roles {
            Some(roles) if plan.roles.is_none() && usable(scheme, roles, omissions) => {
                plan.roles = Some(roles_plan(scheme, roles, sent, &mut types));
            }
            other => {
                if other.is_some() && plan.roles.is_some() {
                    omissions.push(Omission {
                        origin: scheme.origin,
                        feature: format!("roles of a second security scheme, `{}`", scheme.name),
                        instead: "its keys are taken as text and their role is not checked",
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
fn sent(scheme: &SecurityScheme) -> Option<Sent> {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => Some(match location {
            ApiKeyLocation::Header => Sent::Header(name.clone()),
            ApiKeyLocation::Query => Sent::Query(name.clone()),
            ApiKeyLocation::Cookie => Sent::Cookie(name.clone()),
        }),
        SecuritySchemeKind::HttpBearer { .. }
        | SecuritySchemeKind::OAuth2(_)
        | SecuritySchemeKind::OpenIdConnect { .. } => Some(Sent::Authorization("Bearer".to_owned())),
        SecuritySchemeKind::HttpBasic => Some(Sent::Basic),
        SecuritySchemeKind::HttpOther(name) => Some(Sent::Authorization(registered(name))),
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

/// Alternatives by names of schemes with scopes, as far as the client can hold credentials for them.
pub fn security(context: &mut Context<'_>, operation: &Operation) -> Requirements {
    let place = operation.security.as_ptr().addr();
    let known = context.security.get(&place).cloned();
    let planned = known.unwrap_or_else(|| Rc::new(alternatives(context, operation)));
    context.security.insert(place, Rc::clone(&planned));
    let size = operation.security.iter().take(planned.len()).map(size).sum();
    if let Some(left) = context.requirements.checked_sub(size) {
        context.requirements = left;
        return planned;
    }
    if !std::mem::replace(&mut context.has_too_many_requirements, true) {
        context.omissions.push(Omission {
            origin: operation.origin,
            feature: format!(
                "credentials of more than {REQUIREMENTS_LIMIT} alternatives, schemes and scopes of all operations (REQUIREMENTS_LIMIT)"
            ),
            instead: "from here on, operations with too many for what is left are called without credentials",
        });
    }
    Requirements::default()
}

/// What an alternative comes to.
fn size(alternative: &SecurityRequirement) -> usize {
    1 + alternative.schemes.iter().map(|required| 1 + required.scopes.len()).sum::<usize>()
}

fn alternatives(context: &mut Context<'_>, operation: &Operation) -> Vec<Vec<(String, Vec<String>)>> {
    let (api, credentials) = (context.api, context.credentials);
    let known = |name: &str| {
        credentials.schemes.iter().any(|scheme| scheme.scheme == name)
            || credentials.certificates.iter().any(|scheme| scheme == name)
            || credentials.roles.as_ref().is_some_and(|roles| roles.scheme == name)
    };
    let mut left = REQUIREMENT_LIMIT;
    let mut alternatives = Vec::new();
    for alternative in &operation.security {
        let Some(remaining) = left.checked_sub(size(alternative)) else {
            context.omissions.push(Omission {
                origin: alternative.origin,
                feature: format!(
                    "credentials of more than {REQUIREMENT_LIMIT} alternatives, schemes and scopes (REQUIREMENT_LIMIT)"
                ),
                instead: "this alternative and those that follow it are never chosen",
            });
            break;
        };
        left = remaining;
        let required = alternative.schemes.iter().filter(|required| known(&required.name));
        alternatives.push(required.map(|required| (required.name.clone(), tokens::scopes(api, required))).collect());
    }
    alternatives
}

/// Whether the roles' patterns can be matched at run time.
fn usable(scheme: &SecurityScheme, roles: &Roles, omissions: &mut Vec<Omission>) -> bool {
    let roles_patterns = roles.roles.iter().map(|role| &role.key_pattern);
    let patterns = roles_patterns.chain(roles.environments.iter().map(|environment| &environment.key_pattern));
    let wrong = patterns.filter(|pattern| regex_lite::Regex::new(&pattern.0).is_err()).count();
    if wrong > 0 || roles.roles.is_empty() {
        omissions.push(Omission {
            origin: scheme.origin,
            feature: format!("roles of `{}` whose key patterns need more than a regular language", scheme.name),
            instead: "its keys are taken as text and their role is not checked",
        });
    }
    if roles.roles.len() > ROLE_LIMIT {
        omissions.push(Omission {
            origin: scheme.origin,
            feature: format!("{} roles of `{}`, {ROLE_LIMIT} at most (ROLE_LIMIT)", roles.roles.len(), scheme.name),
            instead: "its keys are taken as text and their role is not checked",
        });
        return false;
    }
    wrong == 0 && !roles.roles.is_empty()
}

fn roles_plan(scheme: &SecurityScheme, roles: &Roles, sent: Sent, types: &mut Scope) -> RolesPlan {
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
fn sessions(api: &Api, names: &OperationNames, types: &mut Scope) -> Vec<SessionPlan> {
    // One of them may have the name that roles may not take.
    let mut is_free = true;
    let plan = |parameter: String| {
        let wanted = names.session(&parameter).cloned().unwrap_or_else(|| session_name(&parameter));
        let is_plain = wanted == type_name(SESSION) && std::mem::take(&mut is_free);
        SessionPlan { type_name: if is_plain { wanted } else { types.claim(wanted) }, parameter }
    };
    session_parameters(api).into_iter().map(plan).collect()
}

/// The names of the types of sessions, by parameter: those that were given, `Session` for a lone one, else the parameter's.
pub(super) fn session_names(api: &Api, lock: &NameLock) -> Vec<(String, Ident)> {
    let found = session_parameters(api);
    let is_lone = found.len() == 1;
    let name = |parameter: String| {
        let usual = || if is_lone { type_name(SESSION) } else { session_name(&parameter) };
        let key = key_text(&parameter.to_ascii_lowercase());
        let name = lock.session(&key).cloned().unwrap_or_else(usual);
        (key, name)
    };
    found.into_iter().map(name).collect()
}

/// What a lone session is called.
pub(super) const SESSION: &str = "session";

fn session_name(parameter: &str) -> Ident {
    type_name(&format!("{parameter} session"))
}

/// The parameters that carry sessions, each once.
fn session_parameters(api: &Api) -> Vec<String> {
    let mut known = BTreeSet::new();
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let sessions = parameters.filter(|parameter| parameter.session.is_some());
    sessions.filter(|one| known.insert(one.name.to_ascii_lowercase())).map(|one| one.name.clone()).collect()
}

/// Who may call an operation: the roles that any of its alternatives lists.
pub fn access(operation: &Operation, type_name: &Ident, credentials: &CredentialsPlan, names: &mut Scope) -> Access {
    let Some(roles) = &credentials.roles else { return Access::All };
    let mut allowed: BTreeMap<usize, Ident> = BTreeMap::new();
    for alternative in &operation.security {
        let Some(required) = alternative.schemes.iter().find(|required| required.name == roles.scheme) else {
            return Access::All;
        };
        if required.scopes.is_empty() {
            return Access::All;
        }
        for (index, role) in roles.roles.iter().enumerate() {
            if required.scopes.contains(&role.name) {
                allowed.insert(index, role.type_name.clone());
            }
        }
    }
    if operation.security.is_empty() || allowed.len() == roles.roles.len() {
        return Access::All;
    }
    Access::Roles { trait_name: names.claim(type_name.with_prefix("May")), type_names: allowed.into_values().collect() }
}
