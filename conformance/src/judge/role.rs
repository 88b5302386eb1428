//! What a key's form says of it (`x-trueline-roles`).

use trueline_spec::model::{Roles, SecurityScheme};

use super::pattern::EcmaPattern;

/// The role whose form a key has.
pub(crate) fn role_of_key<'r>(roles: &'r Roles, key: &str) -> Option<&'r str> {
    roles.roles.iter().find(|role| matches(&role.key_pattern.0, key)).map(|role| role.name.as_str())
}

/// The environment that a key of a scheme names; none where the key has no role's form.
pub(crate) fn environment_of_key(scheme: &SecurityScheme, key: &str) -> Option<String> {
    let roles = scheme.roles.as_ref()?;
    role_of_key(roles, key)?;
    let environment = roles.environments.iter().find(|environment| matches(&environment.key_pattern.0, key))?;
    Some(environment.name.clone())
}

fn matches(pattern: &str, text: &str) -> bool {
    EcmaPattern::new(pattern).is_some_and(|pattern| pattern.matches(text))
}
