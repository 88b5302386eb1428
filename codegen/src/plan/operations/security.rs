//! Plans which credentials an operation needs, and who may call it.

use std::collections::BTreeMap;
use std::rc::Rc;

use trueline_spec::model::{Operation, SecurityRequirement};

use crate::names::{Ident, Scope};
use crate::plan::access::tokens;
use crate::plan::model::client::{Access, CredentialsPlan, Requirements};
use crate::plan::model::unsupported::Unsupported;
use crate::plan::operations::client::Context;

/// Alternatives of credentials of an operation with their schemes and scopes, at most.
pub(crate) const REQUIREMENT_LIMIT: usize = 256;

/// The same of all operations together.
pub(crate) const REQUIREMENTS_LIMIT: usize = 400_000;

/// Alternatives by names of schemes with scopes, as far as the client can hold credentials for them.
pub(crate) fn security(context: &mut Context<'_>, operation: &Operation) -> Requirements {
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
        context.unsupported.push(Unsupported {
            origin: operation.origin,
            feature: format!(
                "credentials of more than {REQUIREMENTS_LIMIT} alternatives, schemes and scopes of all operations (REQUIREMENTS_LIMIT)"
            ),
            instead: "from here on, operations that exceed the rest of this limit are called without credentials",
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
            context.unsupported.push(Unsupported {
                origin: alternative.origin,
                feature: format!(
                    "credentials of more than {REQUIREMENT_LIMIT} alternatives, schemes and scopes (REQUIREMENT_LIMIT)"
                ),
                instead: "this alternative and those after it are never chosen",
            });
            break;
        };
        left = remaining;
        let required = alternative.schemes.iter().filter(|required| known(&required.name));
        alternatives.push(required.map(|required| (required.name.clone(), tokens::scopes(api, required))).collect());
    }
    alternatives
}

/// Who may call an operation: the roles that any of its alternatives lists.
pub(crate) fn access(
    operation: &Operation,
    type_name: &Ident,
    credentials: &CredentialsPlan,
    names: &mut Scope,
) -> Access {
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
