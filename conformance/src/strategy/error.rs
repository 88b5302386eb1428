//! Names that a document does not have.

use thiserror::Error;
use trueline_spec::did_you_mean::similar;

/// Why there is no strategy. Each says which names of the document are like the one that it does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StrategyError {
    /// The document has no such operation.
    #[error("the document has no operation `{name}`{}", it_has(.near))]
    UnknownOperation {
        /// What was asked for.
        name: String,
        /// Operations whose names are like it.
        near: Vec<String>,
    },
    /// The document has no schema of this name in its components.
    #[error("the document has no schema `{name}` in its components{}", it_has(.near))]
    UnknownSchema {
        /// What was asked for.
        name: String,
        /// Schemas whose names are like it.
        near: Vec<String>,
    },
    /// The operation has no such class of invalid requests.
    #[error("`{operation}` has no class `{name}` of invalid requests{}", it_has(.near))]
    UnknownClass {
        /// The operation.
        operation: String,
        /// What was asked for.
        name: String,
        /// Classes whose names are like it.
        near: Vec<String>,
    },
}

fn it_has(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; it has `{}`", near.join("`, `")) }
}

/// Those of several names that are like one.
pub(super) fn names_like<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    similar(name, names).into_iter().map(str::to_owned).collect()
}
