//! What a package offers for what its document declares, so that others can hold the one against the other.

use crate::plan::Types;
use crate::plan::client::ClientPlan;

/// The names that a package has for a document's operations and named schemas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Every operation by its key, with the client's method.
    pub operations: Vec<(String, String)>,
    /// Every named schema, with the type in the module of models.
    pub schemas: Vec<(String, String)>,
}

impl Offer {
    /// Of the plans that a package is written from.
    pub(crate) fn of(client: &ClientPlan, types: &Types) -> Self {
        let operation = |plan: &crate::plan::client::OperationPlan| (plan.key.clone(), plan.method_name.to_string());
        let schemas = types.components.iter().map(|(schema, name)| (schema.clone(), name.to_string()));
        Self { operations: client.operations.iter().map(operation).collect(), schemas: schemas.collect() }
    }
}
