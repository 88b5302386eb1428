//! What a key's form says of it (`x-trueline-roles`).

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashMap;
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

/// Patterns of keys that are compiled; beyond so many they are forgotten.
static COMPILED: LazyLock<Mutex<FxHashMap<String, Option<Arc<EcmaPattern>>>>> = LazyLock::new(Mutex::default);
const MOST_COMPILED: usize = 1000;

fn matches(pattern: &str, text: &str) -> bool {
    compiled(pattern).is_some_and(|pattern| pattern.matches(text))
}

/// A pattern is held against the key of every request.
fn compiled(pattern: &str) -> Option<Arc<EcmaPattern>> {
    let mut all = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(pattern) {
        return known.clone();
    }
    if all.len() >= MOST_COMPILED {
        all.clear();
    }
    let compiled = EcmaPattern::new(pattern).map(Arc::new);
    all.insert(pattern.to_owned(), compiled.clone());
    compiled
}
