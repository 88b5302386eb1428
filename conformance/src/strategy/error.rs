//! Names that a document does not have.

use std::fmt;

use trueline_spec::near::near;

/// Why there is no strategy. Each says which names of the document are like the one that it does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StrategyError {
    /// The document has no such operation.
    UnknownOperation {
        /// What was asked for.
        name: String,
        /// Operations whose names are like it.
        near: Vec<String>,
    },
    /// The document has no schema of this name in its components.
    UnknownSchema {
        /// What was asked for.
        name: String,
        /// Schemas whose names are like it.
        near: Vec<String>,
    },
    /// The operation has no such class of invalid requests.
    UnknownClass {
        /// The operation.
        operation: String,
        /// What was asked for.
        name: String,
        /// Classes whose names are like it.
        near: Vec<String>,
    },
}

impl fmt::Display for StrategyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = match self {
            Self::UnknownOperation { name, near } => {
                write!(f, "the document has no operation `{name}`")?;
                near
            }
            Self::UnknownSchema { name, near } => {
                write!(f, "the document has no schema `{name}` in its components")?;
                near
            }
            Self::UnknownClass { operation, name, near } => {
                write!(f, "`{operation}` has no class `{name}` of invalid requests")?;
                near
            }
        };
        if near.is_empty() { Ok(()) } else { write!(f, "; it has `{}`", near.join("`, `")) }
    }
}

impl std::error::Error for StrategyError {}

/// Those of several names that are like one.
pub(super) fn names_like<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    near(name, names).into_iter().map(str::to_owned).collect()
}
