//! The word of people who know better than what is inferred.

use thiserror::Error;

use super::model::FieldPath;
use crate::model::{Api, OperationId};

/// What a parameter of an operation's path is fed by, or that it is fed by nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The operation whose path has the parameter.
    pub operation: OperationId,
    /// The parameter.
    pub parameter: String,
    /// The operation whose responses have the values, and where; nothing where no response has them.
    pub from: Option<(OperationId, FieldPath)>,
}

/// A correction that names what the document does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnknownCorrection {
    /// An operation.
    #[error("there is no operation `{0}`")]
    Operation(String),
    /// A parameter.
    #[error("the path of `{operation}` has no parameter `{parameter}`")]
    Parameter {
        /// The operation.
        operation: String,
        /// The name as written.
        parameter: String,
    },
}

impl Correction {
    /// Reads a correction: `operation` and `from` are keys of operations ([`Operation::key`](crate::model::Operation::key)),
    /// the place is a JSON Pointer in which `*` stands for every item.
    ///
    /// # Errors
    ///
    /// The document has no such operation or parameter.
    pub fn new(
        api: &Api,
        operation: &str,
        parameter: &str,
        from: Option<(&str, &str)>,
    ) -> Result<Self, UnknownCorrection> {
        let known = |key: &str| api.operation_by_key(key).ok_or_else(|| UnknownCorrection::Operation(key.to_owned()));
        let (id, own) = known(operation)?;
        if !own.path.parameters().any(|name| name == parameter) {
            let (operation, parameter) = (operation.to_owned(), parameter.to_owned());
            return Err(UnknownCorrection::Parameter { operation, parameter });
        }
        let from = match from {
            Some((operation, place)) => Some((known(operation)?.0, FieldPath::parse(place))),
            None => None,
        };
        Ok(Self { operation: id, parameter: parameter.to_owned(), from })
    }
}
