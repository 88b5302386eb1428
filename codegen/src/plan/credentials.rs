//! Plans credentials: roles become types, the other schemes become setters of the client, sessions types of their own.

use std::collections::BTreeMap;

use trueline_spec::model::{Api, ApiKeyLocation, Operation, Roles, SecurityScheme, SecuritySchemeKind};

use super::client::{
    Access, CredentialsPlan, EnvironmentPlan, Omission, RolePlan, RolesPlan, SchemePlan, Sent, SessionPlan,
};
use crate::names::{Ident, Scope, method_name, type_name, variant_name};

/// Names of types in the generated `credentials` module that no role or session may take.
const TAKEN: [&str; 7] = ["AnyKey", "Environment", "Key", "KeyError", "Role", "Session", "Form"];

/// Plans every scheme of the document, and its sessions.
pub fn plan(api: &Api, methods: &mut Scope, omissions: &mut Vec<Omission>) -> CredentialsPlan {
    let mut plan = CredentialsPlan::default();
    let mut types = Scope::reserving(TAKEN);
    for scheme in api.security_schemes.values() {
        let Some(sent) = sent(scheme, omissions) else { continue };
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
                plan.schemes.push(SchemePlan {
                    scheme: scheme.name.clone(),
                    method: methods.claim(method_name(&scheme.name).with_prefix("with_")),
                    sent,
                    description: scheme.description.clone(),
                });
            }
        }
    }
    plan.sessions = sessions(api, &mut types);
    plan
}

fn sent(scheme: &SecurityScheme, omissions: &mut Vec<Omission>) -> Option<Sent> {
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
        SecuritySchemeKind::HttpOther(name) => Some(Sent::Authorization(type_name(name).as_str().to_owned())),
        SecuritySchemeKind::MutualTls => {
            omissions.push(Omission {
                origin: scheme.origin,
                feature: format!("the client certificate of `{}`", scheme.name),
                instead: "give `Config::http_client` a client of HTTP that has the certificate",
            });
            None
        }
    }
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

/// One type a session parameter; a lone one is called `Session`.
fn sessions(api: &Api, types: &mut Scope) -> Vec<SessionPlan> {
    let mut found: Vec<String> = Vec::new();
    for operation in &api.operations {
        for parameter in operation.parameters.iter().filter(|parameter| parameter.session.is_some()) {
            if !found.iter().any(|name| name.eq_ignore_ascii_case(&parameter.name)) {
                found.push(parameter.name.clone());
            }
        }
    }
    if let [only] = found.as_slice() {
        return vec![SessionPlan { parameter: only.clone(), type_name: type_name("session") }];
    }
    let plan = |parameter: String| {
        let type_name = types.claim(type_name(&parameter).with_suffix("Session"));
        SessionPlan { parameter, type_name }
    };
    found.into_iter().map(plan).collect()
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
