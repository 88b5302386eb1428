//! Names of targets that a configuration does not have.

use thiserror::Error;

/// The configuration has no target of a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no target `{name}`; the configuration has {}", listed(.known))]
pub struct UnknownTarget {
    /// What was asked for.
    pub name: String,
    /// The targets that there are.
    pub known: Vec<String>,
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
