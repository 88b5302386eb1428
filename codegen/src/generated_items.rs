//! The items that are generated for what a document declares, so that others can compare the two.

use std::collections::BTreeSet;

use trueline_spec::Direction;
use trueline_spec::model::{Api, SchemaId};

use crate::emit::tokens::rust_types::elsewhere;
use crate::plan::model::client::ClientPlan;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::Types;

/// The names that a package has for a document's operations and named schemas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GeneratedItems {
    /// Every operation by its key, with how the client calls it: `list_pets`, or `pets().list`.
    pub operations: Vec<(String, String)>,
    /// Every named schema, with the type in the module of models.
    pub schemas: Vec<(String, String)>,
    /// Every type that a named schema's values have, one for each direction where there are two.
    pub values: Vec<GeneratedType>,
    /// Properties whose null becomes absence in the package's types, by the object's schema and the direction of its values.
    pub absent_nulls: BTreeSet<(SchemaId, Direction, String)>,
}

/// The type of a named schema's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedType {
    /// The schema's name in the document.
    pub name: String,
    /// The schema.
    pub schema: SchemaId,
    /// Which values it is for; of a type that serves both, one that an operation has.
    pub direction: Direction,
    /// The type as the package's own code names it: `crate::models::Pet`.
    pub rust_type: String,
}

impl GeneratedItems {
    /// Of the plans that a package is written from.
    pub(crate) fn of(api: &Api, client: &ClientPlan, types: &Types) -> Self {
        let operation = |plan: &crate::plan::model::client::OperationPlan| (plan.key.clone(), plan.called());
        let schemas = types.components.iter().map(|(schema, name)| (schema.clone(), name.to_string()));
        Self {
            operations: client.operations.iter().map(operation).collect(),
            schemas: schemas.collect(),
            absent_nulls: types.absent_nulls.clone(),
            values: api.named_schemas.iter().flat_map(|(name, id)| values(types, name, *id)).collect(),
        }
    }
}

fn values(types: &Types, name: &str, schema: SchemaId) -> Vec<GeneratedType> {
    let [sent, received] =
        [Direction::Request, Direction::Response].map(|direction| types.rust_type(schema, direction));
    let generated = |direction: Direction, rust_type: &RustType| GeneratedType {
        name: name.to_owned(),
        schema,
        direction,
        rust_type: elsewhere(rust_type).to_string(),
    };
    if sent != received {
        return vec![generated(Direction::Request, &sent), generated(Direction::Response, &received)];
    }
    let direction = if types.is_sent_alone(schema) { Direction::Request } else { Direction::Response };
    vec![generated(direction, &received)]
}
